"""Writes controlled lists into the shapes: `fs:inScheme` and `fs:narrower` become `sh:in`."""

from collections.abc import Mapping, MutableMapping
from functools import cache

import pyoxigraph as ox

import ontology
from shapes.names import IN, IN_SCHEME, NARROWER, RDF
from shapes.turtle import Statements, Subject

_FIRST, _REST, _NIL = (ox.NamedNode(f"{RDF}{name}") for name in ("first", "rest", "nil"))


def written_out(subject: Subject, statements: Statements, graph: MutableMapping[Subject, Statements]) -> Statements:
    """Give a shape's statements with its concepts as `sh:in`; the cells of the list are added to `graph`.

    Errors: LookupError for a list or a concept that does not exist.
    """
    concepts = [iri for predicate, value in statements for iri in _concepts(predicate.value, value.value)]
    if not concepts:
        return statements
    kept = [(p, o) for p, o in statements if p.value not in (IN_SCHEME, NARROWER)]
    return [*kept, (ox.NamedNode(IN), _list(subject, concepts, graph))]


def _concepts(predicate: str, meant: str) -> tuple[str, ...]:
    """The concepts of a list, or one concept and all narrower ones; nothing for any other predicate."""
    if predicate not in (IN_SCHEME, NARROWER):
        return ()
    found = _lists() if predicate == IN_SCHEME else _narrower()
    if meant not in found:  # a rule about nothing would fall silent
        raise LookupError(f"the shapes name {meant}, which no list holds")
    return found[meant]


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    return {scheme.iri: tuple(c.iri for c in scheme.concepts.values()) for scheme in ontology.schemes().values()}


@cache
def _narrower() -> Mapping[str, tuple[str, ...]]:
    schemes = ontology.schemes().values()
    return {c.iri: scheme.narrower_or_self(c.id) for scheme in schemes for c in scheme.concepts.values()}


def _list(subject: Subject, iris: list[str], graph: MutableMapping[Subject, Statements]) -> Subject:
    name = subject.value.rpartition("#")[2]
    cells = [ox.BlankNode(f"{name}-{i}") for i in range(len(iris))]
    rests: list[Subject] = [*cells[1:], _NIL]
    for cell, iri, rest in zip(cells, iris, rests, strict=True):
        graph[cell] = [(_FIRST, ox.NamedNode(iri)), (_REST, rest)]
    return cells[0]
