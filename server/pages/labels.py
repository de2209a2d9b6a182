"""Names of the concepts of the controlled lists, in the reader's language, without asking the store."""

from collections.abc import Mapping
from functools import cache

import ontology
from ontology import Concept
from server.pages.links import short


@cache
def _concepts() -> Mapping[str, Concept]:
    return {concept.iri: concept for scheme in ontology.schemes().values() for concept in scheme.concepts.values()}


def concept(iri: str) -> Concept | None:
    """The concept of that IRI, if it is in one of our lists."""
    return _concepts().get(iri)


def label(iri: str, lang: str) -> str:
    """What people call it; an IRI that is in no list is shortened."""
    found = _concepts().get(iri)
    if found is None:
        return short(iri)
    return found.labels.get(lang) or found.labels.get("fr") or found.id


def code(iri: str) -> str:
    """The French code, for class names and filters; empty for what is in no list."""
    found = _concepts().get(iri)
    return found.id if found else ""
