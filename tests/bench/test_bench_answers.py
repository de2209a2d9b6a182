"""Answers of different servers: what is the same to a reader is equal, what is not is not."""

import json
from typing import Any

import pytest

from bench.answers import count, rows, same

XSD = "http://www.w3.org/2001/XMLSchema#"


def answer(*bindings: dict[str, Any]) -> bytes:
    return json.dumps({"head": {"vars": []}, "results": {"bindings": list(bindings)}}).encode()


def literal(value: str, datatype: str = "", kind: str = "literal") -> dict[str, str]:
    return {"type": kind, "value": value, **({"datatype": XSD + datatype} if datatype else {})}


ALIKE = {
    "a draft's word for a typed literal": (literal("3", "integer", "typed-literal"), literal("3", "integer")),
    "integer and decimal": (literal("3", "integer"), literal("3.0", "decimal")),
    "six digits of a double": (literal("45.1976", "double"), literal("45.19758", "double")),
    "a plain string is an xsd:string": (literal("a", "string"), literal("a")),
    "two ways to write UTC": (literal("2026-11-25T10:00Z", "dateTime"), literal("2026-11-25T10:00+00:00", "dateTime")),
}  # fmt: skip
UNLIKE = {
    "another number": (literal("3", "integer"), literal("4", "integer")),
    "doubles apart": (literal("45.19", "double"), literal("45.20", "double")),
    "a language": ({"type": "literal", "value": "a", "xml:lang": "fr"}, literal("a")),
    "an IRI is no string": ({"type": "uri", "value": "urn:a"}, literal("urn:a")),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_alike(one: dict[str, str], other: dict[str, str]) -> None:
    assert same(rows(answer({"x": one})), rows(answer({"x": other})))


@pytest.mark.parametrize(("one", "other"), UNLIKE.values(), ids=UNLIKE)
def test_unlike(one: dict[str, str], other: dict[str, str]) -> None:
    assert not same(rows(answer({"x": one})), rows(answer({"x": other})))


def test_order_does_not_matter_but_how_often_a_row_comes_does() -> None:
    a, b = {"x": literal("a"), "n": literal("1.5", "double")}, {"x": literal("b")}
    assert same(rows(answer(a, b, a)), rows(answer(b, a, a)))
    assert not same(rows(answer(a, b, a)), rows(answer(a, b, b)))
    assert not same(rows(answer(a)), rows(answer(a, a)))
    assert count(rows(answer(a, b, a))) == 3


def test_an_unbound_variable_is_a_difference() -> None:
    assert not same(rows(answer({"x": literal("a")})), rows(answer({"x": literal("a"), "y": literal("")})))
