"""Compiles the shapes for any engine: lists written out, today and the network's area filled in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

import pyoxigraph as ox

from shapes.each_path import one_shape_a_path
from shapes.lists import written_out
from shapes.names import CELL, CODE, DATED, HINT, PREFIXES, TARGETS
from shapes.placeholders import Area, filled, values
from shapes.turtle import Statements, Subject, nodes

#: South, west, north, east of an area that leaves nobody outside.
WORLD: Area = (-90.0, -180.0, 90.0, 180.0)

_FOR_PEOPLE = frozenset({CODE, HINT, CELL, DATED})


def compiled(today: date | None = None, area: Area = WORLD, dated: bool | None = None) -> str:
    """Give the shapes as Turtle for any SHACL engine.

    In: the date for rules that depend on it (without one they are left out); the network's area as south, west, north,
    east in degrees; `dated` True for only the rules that depend on today, False for only the others, None for all.
    Out: Turtle in which every rule keeps its IRI: on the shape that reports, or on the node shape around it.
    Errors: LookupError for a list or a code that does not exist.
    """
    whole = graph()
    places = values(today or date.max, area)
    roots = _roots(whole, dated if today else False)
    triples = (t for subject in _reachable(roots, whole) for t in _triples(subject, whole[subject], places))
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()


@cache
def graph() -> Mapping[Subject, Statements]:
    """Give subject -> statements of all shapes, lists written out, one shape a path, placeholders still open."""
    whole: dict[Subject, Statements] = {}
    for file in nodes().values():
        for subject, statements in file.items():
            whole |= one_shape_a_path(subject, written_out(subject, statements, whole))
    return whole


def _roots(graph: Mapping[Subject, Statements], dated: bool | None) -> Iterator[Subject]:
    """Every shape with a target, of the kind asked for."""
    for subject, statements in graph.items():
        predicates = {predicate.value for predicate, _ in statements}
        if predicates & TARGETS and (dated is None or dated == (DATED in predicates)):
            yield subject


def _reachable(roots: Iterable[Subject], graph: Mapping[Subject, Statements]) -> Iterable[Subject]:
    """The shapes and everything they lead to, each once."""
    found: dict[Subject, None] = {}
    waiting = list(roots)[::-1]
    while waiting:
        subject = waiting.pop()
        if subject not in found:
            found[subject] = None
            waiting += [o for _, o in graph[subject] if not isinstance(o, ox.Literal) and o in graph][::-1]
    return found


def _triples(subject: Subject, statements: Statements, places: Mapping[str, str]) -> Iterator[ox.Triple]:
    for predicate, value in statements:
        if predicate.value not in _FOR_PEOPLE:
            yield ox.Triple(subject, predicate, filled(value, places) if isinstance(value, ox.Literal) else value)
