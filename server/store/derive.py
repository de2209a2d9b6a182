"""What follows from what a lab says: types, inverses, broader types, map points, due dates. Pure."""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

import ontology
from harvester.names import FAB, RDF_FIRST, RDF_TYPE, SCHEMA
from server.store.facts import TYPE, Facts, Node, fab, say, schema
from server.store.maintenance import CommonPlans, scheduled

_GEO = "http://www.opengis.net/ont/geosparql#"
_LEASE_OUT = NamedNode("http://purl.org/goodrelations/v1#LeaseOut")

#: A property of the lab or machine → the inverse that its object gets.
_INVERSES: Mapping[str, NamedNode] = {
    f"{FAB}hasMachine": fab("heldBy"),
    f"{FAB}guide": schema("publisher"),
    f"{FAB}project": schema("publisher"),
    f"{FAB}training": schema("provider"),
    f"{FAB}maintenanceRecord": schema("object"),
}


def derive(triples: Iterable[Triple | Quad], hub: str, slug: str, plans: CommonPlans) -> list[Triple]:
    """Derived triples of one source.

    In: its triples, the hub's public address, the source's slug, the common plans of models (from the registry).
    Out: new triples, each once, none of them stated.
    """
    facts = Facts(triples)
    rules = (
        _types(facts),
        _inverses(facts),
        _organisers(facts),
        _loans(facts),
        _points(facts, hub, slug),
        _broad_types(facts),
        scheduled(facts, hub, slug, plans),
    )
    found = dict.fromkeys(triple for rule in rules for triple in rule)
    return [t for t in found if not facts.has(t.subject, t.predicate.value, t.object)]


@cache
def _superclasses(iri: str) -> tuple[NamedNode, ...]:
    """A class and everything above it."""
    found, pending = [], [iri]
    while pending:
        current = pending.pop()
        if current not in found:
            found.append(current)
            pending += ontology.classes().get(current, ())
    return tuple(NamedNode(name) for name in found)


def _types(facts: Facts) -> Iterator[Triple]:
    for node, stated in facts.pairs(RDF_TYPE):
        if isinstance(stated, NamedNode):
            yield from (say(node, TYPE, above) for above in _superclasses(stated.value))
    ranges = ontology.property_ranges()
    described = {subject for predicate in facts.predicates() for subject, _ in facts.pairs(predicate)}
    for predicate in list(facts.predicates()):
        if predicate in ranges:
            classes = _superclasses(ranges[predicate])
            for _, node in facts.pairs(predicate):
                if node in described and not facts.values(node, RDF_FIRST):  # a list is none of its items
                    yield from (say(node, TYPE, above) for above in classes)


def _inverses(facts: Facts) -> Iterator[Triple]:
    for predicate, inverse in _INVERSES.items():
        for subject, node in facts.pairs(predicate):
            yield say(node, inverse, subject)


def _organisers(facts: Facts) -> Iterator[Triple]:
    """An event that names no organiser is its lab's."""
    for lab, event in facts.pairs(f"{SCHEMA}event"):
        if not facts.values(event, f"{SCHEMA}organizer"):
            yield say(event, schema("organizer"), lab)


def _loans(facts: Facts) -> Iterator[Triple]:
    for _, offer in facts.pairs(f"{FAB}loanOffer"):
        yield say(offer, schema("businessFunction"), _LEASE_OUT)
        if facts.values(offer, f"{SCHEMA}price") and not facts.values(offer, f"{SCHEMA}priceCurrency"):
            yield say(offer, schema("priceCurrency"), Literal("EUR"))


def _points(facts: Facts, hub: str, slug: str) -> Iterator[Triple]:
    for lab, place in facts.pairs(f"{SCHEMA}geo"):
        position = _position(facts, place)
        if position is not None:
            lat, lon = position
            point = NamedNode(f"{hub}/geometry/{slug}")
            yield say(lab, NamedNode(f"{_GEO}hasGeometry"), point)
            yield say(point, NamedNode(f"{_GEO}asWKT"), _wkt(lat, lon))
            yield say(lab, fab("cell"), Literal(cell(lat, lon)))


def _position(facts: Facts, place: Node) -> tuple[float, float] | None:
    texts = facts.text(place, f"{SCHEMA}latitude"), facts.text(place, f"{SCHEMA}longitude")
    try:
        return float(texts[0] or ""), float(texts[1] or "")
    except ValueError:
        return None


def _wkt(lat: float, lon: float) -> Literal:
    return Literal(f"POINT({lon!r} {lat!r})", datatype=NamedNode(f"{_GEO}wktLiteral"))


def cell(lat: float, lon: float) -> str:
    """The tenth-of-a-degree cell of a position: a selective handle for queries about «near»."""
    return f"{math.floor(lat * 10) / 10:.1f},{math.floor(lon * 10) / 10:.1f}"


def _broad_types(facts: Facts) -> Iterator[Triple]:
    for machine, kind in facts.pairs(f"{FAB}machineType"):
        if isinstance(kind, NamedNode) and not isinstance(machine, BlankNode):
            yield from (say(machine, fab("broadType"), above) for above in _broader(kind.value))


@cache
def _broader(kind: str) -> tuple[NamedNode, ...]:
    scheme = ontology.schemes()["type"]
    return tuple(NamedNode(iri) for iri in scheme.broader_or_self(kind.removeprefix(scheme.vocab)))
