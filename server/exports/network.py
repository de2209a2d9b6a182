"""Walks the labs and machines of one generation, lab by lab, so that no question grows with the network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

import ontology
from harvester.names import lab_of
from server.exports.reading import Reading
from server.pages import labels
from server.pages.ask import Rows, Unanswered
from server.pages.rows import Record, Values, first, gather, only
from server.store.answers import QueryTooLarge
from server.store.task import Term

#: A machine tells so many guides at most: a file may hold thousands of them for each of thousands of machines.
MOST_GUIDES = 20
_EMPTY = Record(NamedNode("about:nothing"), {})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a lab's data come from: slug, base and fetched address of its file, moment of that fetch."""

    slug: str
    base: str
    file: str
    fetched: str


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab: where its data come from, what it says, its address and position, its slots, its machines by type."""

    origin: Origin
    record: Record
    address: Record
    position: Record
    slots: Sequence[Record] = ()
    types: Mapping[str, int] | None = None

    @property
    def iri(self) -> str:
        """The lab's own IRI."""
        return self.record.iri


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of a lab: what is said of it, and the guides that hold for it."""

    lab: Lab
    record: Record
    guides: Values = ()


def origins(reading: Reading) -> list[Origin]:
    """Where each published lab comes from, by slug."""
    found = gather(reading.ask("labs"), "lab")
    told = [Origin(*(first(lab[column]) for column in ("slug", "base", "file", "fetched"))) for lab in found]
    own = [origin for origin, lab in zip(told, found, strict=True) if lab.iri == lab_of(origin.base)]
    return sorted(own, key=lambda origin: origin.slug)


def lab(reading: Reading, origin: Origin, *, whole: bool = True) -> Lab:
    """A lab as it is in this generation; without its slots and types of machine unless it is wanted whole."""
    iri = NamedNode(lab_of(origin.base))
    rows = reading.ask("lab", lab=iri)
    parts = only(rows, "lab", iri), _one(rows, "address"), _one(rows, "position")
    if not whole:
        return Lab(origin, *parts)
    types = {first((row["type"],)): int(first((row["machines"],))) for row in reading.ask("lab_types", lab=iri)}
    return Lab(origin, *parts, gather(reading.ask("hours", lab=iri), "slot"), types)


def labs(reading: Reading) -> Iterator[Lab]:
    """Every lab, whole, by slug."""
    for origin in origins(reading):
        yield lab(reading, origin)


def machines(reading: Reading, kind: str, takes: Callable[[Lab], bool]) -> Iterator[Machine]:
    """The machines of the labs that `takes` wants, by slug of the lab and IRI.

    With the IRI of a type (else it is empty), those of it and of its sub-types.
    """
    kinds = ontology.schemes()["type"].narrower_or_self(labels.code(kind)) if kind else ()
    holders = _labs_of_type(reading, kind) if kind else None
    for origin in origins(reading):
        if holders is None or lab_of(origin.base) in holders:
            holder = lab(reading, origin, whole=False)
            found = machines_of(reading, holder) if takes(holder) else ()
            yield from (machine for machine in found if not kinds or first(machine.record["type"]) in kinds)


def machines_of(reading: Reading, holder: Lab) -> Iterator[Machine]:
    """The machines that a lab describes itself; those of others that it points to stay out."""
    guides = _guides(reading, holder)
    rows = _machine_rows(reading, holder)
    own = [each for each in gather(rows, "machine") if each.iri.startswith(f"{holder.origin.base}#")]
    for record in sorted(own, key=lambda each: each.iri):
        if record["type"]:
            yield Machine(holder, record, _guides_of(record, guides))


def _machine_rows(reading: Reading, holder: Lab) -> Rows:
    """All at once; machine by machine where one answer would exceed the limit of a query."""
    iri = NamedNode(holder.iri)
    try:
        return reading.ask("machines", lab=iri)
    except Unanswered as error:
        if not isinstance(error.problem, QueryTooLarge):
            raise
    ids = [row["machine"] for row in reading.ask("machine_ids", lab=iri)]
    return tuple(row for machine in ids for row in reading.ask("machines", lab=iri, machine=machine))


def _guides(reading: Reading, holder: Lab) -> Mapping[Term, Values]:
    """The lab's own guides, by what they are for."""
    rows = reading.ask("lab_guides", lab=NamedNode(holder.iri))
    return {target.thing: target["guide"] for target in gather(rows, "target")}


def _guides_of(machine: Record, guides: Mapping[Term, Values]) -> Values:
    """The reference guide of the model first, then the lab's own for the machine, for its model."""
    own = [guide for thing in (machine.thing, *machine["model"]) for guide in guides.get(thing, ())]
    return tuple(dict.fromkeys((*machine["guide"], *own)))[:MOST_GUIDES]


def _labs_of_type(reading: Reading, kind: str) -> frozenset[str]:
    return frozenset(first((row["lab"],)) for row in reading.ask("labs_of_type", type=NamedNode(kind)))


def _one(rows: Rows, key: str) -> Record:
    """The one address or position: parts of two are never mixed."""
    return next(iter(gather(rows, key)), _EMPTY)
