"""Maintenance pages: of a lab (with its calendar), of the network, of a model."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from ontology import VOCAB
from server.pages import calendars, due, filters, links, memory
from server.pages.due import Due
from server.pages.errors import Absent
from server.pages.labs import Listed, listed, published
from server.pages.language import chosen
from server.pages.linked import network
from server.pages.moments import day as day_in_words
from server.pages.origins import origin
from server.pages.paging import part
from server.pages.peers import machines_of, notes_of
from server.pages.rows import Record, first, gather, only
from server.pages.site import Site, literal


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab's maintenance: who it is, its machines' tasks, most pressing first."""

    slug: str
    record: Record
    tasks: Sequence[Due]


@dataclass(frozen=True, slots=True)
class Count:
    """A lab of the network: tasks overdue, those that concern safety, all tasks."""

    lab: Listed
    overdue: int
    critical: int
    tasks: int


def page(site: Site, slug: str) -> str:
    """`/labs/<slug>/maintenance`, of one machine with `?machine=` (what stands after the # of its IRI)."""
    source = published(site, slug)
    lab = _lab(site, slug)
    names = {links.fragment(first(item.task["machine"])): item.task for item in lab.tasks}
    asked = request.args.get("machine", "")
    if asked and asked not in names:
        raise Absent(400, gettext("Aucun entretien pour cette machine ici. Choisissez-en une dans la liste."), slug)
    shown = [item for item in lab.tasks if not asked or links.fragment(first(item.task["machine"])) == asked]
    return render_template(
        "pages/lab_maintenance.html",
        slug=slug,
        lab=lab.record,
        machines=names,
        asked=asked,
        part=part(shown),
        counts=due.counts(shown),
        origin=origin(site, source),
    )


def calendar(site: Site, slug: str) -> Response:
    """`/labs/<slug>/maintenance.ics`."""
    lab = _lab(site, slug)
    now = site.clock()
    here = site.local_time(site.zone_of(first(lab.record["zone"])))
    title = gettext("Entretien – %(lab)s", lab=filters.plain(lab.record["name"]) or slug)
    found = calendars.feed(title, lab.tasks, lambda item: _told(site, slug, item), here.date(), now)
    return Response(found, content_type="text/calendar; charset=utf-8")


def _told(site: Site, slug: str, item: Due) -> tuple[str, str, str]:
    """The title, the description and the address of an entry."""
    machine = first(item.task["machine"])
    task = filters.plain(item.task["name"]) or links.short(first(item.task["task"]))
    title = f"{filters.plain(item.task['machineName']) or links.fragment(machine)} – {task}"
    lines = []
    if item.critical:
        lines.append(gettext("Tâche critique pour la sécurité."))
    if item.state == "overdue" and item.day:
        lines.append(gettext("En retard depuis le %(day)s.", day=day_in_words(item.day, chosen())))
    if item.task["lastDone"]:
        lines.append(gettext("Dernière fois : %(day)s.", day=filters.day(item.task["lastDone"])))
    address = f"{site.settings.public_base_url}{url_for('pages.lab_maintenance', slug=slug)}"
    return title, "\n".join([*lines, address]), address


def _lab(site: Site, slug: str) -> Lab:
    source = published(site, slug)
    node = NamedNode(lab_of(source.base))
    record = only(site.ask("lab_name", lab=node), "lab", node)
    rows = site.ask("lab_due", lab=node)
    own = tuple(row for row in rows if getattr(row["machine"], "value", "").startswith(f"{source.base}#"))
    return Lab(slug, record, due.by_urgency(own, site.today(site.zone_of(first(record["zone"])))))


def index(site: Site) -> str:
    """`/maintenance`: labs by what is overdue, dangers first; «today» is the network's."""
    labs = {lab.slug: lab for lab in listed(site)}
    rows = gather(site.ask("maintenance_counts", today=literal(site.today())), "slug")
    found = [
        Count(labs[slug], *(int(first(row[name]) or 0) for name in ("overdue", "critical", "tasks")))
        for row in rows
        if (slug := first((row.thing,))) in labs
    ]
    if not due.OVERDUE_DANGERS_ARE_PUBLIC:
        found = [Count(each.lab, each.overdue - each.critical, 0, each.tasks) for each in found]
    found.sort(key=lambda each: (-each.critical, -each.overdue, each.lab.slug))
    totals = [sum(getattr(each, name) for each in found) for name in ("overdue", "critical", "tasks")]
    return render_template("pages/maintenance.html", part=part(found), totals=totals)


def model_page(site: Site, maker: str, model: str) -> str:
    """`/models/<maker>/<model>/maintenance`."""
    network.model(site, maker, model)
    node = NamedNode(f"{VOCAB}model/{maker}/{model}")
    machines = {machine.iri: machine for machine in machines_of(site, node)}
    rows = [row for row in site.ask("model_due", model=node) if getattr(row["machine"], "value", "") in machines]
    tasks = due.by_urgency(tuple(rows), site.today())
    return render_template(
        "pages/model_maintenance.html",
        record=only(site.ask("model", model=node), "model", node),
        maker=maker,
        model=model,
        machines=machines,
        part=part(tasks),
        counts=due.counts(tasks),
        notes=notes_of(site, node),
        loaded=memory.registry_loaded(site.engine),
    )
