"""The page of a machine: what it can do, what is asked of its users, guides, maintenance, others of its model."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from harvester.registry import Source
from server.pages import filters
from server.pages.ask import Rows
from server.pages.desk.panel import LogForm, as_said, panel
from server.pages.due import due, public
from server.pages.embedded import of_machine
from server.pages.errors import Absent
from server.pages.guides import ordered, scope, stale, steps_of
from server.pages.origins import origin
from server.pages.paging import MOST
from server.pages.peers import machines_of, model_of, notes_of, others
from server.pages.planning.sessions import Session, upcoming
from server.pages.published import published
from server.pages.rows import Record, first, gather, only
from server.pages.site import Site, literal

#: Guides on the page of a machine, each with its steps; the index of guides has them all.
_GUIDES = 24
_EMPTY = LogForm()


def page(site: Site, slug: str, thing: str, form: LogForm = _EMPTY) -> str:
    """`/machines/<slug>/<id>`; `form` is that of an intervention, when there is something to mend in it."""
    source = published(site, slug)
    machine, record, lab_record = named(site, source, thing)
    zone = site.zone_of(first(lab_record["zone"]))
    every_due = due(site.ask("machine_due", machine=machine), site.today(zone))
    own = panel(site, source, machine, every_due, form)
    rows, lab = site.ask("machine", machine=machine), NamedNode(lab_of(source.base))
    return render_template(
        "pages/machine.html",
        slug=slug,
        machine=as_said(record, own),
        panel=own,
        lab=lab_record,
        prices=gather(rows, "price"),
        due=(every_due if own else public(every_due))[:MOST],
        log=gather(site.ask("machine_log", machine=machine), "record")[:10],
        sessions=_sessions(site, machine, zone)[:5],
        offers=[each for each in gather(site.ask("lab_exchange", lab=lab), "offer") if machine in each["machine"]],
        today=site.today(),
        origin=origin(site, source),
        embedded=of_machine(record, lab_record),
        **_able(rows),
        **_asked(site, machine),
        **_guided(site, machine),
        **_of_model(site, machine, record),
    )


def named(site: Site, source: Source, thing: str) -> tuple[NamedNode, Record, Record]:
    """A machine of a published lab: its node, its record, its lab's name. Errors: Absent."""
    machine, lab = _machine(source, thing), NamedNode(lab_of(source.base))
    record = only(site.ask("machine", machine=machine), "machine", machine)
    if lab not in record["holder"]:
        raise no_such_machine(source.slug)
    return machine, record, only(site.ask("lab_name", lab=lab), "lab", lab)


def no_such_machine(slug: str) -> Absent:
    """There is no machine of that name."""
    return Absent(404, gettext("Ce lab ne montre aucune machine sous ce nom."), slug)


def _machine(source: Source, thing: str) -> NamedNode:
    """The IRI of a thing that the lab has published. Errors: Absent, before the store is asked about any odd name."""
    iri = f"{source.base}#{thing}"
    if iri not in source.entities:
        raise no_such_machine(source.slug)
    return NamedNode(iri)


def _able(rows: Rows) -> dict[str, Any]:
    """What it can do, as its lab says and as its model does."""
    return {"capabilities": _sorted(rows, "capability"), "model_capabilities": _sorted(rows, "modelCapability")}


def _sorted(rows: Rows, key: str) -> list[Record]:
    found = gather(rows, key)
    return sorted(found, key=lambda c: (filters.concepts(c["does"]), filters.concepts(c["on"])))


def _asked(site: Site, machine: NamedNode) -> dict[str, Any]:
    """What is asked of who uses it, and who trains for that."""
    rows = site.ask("machine_credentials", machine=machine)
    return {"credentials": gather(rows, "credential"), "trainings": gather(rows, "training")}


def _guided(site: Site, machine: NamedNode) -> dict[str, Any]:
    """Its guides, the first of them with their steps."""
    every = ordered(gather(site.ask("machine_guides", machine=machine), "guide"))
    shown = every[:_GUIDES]
    return {
        "guides": [(scope(guide), guide) for guide in shown],
        "more_guides": len(every) - len(shown),
        "steps": {guide.iri: steps_of(site, guide) for guide in shown},
        "stale": stale,
    }


def _of_model(site: Site, machine: NamedNode, record: Record) -> dict[str, Any]:
    """What others have and note of the same model."""
    model = model_of(record)
    if not model:
        return {"peers": others([], machine.value), "notes": []}
    notes = [note for note in notes_of(site, model) if machine not in note["machine"]]
    return {"peers": others(machines_of(site, model), machine.value), "notes": notes}


def _sessions(site: Site, machine: NamedNode, zone: ZoneInfo) -> list[Session]:
    """Sessions to come that give the credential which the machine requires, soonest first."""
    rows = site.ask("machine_sessions", machine=machine, today=literal(site.today(zone)))
    own = [each for each in gather(rows, "event") if each.iri.startswith(f"{first(each['base'])}#")]
    return upcoming(own, site.local_time(zone), zone)
