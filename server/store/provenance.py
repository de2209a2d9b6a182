"""Where a source's graph comes from, in PROV-O: one entity for each kept version (https://www.w3.org/TR/prov-o/)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from harvester.clock import stamp
from harvester.names import XSD
from server.store.facts import TYPE, fab

_PROV = "http://www.w3.org/ns/prov#"
_DATASET = NamedNode("http://www.w3.org/ns/dcat#Dataset")


@dataclass(frozen=True, slots=True)
class Version:
    """A kept graph: its number in the change log, the address it came from, the bytes' SHA-256, when (UTC)."""

    seq: int
    url: str
    sha256: str | None
    fetched_at: datetime | None
    kept_at: datetime


def provenance(base: str, slug: str, versions: Sequence[Version], hub: str) -> Iterator[Triple]:
    """Triples on a source's kept versions, the last one being current. Mere visits are not told."""
    source = NamedNode(base)
    yield Triple(source, TYPE, _DATASET)
    yield Triple(source, fab("slug"), Literal(slug))
    for version in versions:
        yield from _version(source, version, f"{hub}/sources/{slug}/versions/{version.seq}")
    if versions:
        yield Triple(source, fab("currentVersion"), NamedNode(f"{hub}/sources/{slug}/versions/{versions[-1].seq}"))


def _version(source: NamedNode, version: Version, iri: str) -> Iterator[Triple]:
    node = NamedNode(iri)
    yield Triple(node, TYPE, NamedNode(f"{_PROV}Entity"))
    yield Triple(node, NamedNode(f"{_PROV}wasDerivedFrom"), NamedNode(version.url))
    yield Triple(node, NamedNode(f"{_PROV}specializationOf"), source)
    yield Triple(node, NamedNode(f"{_PROV}generatedAtTime"), _moment(version.kept_at))
    if version.sha256:
        yield Triple(node, fab("sha256"), Literal(version.sha256))
    if version.fetched_at:
        yield Triple(node, fab("fetchedAt"), _moment(version.fetched_at))


def _moment(at: datetime) -> Literal:
    return Literal(stamp(at), datatype=NamedNode(f"{XSD}dateTime"))
