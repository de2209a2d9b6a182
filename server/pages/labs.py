"""The list of labs, and the page of one."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from harvester.registry import Source
from server.pages import filters, memory
from server.pages.agenda import agenda
from server.pages.embedded import of_lab
from server.pages.errors import Absent
from server.pages.guides import steps
from server.pages.hours import hours
from server.pages.origins import origin
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather, only
from server.pages.site import Site, literal

#: Longer lists are cut: a page is for people, and a file may hold anything.
MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A lab in a list: its slug, what is said of it, its types of machine as IRIs."""

    slug: str
    record: Record
    types: tuple[str, ...]


def listed(site: Site) -> list[Listed]:
    """Every published lab, by name in the reader's language."""
    types = {row["lab"]: first((row["types"],)).split() for row in site.ask("lab_types")}
    labs = [Listed(first(lab["slug"]), lab, tuple(types.get(lab.thing, ()))) for lab in gather(site.ask("labs"), "lab")]
    return sorted(labs, key=lambda lab: alphabetical(filters.plain(lab.record["name"]) or lab.slug))


def index(site: Site) -> str:
    """`/labs`."""
    return render_template("pages/labs.html", part=part(listed(site)))


def page(site: Site, slug: str) -> str:
    """`/labs/<slug>`."""
    source = published(site, slug)
    iri = NamedNode(lab_of(source.base))
    rows = site.ask("lab", lab=iri)
    lab = only(rows, "lab", iri)
    today = site.today(site.zone_of(first(lab["zone"])))
    slots = hours(gather(site.ask("hours", lab=iri), "slot"), today)
    exchange = site.ask("lab_exchange", lab=iri)
    events = agenda(_sections(site, "lab_agenda", "event", lab=iri, today=literal(today)), today)
    guide_rows = site.ask("lab_guides", lab=iri)
    guides = _by_name(gather(guide_rows, "guide"))
    return render_template(
        "pages/lab.html",
        slug=slug,
        lab=lab,
        parts={
            key: gather(rows, key) for key in ("address", "position", "carrier", "funder", "network", "price", "image")
        },
        hours=slots,
        people=_sections(site, "lab_people", "person", lab=iri),
        machines=_by_name(_sections(site, "lab_machines", "machine", lab=iri)),
        guides=guides,
        targets={target.thing: target["targetName"] for target in gather(guide_rows, "target")},
        steps={guide.iri: steps_of(site, guide) for guide in guides[:MOST]},
        projects=_by_name(_sections(site, "lab_projects", "project", lab=iri)),
        agenda=events,
        trainings=_by_name(_sections(site, "lab_trainings", "training", lab=iri)),
        offers=gather(exchange, "offer"),
        needs=gather(exchange, "need"),
        origin=origin(site, source),
        embedded=of_lab(lab, slots, source.base),
        most=MOST,
    )


def published(site: Site, slug: str) -> Source:
    """The source of a lab that is now shown. Errors: Absent: unknown, withdrawn, or nothing valid yet."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucun lab n'est inscrit ici sous le nom « %(slug)s ».", slug=filters.plain(slug)))
    if source.gone_at is not None:
        raise Absent(410, gettext("Ce lab a retiré son fichier, ou n'en donne plus depuis longtemps."), slug)
    if source.graph is None:
        raise Absent(
            404, gettext("Ce lab est inscrit, mais son fichier n'a encore rien donné qui puisse être montré."), slug
        )
    return source


def steps_of(site: Site, guide: Record) -> list[Values]:
    """The steps of a guide."""
    return steps(site.ask("guide_steps", guide=guide.thing))


def _sections(site: Site, name: str, key: str, **bound: object) -> list[Record]:
    return gather(site.ask(name, **bound), key)  # type: ignore[arg-type]


def _by_name(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda record: alphabetical(filters.plain(record["name"])))
