"""What the network says of its labs, machines, needs and loans, read for the whole network at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import ontology
from server.pages import labels
from server.pages.coverage.weekly import public_hours
from server.pages.moments import as_day
from server.pages.rows import Record, Values, first, gather
from server.pages.site import Site
from server.places import Places
from server.places.standing import Address, Position, position_of
from server.shut import SHUT

#: Codes of the list lab-status: nobody finds a machine there.
#: Codes of the list status: the machine may be used; nobody says.
WORKING, UNKNOWN = "en-service", frozenset({"", "inconnu"})


_TOLD = ("latitude", "longitude", "insee", "commune", "postcode", "country")


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab: where it stands (None: nothing says it), whether it is open, its public hours a week (None: not said)."""

    slug: str
    name: Values
    open: bool
    position: Position | None
    hours: float | None
    told: Address

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        return (self.position.lat, self.position.lon) if self.position else None


@dataclass(frozen=True, slots=True)
class Down:
    """A machine that does not work, or not as it should; `days` since when, None when it is not said."""

    slug: str
    machine: Record
    types: frozenset[str]
    days: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The network as this page needs it. `stock`: type → slug → machines that work; `unsure`: their state is not said.

    Types are IRIs and include broader ones. `working`: slug → all its machines that work; `unstated`: how many machines
    have no stated state; `needs`: slug → the types that a lab looks for.
    """

    labs: Mapping[str, Lab]
    stock: Mapping[str, Mapping[str, int]]
    unsure: Mapping[str, Mapping[str, int]]
    working: Mapping[str, int]
    unstated: int
    down: Sequence[Down]
    offers: Sequence[Record]
    needs: Mapping[str, Sequence[str]]


def facts(site: Site, today: date) -> Facts:
    """In: the site, the day it is where the network is. Out: the facts of the current generation."""
    slots: dict[str, list[Record]] = defaultdict(list)
    for slot in gather(site.ask("coverage_hours"), "slot"):
        slots[first(slot["slug"])].append(slot)
    records = gather(site.ask("coverage_labs"), "lab")
    labs = {first(record["slug"]): _lab(record, slots, site.places, today) for record in records}
    rows = [row for row in _rows(site) if row.slug in labs and labs[row.slug].open]
    stock, unsure = _stock(rows)
    working = Counter[str]()
    for row in rows:
        working[row.slug] += row.working if row.status == WORKING else 0
    needs: dict[str, list[str]] = defaultdict(list)
    for need in gather(site.ask("coverage_needs"), "need"):
        needs[first(need["slug"])] += [first((kind,)) for kind in need["type"]]
    down = [_down(record, today) for record in gather(site.ask("coverage_down"), "machine")]
    unstated = sum(row.held for row in rows if row.status in UNKNOWN)
    return Facts(labs, stock, unsure, working, unstated, down, gather(site.ask("coverage_offers"), "machine"), needs)


@cache
def broader(iri: str) -> frozenset[str]:
    """A type and all that are broader; the type alone when it is in no list."""
    found = labels.concept(iri)
    return frozenset({iri}).union(*(broader(above) for above in found.broader)) if found else frozenset({iri})


@cache
def known_types() -> tuple[str, ...]:
    """The IRIs of the list of types, in its order."""
    return tuple(concept.iri for concept in ontology.schemes()["type"].concepts.values())


def types_of(record: Record) -> frozenset[str]:
    """The types of a machine, broader ones included."""
    return frozenset[str]().union(*(broader(first((kind,))) for kind in record["type"]))


@dataclass(frozen=True, slots=True)
class _Row:
    slug: str
    type: str
    status: str
    held: int
    working: int


def _rows(site: Site) -> Iterable[_Row]:
    for row in site.ask("coverage_machines"):
        status = labels.code(first((row["status"],))) if "status" in row else ""
        counts = [_count(first((row[name],))) if name in row else 1 for name in ("machines", "working")]
        yield _Row(first((row["slug"],)), first((row["type"],)), status, *counts)


def _lab(record: Record, slots: Mapping[str, Sequence[Record]], places: Places, today: date) -> Lab:
    told = Address(
        *(first(record[name]) for name in ("latitude", "longitude", "insee", "commune", "postcode", "country"))
    )
    slug = first(record["slug"])
    shut = labels.code(first(record["status"])) in SHUT
    hours = public_hours(slots[slug], today) if slug in slots else None
    return Lab(slug, record["name"], not shut, position_of(told, places), None if shut else hours, told)


_Held = Mapping[str, Mapping[str, int]]


def _stock(rows: Iterable[_Row]) -> tuple[_Held, _Held]:
    stock: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    unsure: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        for kind in broader(row.type):
            if row.status == WORKING and row.working:
                stock[kind][row.slug] += row.working
            elif row.status in UNKNOWN:
                unsure[kind][row.slug] += row.held
    return stock, unsure


def _down(record: Record, today: date) -> Down:
    since = as_day(first(record["since"]))
    return Down(first(record["slug"]), record, types_of(record), max(0, (today - since).days) if since else None)


def _count(lexical: str) -> int:
    try:
        return max(0, min(10_000, int(float(lexical))))
    except (ValueError, OverflowError):
        return 1
