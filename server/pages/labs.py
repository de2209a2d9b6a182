"""The list of labs, and the page of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from harvester.registry import Source
from server.pages import filters, labels, live, memory
from server.pages.ask import Rows
from server.pages.embedded import of_lab
from server.pages.errors import Absent
from server.pages.guides import steps
from server.pages.holder import sees
from server.pages.hours import Hours, hours
from server.pages.maintenance.jobs import jobs
from server.pages.opening import Opening, opening
from server.pages.origins import origin
from server.pages.paging import part
from server.pages.planning.announced import Announced, announced
from server.pages.rows import Record, Values, alphabetical, first, gather, only
from server.pages.site import Site, literal
from server.places.standing import Address, Position, position_of

#: Longer lists are cut: a page is for people, and a file may hold anything.
MOST = 200

#: Statuses of labs that nobody can visit.
_RESTING = ("projet", "ferme", "ferme-temporaire")

_PARTS = ("address", "position", "carrier", "funder", "network", "price", "image")


@dataclass(frozen=True, slots=True)
class Listed:
    """A lab in a list: its slug, and what is said of it."""

    slug: str
    record: Record


def listed(site: Site) -> list[Listed]:
    """Every published lab, by name in the reader's language."""
    labs = [Listed(first(lab["slug"]), lab) for lab in gather(site.ask("labs"), "lab")]
    return sorted(labs, key=lambda lab: alphabetical(filters.plain(lab.record["name"]) or lab.slug))


def types_of(site: Site, labs: Sequence[Listed]) -> Mapping[str, Values]:
    """The types of machine of some labs, by slug. Asked lab by lab: in a large network a page shows a few of them."""
    answers = {lab.slug: site.ask("lab_types", lab=lab.record.thing) for lab in labs}
    return {slug: tuple(row["type"] for row in rows) for slug, rows in answers.items()}


def index(site: Site) -> str:
    """`/labs`."""
    shown = part(listed(site))
    return render_template("pages/labs.html", part=shown, types=types_of(site, shown.items))


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
    if labels.code(first(lab["status"])) in _RESTING:
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


def published(site: Site, slug: str) -> Source:
    """The source of a lab that is now shown. Errors: Absent: unknown, withdrawn, or nothing valid yet."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucun lab n'est inscrit ici sous le nom « %(slug)s ».", slug=filters.plain(slug)))
    lead_on(site, source, "pages.lab")
    if source.gone_at is not None:
        raise Absent(410, gettext("Ce lab a retiré son fichier, ou n'en donne plus depuis longtemps."), slug)
    if source.graph is None:
        raise Absent(
            404, gettext("Ce lab est inscrit, mais son fichier n'a encore rien donné qui puisse être montré."), slug
        )
    return source


def lead_on(site: Site, source: Source, endpoint: str) -> None:
    """Lead to the page of the source that took the place of this one, if one did."""
    if source.status == "superseded":
        heir = memory.successor(site.engine, source)
        if heir is None:
            raise Absent(
                410, gettext("Cette fiche a laissé la place à une autre, qui n'est pas montrée pour l'instant.")
            )
        abort(redirect(url_for(endpoint, slug=heir.slug), 301))


def steps_of(site: Site, guide: Record) -> list[Values]:
    """The steps of a guide."""
    return steps(site.ask("guide_steps", guide=guide.thing))


def _listed(rows: Rows, key: str, base: str) -> list[Record]:
    """The lab's own things by name. A file may point to things of others as if they were its own: those stay out."""
    own = [record for record in gather(rows, key) if record.iri.startswith(f"{base}#")]
    return sorted(own, key=lambda record: alphabetical(filters.plain(record["name"])))
