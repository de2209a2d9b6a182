"""From what a lab's file says to its entries in the index: its machines as profiles, its hours, its words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from harvester.names import SCHEMA, lab_of
from ontology.names import VOCAB
from server.search import said
from server.search.labs import Light
from server.search.opening import Slot
from server.search.profile import Able, Profile, Said, packed
from server.search.said import fab, iris
from server.store.facts import Facts, Node

_UNKNOWN = f"{VOCAB}status/inconnu"
_OF_MODEL = ("workWidth", "workDepth")


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of a file, what it is judged by, and the nodes of its model."""

    node: Node
    profile: Profile
    models: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Source:
    """A published file: its row in the hub's memory, its triples, and what the registry says."""

    number: int
    slug: str
    base: str
    facts: Facts
    registry: Facts

    @property
    def lab(self) -> NamedNode:
        """The lab that the file describes."""
        return NamedNode(lab_of(self.base))


def machines(source: Source) -> list[Machine]:
    """The machines of the lab, in the order of their IRIs."""
    nodes = {n for n in source.facts.values(source.lab, fab("hasMachine")) if isinstance(n, NamedNode)}
    return [_machine(source, node) for node in sorted(nodes, key=lambda node: node.value)]


def _machine(source: Source, node: NamedNode) -> Machine:
    facts = source.facts
    models = said.models(node, facts, source.registry)
    working = said.integer(facts, node, fab("quantityInService"))
    profile = Profile(
        types=frozenset(iris(facts, node, fab("machineType"))),
        own=_said(facts, [node]),
        model=_together([_said(facts, models), _said(source.registry, models)]),
        status=next(iter(iris(facts, node, fab("status"))), _UNKNOWN),
        working=working is None or working > 0,
        loanable=bool(facts.values(node, fab("loanOffer"))),
        trained=bool(facts.values(node, fab("requiresCredential"))),
        access=frozenset(iris(facts, node, fab("accessMode"))),
        min_age=said.integer(facts, node, fab("minAge")),
    )
    return Machine(node, profile, models)


def _said(facts: Facts, nodes: Sequence[Node]) -> Said:
    def all_of(name: str) -> frozenset[str]:
        return frozenset(iri for node in nodes for iri in iris(facts, node, fab(name)))

    sizes = [said.first(said.number(facts, node, fab(name)) for node in nodes) for name in _OF_MODEL]
    return Said(
        tuple(able for node in nodes for able in _abilities(facts, node)),
        all_of("performsProcess"), all_of("acceptsMaterial"), all_of("forbidsMaterial"), *sizes,
    )  # fmt: skip


def _abilities(facts: Facts, node: Node) -> Iterator[Able]:
    for able in facts.values(node, fab("capability")):
        if isinstance(able, NamedNode | BlankNode):
            does, on = iris(facts, able, fab("process")), iris(facts, able, fab("material"))
            yield Able(frozenset(does), frozenset(on), said.number(facts, able, fab("maxThickness")))


def _together(parts: Sequence[Said]) -> Said:
    none: frozenset[str] = frozenset()
    return Said(
        tuple(able for part in parts for able in part.abilities),
        none.union(*(part.performs for part in parts)),
        none.union(*(part.accepts for part in parts)),
        none.union(*(part.forbids for part in parts)),
        said.first(part.width for part in parts),
        said.first(part.depth for part in parts),
    )


def light(source: Source, found: Sequence[Machine]) -> Light:
    """What is kept in memory of the lab."""
    facts, lab = source.facts, source.lab
    address = next(iter(facts.values(lab, f"{SCHEMA}address")), lab)
    position = next(iter(facts.values(lab, f"{SCHEMA}geo")), lab)
    return Light(
        number=source.number,
        slug=source.slug,
        iri=lab.value,
        name=said.texts(facts, lab, f"{SCHEMA}name"),
        commune=facts.text(address, f"{SCHEMA}addressLocality") or "",
        insee=facts.text(address, fab("inseeCode")) or "",
        country=(facts.text(address, f"{SCHEMA}addressCountry") or "FR").upper(),
        lat=said.number(facts, position, f"{SCHEMA}latitude"),
        lon=said.number(facts, position, f"{SCHEMA}longitude"),
        status=next(iter(iris(facts, lab, fab("labStatus"))), ""),
        modes=iris(facts, lab, fab("accessMode")),
        features=iris(facts, lab, fab("accessFeature")),
        audience=iris(facts, lab, fab("audience")),
        min_age=said.integer(facts, lab, fab("minAge")),
        zone=facts.text(lab, fab("timeZone")) or "",
        slots=tuple(_slots(facts, lab)),
        machines=tuple(packed(machine.profile) for machine in found),
        postcode=facts.text(address, f"{SCHEMA}postalCode") or "",
        credentials={iri: said.texts(facts, NamedNode(iri), f"{SCHEMA}name") for iri in _credentials(source)},
    )


def _credentials(source: Source) -> tuple[str, ...]:
    """Those that the lab issues, for whoever requires them."""
    return iris(source.facts, source.lab, fab("issuesCredential"))


def _slots(facts: Facts, lab: Node) -> Iterator[Slot]:
    for special, name in ((False, "openingHoursSpecification"), (True, "specialOpeningHoursSpecification")):
        for slot in facts.values(lab, SCHEMA + name):
            opens, closes, start, end = (
                facts.text(slot, SCHEMA + each) or "" for each in ("opens", "closes", "validFrom", "validThrough")
            )
            yield Slot(
                special, iris(facts, slot, f"{SCHEMA}dayOfWeek"), opens[:8], closes[:8],
                iris(facts, slot, fab("accessMode")), start[:10], end[:10],
                iris(facts, slot, fab("weekPattern")), iris(facts, slot, fab("schoolPeriod")),
            )  # fmt: skip
