"""Answers of several engines to one query, compared as multisets of rows: a wrong answer is not a fast one."""

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INEXACT = frozenset({f"{_XSD}double", f"{_XSD}float"})
_EXACT = frozenset({f"{_XSD}integer", f"{_XSD}decimal", f"{_XSD}int", f"{_XSD}long", f"{_XSD}nonNegativeInteger"})
_DIGITS = 1e-5  # Virtuoso writes six digits of a double

Row = tuple[tuple[str, ...], ...]
Rows = Mapping[Row, list[tuple[float, ...]]]


def rows(body: bytes) -> Rows:
    """Rows of a SPARQL JSON result: those alike but for their doubles together, with these doubles."""
    found = defaultdict[Row, list[tuple[float, ...]]](list)
    for binding in json.loads(body)["results"]["bindings"]:
        terms = sorted((name, _term(value)) for name, value in binding.items())
        exact = tuple((name, *term) for name, term in terms if isinstance(term, tuple))
        found[exact].append(tuple(term for _, term in terms if isinstance(term, float)))
    return {row: sorted(numbers) for row, numbers in found.items()}


def same(one: Rows, other: Rows) -> bool:
    """Whether each row comes as often, doubles being equal to five digits."""
    return one.keys() == other.keys() and all(_close(numbers, other[row]) for row, numbers in one.items())


def count(found: Rows) -> int:
    """How many rows."""
    return sum(map(len, found.values()))


def _term(value: Mapping[str, Any]) -> tuple[str, ...] | float:
    text, datatype = value["value"], value.get("datatype", "")
    if datatype in _INEXACT:
        return float(text)
    if datatype in _EXACT:
        return "number", f"{float(text):.12g}"
    if datatype == f"{_XSD}dateTime":
        text = text.removesuffix("+00:00").removesuffix("Z")
    kind = "literal" if value["type"] == "typed-literal" else value["type"]  # Virtuoso's word, from a draft
    return kind, text, value.get("xml:lang", "").lower(), datatype.removesuffix(f"{_XSD}string")


def _close(some: list[tuple[float, ...]], others: list[tuple[float, ...]]) -> bool:
    return len(some) == len(others) and all(
        len(a) == len(b) and all(math.isclose(x, y, rel_tol=_DIGITS) for x, y in zip(a, b, strict=True))
        for a, b in zip(some, others, strict=True)
    )
