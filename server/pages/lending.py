"""`/lending`: what labs lend, what they look for, and which offers answer which needs."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from flask import render_template
from pyoxigraph import NamedNode

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.choices import concept, concepts
from server.pages.directory import Directory, Lab, crowded, directory
from server.pages.distance import kilometres, nearest_first
from server.pages.labels import code
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site

_USABLE = frozenset({"en-service", "degrade"})
_FREE_TO_GO = frozenset({"oui", "sur-demande"})
#: Needs shown on the page; matches shown for each.
NEEDS, MATCHES = 100, 5


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer to lend a machine: its terms, its lab, the types of the machine and all broader ones, to whom.

    `can_go`: the machine works, and is available or so on request (question 12).
    """

    record: Record
    lab: Lab
    types: frozenset[str]
    borrowers: frozenset[str]
    can_go: bool

    @property
    def machine(self) -> str:
        """The IRI of the machine."""
        return first(self.record["machine"])

    def open_to(self, lab: Lab) -> bool:
        """Whether a lab may borrow: everybody may, or labs of the network and it shares one."""
        if lab.slug == self.lab.slug:
            return False
        shares = not set(self.lab.record["network"]).isdisjoint(lab.record["network"])
        return "tout-public" in self.borrowers or ("labs-du-reseau" in self.borrowers and shares)


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that answers a need, and how far its lab is."""

    offer: Offer
    km: float | None


@dataclass(frozen=True, slots=True)
class Need:
    """What a lab looks for, its anchor on the page, and whether some offer answers it."""

    record: Record
    lab: Lab
    anchor: str
    answered: bool


def index(site: Site) -> str:
    """`/lending`."""
    labs = directory(site)
    every = offers(site, labs)
    shelf = Shelf(every)
    wanted = needs(site, labs, shelf)
    kind, borrower = concept("type", "type"), concept("emprunteur", "borrower")
    available = concept("disponible", "availability")
    kept = [offer for offer in every if _kept(offer, kind, borrower, available)]
    sought = [need for need in wanted if kind is None or kind.iri in _above(need.record["type"])]
    return render_template(
        "pages/lending.html",
        part=part(kept),
        needs=[(need, shelf.matches(need)) for need in sought[:NEEDS]],
        unmet=sum(not need.answered for need in sought),
        more=max(0, len(sought) - NEEDS),
        most=MATCHES,
        kind=kind,
        borrower=borrower,
        available=available,
        types=concepts(iri for offer in every for iri in offer.types),
        borrowers=concepts(first((value,)) for offer in every for value in offer.record["borrower"]),
        availabilities=concepts(first((value,)) for offer in every for value in offer.record["available"]),
    )


def offers(site: Site, labs: Directory) -> list[Offer]:
    """Every offer of a lab on a machine of its own: what can go first, then by name."""
    found = [
        _offer(record, lab)
        for record in gather(site.ask("lending", crowded=crowded(site)), "offer")
        if (lab := labs.get(first(record["slug"]))) and lab.owns(first(record["machine"]))
    ]
    return sorted(found, key=lambda each: (not each.can_go, alphabetical(filters.plain(each.record["machineName"]))))


def _offer(record: Record, lab: Lab) -> Offer:
    usable = not _codes(record["status"]).isdisjoint(_USABLE)
    free = not _codes(record["available"]).isdisjoint(_FREE_TO_GO)
    return Offer(record, lab, frozenset(_above(record["type"])), _codes(record["borrower"]), usable and free)


def _codes(values: Values) -> frozenset[str]:
    return frozenset(code(first((value,))) for value in values)


def _above(types: Values) -> list[str]:
    """Types and all broader ones."""
    return [iri for value in types for iri in _broader(code(first((value,))))]


@cache
def _broader(kind: str) -> tuple[str, ...]:
    return ontology.schemes()["type"].broader_or_self(kind)


def _kept(offer: Offer, kind: Concept | None, borrower: Concept | None, available: Concept | None) -> bool:
    return (
        (kind is None or kind.iri in offer.types)
        and (borrower is None or NamedNode(borrower.iri) in offer.record["borrower"])
        and (available is None or NamedNode(available.iri) in offer.record["available"])
    )


def needs(site: Site, labs: Directory, shelf: "Shelf") -> list[Need]:
    """Every need: those that some offer answers first, then by lab."""
    found = [
        Need(record, lab, anchor(lab.slug, record), any(shelf.answers(record, lab)))
        for record in gather(site.ask("needs", crowded=crowded(site)), "need")
        if (lab := labs.get(first(record["slug"])))
    ]
    return sorted(found, key=lambda need: (not need.answered, need.lab.order, need.anchor))


class Shelf:
    """Offers that can go, by type of machine and by all broader ones."""

    def __init__(self, every: Iterable[Offer]) -> None:
        self._offers: dict[str, list[Offer]] = {}
        for offer in every:
            for kind in offer.types if offer.can_go else ():
                self._offers.setdefault(kind, []).append(offer)

    def answers(self, need: Record, lab: Lab) -> Iterator[Offer]:
        """Offers to a lab for a machine of a type that it looks for, or of a narrower one (question 12)."""
        wanted = [first((kind,)) for kind in need["type"]]
        seen: set[int] = set()
        for offer in (offer for kind in wanted for offer in self._offers.get(kind, ())):
            if id(offer) not in seen and offer.open_to(lab):
                seen.add(id(offer))
                yield offer

    def matches(self, need: Need) -> list[Match]:
        """The offers that answer a need, nearest first."""
        found = [Match(offer, kilometres(need.lab.at, offer.lab.at)) for offer in self.answers(need.record, need.lab)]
        return sorted(found, key=lambda match: (nearest_first(match.km), match.offer.machine))


def anchor(slug: str, need: Record) -> str:
    """Where a need stands on the page: the same as long as its words are."""
    words = repr([sorted(str(value) for value in need[column]) for column in ("needName", "description", "type")])
    return f"besoin-{slug}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
