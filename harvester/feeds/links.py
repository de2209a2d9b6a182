"""Which feeds a lab's file links to, from the triples that are kept of it."""

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from harvester.names import FAB
from harvester.report import Link

_OKH = "https://w3id.org/oseg/ont/okh#"
#: Property → kind of feed, in the order in which they are followed when there are too many.
KINDS: Mapping[str, str] = {
    f"{FAB}spaceApiEndpoint": "spaceapi",
    f"{FAB}icalFeed": "ical",
    f"{_OKH}hasManifestFile": "okh",
}


def links(triples: Sequence[ox.Triple], lab: str) -> tuple[Link, ...]:
    """The feeds of a lab, each address once. In: the triples of its file, the lab's IRI."""
    zone = next((_text(t) for t in triples if t.predicate.value == f"{FAB}timeZone"), "")
    found = {(link.kind, link.url): link for link in _all(triples, lab, zone)}
    order = list(KINDS.values())
    return tuple(sorted(found.values(), key=lambda link: (order.index(link.kind), link.url)))


def _all(triples: Sequence[ox.Triple], lab: str, zone: str) -> Iterator[Link]:
    for t in triples:
        kind, subject, found = KINDS.get(t.predicate.value), t.subject, t.object
        named = isinstance(subject, ox.NamedNode) and isinstance(found, ox.NamedNode)
        if kind and named and (kind == "okh" or str(subject) == f"<{lab}>"):
            yield Link(kind, str(found)[1:-1], str(subject)[1:-1], zone)


def _text(t: ox.Triple) -> str:
    value = t.object
    return value.value if isinstance(value, ox.Literal) else ""
