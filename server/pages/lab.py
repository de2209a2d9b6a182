"""The page of a lab: what its file says, its hours, what it is behind with."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from pyoxigraph import NamedNode

from harvester.names import lab_of
from server.pages import filters, labels, live
from server.pages.ask import Rows
from server.pages.embedded import of_lab
from server.pages.guides import steps_of
from server.pages.holder import sees
from server.pages.hours import Hours, hours
from server.pages.maintenance.jobs import jobs
from server.pages.opening import Opening, opening
from server.pages.origins import origin
from server.pages.paging import MOST
from server.pages.planning.announced import Announced, announced
from server.pages.published import published
from server.pages.rows import Record, alphabetical, first, gather, only
from server.pages.site import Site, literal
from server.places.standing import Address, Position, position_of
from server.shut import SHUT

_PARTS = ("address", "position", "carrier", "funder", "network", "price", "image")


def page(site: Site, slug: str) -> str:
    """`/labs/<slug>`."""
    source = published(site, slug)
    shown = described(site, source.base, whole=sees(site, source.id))
    return render_template(
        "pages/lab.html",
        slug=slug,
        live=live.now(site).get(slug),
        origin=origin(site, source),
        embedded=of_lab(shown["lab"], shown["hours"], source.base),
        **shown,
    )


def described(site: Site, base: str, *, whole: bool = False) -> dict[str, Any]:
    """What the page of a lab shows of its file, by the names of the template.

    In: the base of the file; `whole`: with what is for the lab and the moderators alone.
    """
    iri = NamedNode(lab_of(base))
    rows = site.ask("lab", lab=iri)
    lab, parts = only(rows, "lab", iri), {key: gather(rows, key) for key in _PARTS}
    guide_rows = site.ask("lab_guides", lab=iri)
    guides = _listed(guide_rows, "guide", base)
    exchange = site.ask("lab_exchange", lab=iri)
    return {
        "lab": lab,
        "parts": parts,
        "hours": _hours(site, lab),
        "geo": _standing(site, lab, parts["address"]),
        "opening": _opening(site, lab, rows),
        "due": _overdue(site, lab, base, whole=whole),
        "people": gather(site.ask("lab_people", lab=iri), "person"),
        "machines": _listed(site.ask("lab_machines", lab=iri), "machine", base),
        "guides": guides,
        "targets": {target.thing: target["targetName"] for target in gather(guide_rows, "target")},
        "steps": {guide.iri: steps_of(site, guide) for guide in guides[:MOST]},
        "projects": _listed(site.ask("lab_projects", lab=iri), "project", base),
        "agenda": _agenda(site, lab, base),
        "trainings": _listed(site.ask("lab_trainings", lab=iri), "training", base),
        "offers": gather(exchange, "offer"),
        "needs": gather(exchange, "need"),
        "most": MOST,
    }


def _standing(site: Site, lab: Record, addresses: Sequence[Record]) -> Position | None:
    """Where it stands; at the centre of its commune when it states no position."""
    told = addresses[0] if len(addresses) == 1 else None
    latitude, longitude = first(lab["latitude"]), first(lab["longitude"])
    address = [first(told[name]) if told else "" for name in ("commune", "postcode", "country")]
    return position_of(Address(latitude, longitude, "", *address), site.places)


def _hours(site: Site, lab: Record) -> Hours:
    today = site.today(site.zone_of(first(lab["zone"])))
    return hours(gather(site.ask("hours", lab=lab.thing), "slot"), today)


def _opening(site: Site, lab: Record, rows: Rows) -> Opening | None:
    """Whether it is open now; nothing for a lab that is not in service."""
    if labels.code(first(lab["status"])) in SHUT:
        return None
    at = site.local_time(site.zone_of(first(lab["zone"]))).replace(tzinfo=None)
    country = next((first(place["country"]) for place in gather(rows, "address") if place["country"]), "FR")
    return opening(gather(site.ask("hours", lab=lab.thing), "slot"), at, country)


def _overdue(site: Site, lab: Record, base: str, *, whole: bool) -> tuple[int, int]:
    """How many maintenance tasks there are, and how many are overdue, as far as who asks may know."""
    today = site.today(site.zone_of(first(lab["zone"])))
    found = jobs(site.ask("upkeep_lab", lab=lab.thing), base, today, whole=whole)
    return len(found), sum(job.late for job in found)


def _agenda(site: Site, lab: Record, base: str) -> Announced:
    today = site.today(site.zone_of(first(lab["zone"])))
    return announced(_listed(site.ask("lab_agenda", lab=lab.thing, today=literal(today)), "event", base), today)


def _listed(rows: Rows, key: str, base: str) -> list[Record]:
    """The lab's own things by name. A file may point to things of others as if they were its own: those stay out."""
    own = [record for record in gather(rows, key) if record.iri.startswith(f"{base}#")]
    return sorted(own, key=lambda record: alphabetical(filters.plain(record["name"])))
