"""The compiled shapes are whole: nothing left open, nothing missing, each result leads back to its rule."""

import re
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
import shacl
from support.subjects import IN_CODE

import shapes
from shapes import placeholders
from shapes.lists import written_out
from shapes.names import IN_SCHEME
from shapes.turtle import Statements

TODAY = date(2026, 11, 26)
IN_SHACL = [rule for rule in shapes.rules().values() if rule.subject not in IN_CODE]


def triples(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def test_nothing_is_left_open() -> None:
    left = [t.object.value for t in triples(shapes.compiled(TODAY)) if isinstance(t.object, ox.Literal)]
    assert not [text for text in left if re.search(r"\{(?!\?value\}|\"|#)[a-z]", text) and "sh:" not in text]


def test_nothing_is_missing() -> None:
    found = triples(shapes.compiled(TODAY))
    described = {t.subject for t in found}
    nodes = [t.object for t in found if not isinstance(t.object, ox.Literal)]
    ours = [node for node in nodes if str(node).startswith(("_:", f"<{shapes.NAMESPACE}"))]
    assert not [node for node in ours if node not in described]


def test_every_rule_is_compiled_once_as_dated_or_not() -> None:
    dated, static = (triples(shapes.compiled(TODAY, dated=wish)) for wish in (True, False))
    parts = [{t.subject.value for t in part if isinstance(t.subject, ox.NamedNode)} for part in (dated, static)]
    assert {rule.iri for rule in IN_SHACL if rule.dated} == {iri for iri in parts[0] if _is_rule(iri)}
    assert {rule.iri for rule in IN_SHACL if not rule.dated} == {iri for iri in parts[1] if _is_rule(iri)}


def _is_rule(iri: str) -> bool:
    return iri.removeprefix(shapes.NAMESPACE) in shapes.rules()


def test_without_a_day_the_dated_rules_are_left_out() -> None:
    assert shapes.compiled() == shapes.compiled(TODAY, dated=False) == shapes.compiled(dated=None)


def test_compiling_twice_gives_the_same_text() -> None:
    assert shapes.compiled(TODAY) == shapes.compiled(TODAY)


def test_severity_and_messages_reach_the_engine() -> None:
    text = "<https://a.example/f#lab> a <https://w3id.org/fabcommons/ns#FabLab> ."
    results = shacl.Shapes.from_turtle(shapes.compiled(TODAY)).validate_turtle(text).results
    for result in results:
        rule = shapes.rules()[(result.source_shape or "").strip("<>").removeprefix(shapes.NAMESPACE)]
        assert result.severity == rule.severity
        assert sorted(result.messages) == sorted(rule.message.values())
    assert {result.severity for result in results} == {"Violation", "Warning", "Info"}


def test_a_rule_on_several_properties_names_the_property_and_the_rule() -> None:
    text = '<https://a.example/f#m> <http://schema.org/purchaseDate> "hier" .'
    (result,) = shacl.Shapes.from_turtle(shapes.compiled()).validate_turtle(text).results
    assert (result.root_shape, result.path) == (
        f"<{shapes.NAMESPACE}V15-date>",
        "<http://schema.org/purchaseDate>",
    )


def test_a_list_that_does_not_exist_is_refused() -> None:
    statements: Statements = [(ox.NamedNode(IN_SCHEME), ox.NamedNode("https://w3id.org/fabcommons/no-such-list"))]
    with pytest.raises(LookupError, match="no-such-list"):
        written_out(ox.BlankNode("x"), statements, {})


def test_day_numbers_grow_by_one_a_day() -> None:
    days = [date(1990, 1, 1) + timedelta(n) for n in range(40_000)]
    numbers = [placeholders.day_number(day) for day in days]
    assert numbers == list(range(numbers[0], numbers[0] + len(days)))


@pytest.mark.parametrize(
    ("today", "name", "value"),
    [
        (date(2028, 2, 29), "today-12-months", "2027-02-28"),
        (date(2028, 2, 29), "today-24-months", "2026-02-28"),
        (date(2026, 11, 26), "today-12-months", "2025-11-26"),
        (date(2026, 11, 26), "today", "2026-11-26"),
    ],
)
def test_dates_before_today(today: date, name: str, value: str) -> None:
    assert placeholders.values(today, shapes.WORLD)[name] == value
