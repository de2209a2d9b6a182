"""The maintenance of a lab: one list over all its machines, and the same as a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from harvester.registry import Source
from server.pages import filters
from server.pages.errors import Absent
from server.pages.holder import sees
from server.pages.maintenance.calendar import Feed, calendar, every
from server.pages.maintenance.jobs import Job, grouped, jobs
from server.pages.origins import origin
from server.pages.paging import part
from server.pages.published import published
from server.pages.rows import Record, first, only
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lab has to look after, the day it is there."""

    source: Source
    lab: Record
    today: date
    jobs: Sequence[Job]


def page(site: Site, slug: str) -> str:
    """`/labs/<slug>/maintenance`; with `?machine=` (its name in the file) one machine only."""
    plan = _plan(site, slug)
    chosen = request.args.get("machine", "")
    kept = _of(plan.jobs, chosen)
    shown = part(kept)
    return render_template(
        "pages/upkeep.html",
        slug=slug,
        lab=plan.lab,
        chosen=chosen,
        machines=_machines(plan.jobs),
        total=len(plan.jobs),
        late=[job for job in kept if job.late],
        asks=sum(job.due.state == "ask" for job in kept),
        part=shown,
        groups=grouped(shown.items),
        base=site.settings.public_base_url,
        every=every,
    )


def feed(site: Site, slug: str) -> Response:
    """`/labs/<slug>/maintenance.ics`: the same for the calendars of those who look after the machines."""
    plan = _plan(site, slug)
    name = filters.plain(plan.lab["name"]) or slug
    found = Feed(
        gettext("Entretien – %(lab)s", lab=name),
        site.settings.public_base_url,
        slug,
        origin(site, plan.source).fetched or plan.source.registered_at,
        plan.today,
    )
    body = calendar(found, _of(plan.jobs, request.args.get("machine", "")))
    return Response(body, content_type="text/calendar; charset=utf-8")


def _plan(site: Site, slug: str) -> Plan:
    source = published(site, slug)
    node = NamedNode(lab_of(source.base))
    lab = only(site.ask("lab_name", lab=node), "lab", node)
    today = site.today(site.zone_of(first(lab["zone"])))
    return Plan(source, lab, today, _jobs(site, source, node, today))


def _jobs(site: Site, source: Source, lab: NamedNode, today: date) -> list[Job]:
    return jobs(site.ask("upkeep_lab", lab=lab), source.base, today, whole=sees(site, source.id))


def _machines(found: Sequence[Job]) -> list[Record]:
    """Each machine that has something to do, by name."""
    each = {job.machine.thing: job.machine for job in found}.values()
    return sorted(each, key=lambda machine: filters.plain(machine["machineName"]).casefold())


def _of(found: Sequence[Job], machine: str) -> Sequence[Job]:
    """What is to be done on one machine, or on all. Errors: Absent (400) when none is called so."""
    kept = [job for job in found if job.thing == machine] if machine else found
    if machine and not kept:
        raise Absent(400, gettext("Aucune machine à entretenir ne porte ce nom ici : choisissez-en une dans la liste."))
    return kept
