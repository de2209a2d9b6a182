"""Concepts of the lists: what is narrower or broader, what a type usually does, and every word for them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import ontology
from ontology import Concept, Scheme

IRIs = frozenset[str]


@cache
def _by_iri(scheme: str) -> Mapping[str, Concept]:
    return {concept.iri: concept for concept in _scheme(scheme).concepts.values()}


def _scheme(name: str) -> Scheme:
    return ontology.schemes()[name]


@cache
def narrower(scheme: str, iri: str) -> IRIs:
    """The concept and all below it; the IRI alone where the list does not know it."""
    found = _by_iri(scheme).get(iri)
    return frozenset(_scheme(scheme).narrower_or_self(found.id)) if found else frozenset({iri})


@cache
def broader(scheme: str, iri: str) -> IRIs:
    """The concept and all above it; the IRI alone where the list does not know it."""
    found = _by_iri(scheme).get(iri)
    return frozenset(_scheme(scheme).broader_or_self(found.id)) if found else frozenset({iri})


def all_narrower(scheme: str, iris: Iterable[str]) -> IRIs:
    """The concepts and all below them."""
    return frozenset(found for iri in iris for found in narrower(scheme, iri))


def all_broader(scheme: str, iris: Iterable[str]) -> IRIs:
    """The concepts and all above them."""
    return frozenset(found for iri in iris for found in broader(scheme, iri))


def typical_processes(types: Iterable[str]) -> IRIs:
    """What machines of these types usually do."""
    known = _by_iri("type")
    return frozenset(found for iri in types if iri in known for found in known[iri].typical_processes)


def typical_materials(types: Iterable[str]) -> IRIs:
    """What machines of these types usually take."""
    known = _by_iri("type")
    return frozenset(found for iri in types if iri in known for found in known[iri].typical_materials)


def words(scheme: str, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(language, words): labels and synonyms of the concepts and of those above them."""
    known = _by_iri(scheme)
    for iri in sorted(all_broader(scheme, iris)):
        if concept := known.get(iri):
            yield from concept.labels.items()
            yield from ((lang, text) for lang, texts in concept.alt_labels.items() for text in texts)


def code(scheme: str, iri: str) -> str:
    """The French code of a concept; the IRI where the list does not know it."""
    found = _by_iri(scheme).get(iri)
    return found.id if found else iri
