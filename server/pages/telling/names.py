"""What things are called, read from a graph as it is kept: of a few things at a time, whatever their number."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

import ontology
from harvester import files
from harvester.feeds.supplement import is_fed
from harvester.names import RDF_TYPE, SCHEMA
from server.pages import figures, filters
from server.pages.language import chosen as lang
from server.pages.links import fragment, short
from server.store.task import Term

#: Graphs larger than this are not searched while somebody waits.
_SEARCHED = 4 * 1024 * 1024


def graph(data: Path, name: str | None) -> bytes:
    """The N-Quads of a graph by the name of its file; nothing when it is no longer kept, or too large."""
    path = files.graph_path(data, name) if name else None
    if path is None or not path.exists() or path.stat().st_size > _SEARCHED:
        return b""
    return path.read_bytes()


def called(graph: bytes, iri: str) -> str:
    """What a thing is called for the reader, a session of a calendar with its day; without a name, by its class."""
    name = filters.plain(_said(graph, iri, f"{SCHEMA}name"))
    starts = _said(graph, iri, f"{SCHEMA}startDate") if name and is_fed(iri) else ()
    return f"{name} ({figures.day(starts)})" if starts else name or _by_class(graph, iri)


def _by_class(graph: bytes, iri: str) -> str:
    """«intervention int-2026-09-15»; a session of a calendar, and what has no class of ours, as in `short`."""
    labels = (_labels().get(kind.value, {}) for kind in _said(graph, iri, RDF_TYPE) if isinstance(kind, ox.NamedNode))
    label = next((found.get(lang()) or found["fr"] for found in labels if found), "")
    return f"{label} {fragment(iri)}" if label and not is_fed(iri) else short(iri)


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    return {term.iri: term.label for term in ontology.terms()}


def _said(graph: bytes, iri: str, predicate: str) -> tuple[Term, ...]:
    """What a graph says of a thing by one property."""
    start = f"<{iri}> <{predicate}> ".encode()
    found: list[Term] = []
    at = graph.find(start)
    while at >= 0:
        end = graph.find(b"\n", at)
        found += [quad.object for quad in ox.parse(graph[at : end if end >= 0 else None], ox.RdfFormat.N_QUADS)]
        at = graph.find(start, end) if end >= 0 else -1
    return tuple(found)
