"""What a dump is made of, and what its manifest says of it."""

import gzip
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urldefrag

from pyoxigraph import RdfFormat, parse, serialize

from harvester.clock import stamp
from server.store.compose import read_graph, stamp_quads
from server.store.dump import members
from server.store.dump.card import network
from server.store.dump.counts import Counts, count, kinds_of, total
from server.store.dump.heads import attribution
from server.store.dump.members import Kitchen, Member
from server.store.generations import Stamp


@dataclass(frozen=True, slots=True)
class Ingredients:
    """The members of all sources and of the hub, and the generation that they make."""

    kitchen: Kitchen
    generation: str
    stamp: Stamp
    hub: Member
    members: Sequence[Member]


def stamp_text(whole: Ingredients, syntax: str) -> bytes:
    """The few triples that differ with each generation."""
    quads = stamp_quads(whole.kitchen.names, whole.stamp)
    if syntax == "nq":
        return serialize(quads, format=RdfFormat.N_QUADS) or b""
    return serialize((quad.triple for quad in quads), format=RdfFormat.TURTLE) or b""


def stamp_counts(whole: Ingredients) -> Counts:
    """How many they are."""
    return count(stamp_quads(whole.kitchen.names, whole.stamp), lambda _iri: True)


def about(whole: Ingredients, now: datetime) -> dict[str, object]:
    """The manifest but for its files."""
    kitchen = whole.kitchen
    counted = (whole.hub.counts, stamp_counts(whole), *(member.counts for member in whole.members))
    registry = parse(read_graph(whole.kitchen.data, kitchen.registry), RdfFormat.N_QUADS) if kitchen.registry else ()
    return {
        "generation": whole.generation,
        "modified": stamp(now),
        "network": network(registry),
        "hub_key": whole.hub.key,
        "totals": asdict(total(counted, _elsewhere(whole))),
        "sources": [_source(member) for member in whole.members],
    }


def _elsewhere(whole: Ingredients) -> Callable[[str], Collection[str] | None]:
    """What a source says of its own thing, of which somebody else speaks too; few, hence read again."""
    by_base = {member.base: member for member in whole.members}

    @lru_cache(maxsize=8)
    def read(base: str) -> Mapping[str, Collection[str]]:
        text = gzip.decompress(members.content(whole.kitchen.data, by_base[base], "nq"))
        return kinds_of(parse(text, RdfFormat.N_QUADS))

    def elsewhere(iri: str) -> Collection[str] | None:
        base = urldefrag(iri).url
        return read(base).get(iri) if base in by_base else None

    return elsewhere


def _source(member: Member) -> dict[str, object]:
    return {
        "slug": member.slug,
        "base": member.base,
        "attribution": attribution(member.slug, member.base, member.card),
        "stated": member.stated,
        "card": member.card.as_json(),
        "key": member.key,
        "bytes": member.sizes["nq"],
        "sha256": member.sha256["nq"],
    }
