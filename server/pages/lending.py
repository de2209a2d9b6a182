"""`/lending`: what labs lend, what they look for, and which offers answer which needs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from pyoxigraph import NamedNode

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.choices import concept, concepts
from server.pages.directory import Directory, Lab, directory
from server.pages.distance import kilometres, nearest_first
from server.pages.labels import code
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site

_USABLE = ("en-service", "degrade")
_FREE_TO_GO = ("oui", "sur-demande")
#: Needs shown on the page; matches shown for each.
NEEDS, MATCHES = 200, 5


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer to lend a machine: its terms, the machine's IRI, its lab."""

    record: Record
    lab: Lab

    @property
    def machine(self) -> str:
        """The IRI of the machine."""
        return first(self.record["machine"])

    @property
    def types(self) -> frozenset[str]:
        """The types of the machine and all broader ones."""
        scheme = ontology.schemes()["type"]
        return frozenset(iri for each in self.record["type"] for iri in scheme.broader_or_self(code(first((each,)))))

    @property
    def can_go(self) -> bool:
        """Whether the machine works, and is available or so on request (question 12)."""
        usable = code(first(self.record["status"])) in _USABLE
        return usable and any(code(first((each,))) in _FREE_TO_GO for each in self.record["available"])

    def open_to(self, lab: Lab) -> bool:
        """Whether a lab may borrow: everybody may, or labs of the network and it shares one."""
        borrowers = {code(first((each,))) for each in self.record["borrower"]}
        same = set(self.lab.record["network"]) & set(lab.record["network"])
        return "tout-public" in borrowers or ("labs-du-reseau" in borrowers and bool(same))


@dataclass(frozen=True, slots=True)
class Match:
    """An offer that answers a need, and how far its lab is."""

    offer: Offer
    km: float | None


@dataclass(frozen=True, slots=True)
class Need:
    """What a lab looks for, with its anchor on the page and the offers that answer it, nearest first."""

    record: Record
    lab: Lab
    anchor: str
    matches: Sequence[Match] = ()


def index(site: Site) -> str:
    """`/lending`."""
    labs = directory(site)
    every = offers(site, labs)
    wanted = needs(site, labs, every)
    kind, borrower = concept("type", "type"), concept("emprunteur", "borrower")
    available = concept("disponible", "availability")
    kept = [offer for offer in every if _kept(offer, kind, borrower, available)]
    sought = [need for need in wanted if kind is None or NamedNode(kind.iri) in _broader(need)]
    return render_template(
        "pages/lending.html",
        part=part(kept),
        needs=sought[:NEEDS],
        unmet=sum(not need.matches for need in sought),
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
        Offer(record, lab)
        for record in gather(site.ask("lending"), "offer")
        if (lab := labs.get(first(record["slug"]))) and lab.owns(first(record["machine"]))
    ]
    return sorted(found, key=lambda each: (not each.can_go, alphabetical(filters.plain(each.record["machineName"]))))


def _kept(offer: Offer, kind: Concept | None, borrower: Concept | None, available: Concept | None) -> bool:
    return (
        (kind is None or kind.iri in offer.types)
        and (borrower is None or NamedNode(borrower.iri) in offer.record["borrower"])
        and (available is None or NamedNode(available.iri) in offer.record["available"])
    )


def needs(site: Site, labs: Directory, every: Sequence[Offer]) -> list[Need]:
    """Every need with the offers that answer it: those that some offer answers first, then by lab."""
    found = [
        Need(record, lab, anchor(lab.slug, record), _matches(record, lab, every))
        for record in gather(site.ask("needs"), "need")
        if (lab := labs.get(first(record["slug"])))
    ]
    return sorted(found, key=lambda need: (not need.matches, need.lab.order, need.anchor))


def _matches(need: Record, lab: Lab, every: Sequence[Offer]) -> list[Match]:
    """Offers of other labs for a machine of a type that is looked for, or of a narrower one (question 12)."""
    wanted = {first((each,)) for each in need["type"]}
    found = [
        Match(offer, kilometres(lab.at, offer.lab.at))
        for offer in every
        if offer.lab.slug != lab.slug and wanted & offer.types and offer.can_go and offer.open_to(lab)
    ]
    return sorted(found, key=lambda match: (nearest_first(match.km), match.offer.machine))


def anchor(slug: str, need: Record) -> str:
    """Where a need stands on the page: the same as long as its words are."""
    words = repr([sorted(str(value) for value in need[column]) for column in ("needName", "description", "type")])
    return f"besoin-{slug}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _broader(need: Need) -> Values:
    """The types of a need and all broader ones."""
    scheme = ontology.schemes()["type"]
    found = (iri for each in need.record["type"] for iri in scheme.broader_or_self(code(first((each,)))))
    return tuple(map(NamedNode, dict.fromkeys(found)))
