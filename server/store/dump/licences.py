"""Licences of sources: their codes, and which ones ask for the same licence on whatever is made of the data."""

from collections.abc import Mapping
from functools import cache

import ontology
from ontology import Concept


@cache
def _known() -> Mapping[str, Concept]:
    return {concept.iri: concept for concept in ontology.schemes()["licence"].concepts.values()}


def share_alike(iri: str) -> bool:
    """Whether the licence is known to ask for sharing alike; one that is in no list asks for nothing we know of."""
    return iri in _known() and _known()[iri].share_alike


def code(iri: str) -> str:
    """The SPDX code of a licence in our list (`CC-BY-SA-4.0`); the IRI itself of any other."""
    return _known()[iri].id if iri in _known() else iri


def labels(iri: str) -> Mapping[str, str]:
    """Language → name; empty for a licence that is in no list."""
    return _known()[iri].labels if iri in _known() else {}
