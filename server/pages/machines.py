"""Machines by type, and the page of one machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

import ontology
from harvester.names import lab_of
from harvester.registry import Source
from ontology import Concept
from server.pages import filters
from server.pages.ask import Rows
from server.pages.desk.panel import LogForm, as_said, panel
from server.pages.due import due, public
from server.pages.embedded import of_machine
from server.pages.errors import Absent
from server.pages.guides import ordered, scope, stale
from server.pages.labs import MOST, Listed, listed, published, steps_of
from server.pages.language import chosen as chosen_language
from server.pages.origins import origin
from server.pages.paging import part
from server.pages.peers import machines_of, model_of, notes_of, others
from server.pages.planning.sessions import Session, upcoming
from server.pages.rows import Record, alphabetical, first, gather, only
from server.pages.site import Site, literal

#: Up to so many machines in the network, the page of types lists them all.
_FEW = 300

#: Guides on the page of a machine, each with its steps; the index of guides has them all.
GUIDES = 24


_EMPTY = LogForm()


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of machine in the list of types: how many machines, sub-types included, and how deep it stands."""

    concept: Concept
    machines: int
    depth: int


def index(site: Site) -> str:
    """`/machines`: the types; with `?type=` (a code, French or English) the machines of one."""
    scheme = ontology.schemes()["type"]
    code = request.args.get("type", "")
    chosen = scheme.find(code) if code else None
    if code and chosen is None:
        raise Absent(404, gettext("Le type « %(code)s » n'est pas dans la liste.", code=filters.plain(code[:80])))
    kinds = _kinds(site.ask("types"))
    machines = _machines(site, chosen) if chosen or _total(site) <= _FEW else []
    labs = {lab.slug: lab for lab in listed(site)}
    return render_template(
        "pages/machines.html",
        kinds=kinds,
        chosen=chosen,
        part=part(_sorted(machines, labs)),
        labs=labs,
        listing=bool(machines),
    )


def named(site: Site, source: Source, thing: str) -> tuple[NamedNode, Record, Record]:
    """A machine of a published lab: its node, its record, its lab's name. Errors: Absent."""
    machine, lab = _machine(source, thing), NamedNode(lab_of(source.base))
    record = only(site.ask("machine", machine=machine), "machine", machine)
    if lab not in record["holder"]:
        raise no_such_machine(source.slug)
    return machine, record, only(site.ask("lab_name", lab=lab), "lab", lab)


def page(site: Site, slug: str, thing: str, form: LogForm = _EMPTY) -> str:
    """`/machines/<slug>/<id>`; `form` is that of an intervention, when there is something to mend in it."""
    source = published(site, slug)
    machine, record, lab_record = named(site, source, thing)
    rows = site.ask("machine", machine=machine)
    lab = NamedNode(lab_of(source.base))
    every_guide = ordered(gather(site.ask("machine_guides", machine=machine), "guide"))
    guides = every_guide[:GUIDES]
    zone = site.zone_of(first(lab_record["zone"]))
    today = site.today(zone)
    model = model_of(record)
    machines = machines_of(site, model) if model else []
    notes = [note for note in notes_of(site, model) if machine not in note["machine"]] if model else []
    every_due = due(site.ask("machine_due", machine=machine), today)
    own = panel(site, source, machine, every_due, form)
    return render_template(
        "pages/machine.html",
        slug=slug,
        machine=as_said(record, own),
        panel=own,
        lab=lab_record,
        capabilities=_capabilities(rows, "capability"),
        model_capabilities=_capabilities(rows, "modelCapability"),
        prices=gather(rows, "price"),
        credentials=gather(credentials := site.ask("machine_credentials", machine=machine), "credential"),
        trainings=gather(credentials, "training"),
        guides=[(scope(guide), guide) for guide in guides],
        more_guides=len(every_guide) - len(guides),
        steps={guide.iri: steps_of(site, guide) for guide in guides},
        due=(every_due if own else public(every_due))[:MOST],
        log=gather(site.ask("machine_log", machine=machine), "record")[:10],
        sessions=_sessions(site, machine, zone)[:5],
        peers=others(machines, machine.value),
        notes=notes,
        offers=[each for each in gather(site.ask("lab_exchange", lab=lab), "offer") if machine in each["machine"]],
        stale=stale,
        today=site.today(),
        origin=origin(site, source),
        embedded=of_machine(record, lab_record),
    )


def _sessions(site: Site, machine: NamedNode, zone: ZoneInfo) -> list[Session]:
    """Sessions to come that give the credential which the machine requires, soonest first."""
    rows = site.ask("machine_sessions", machine=machine, today=literal(site.today(zone)))
    own = [each for each in gather(rows, "event") if each.iri.startswith(f"{first(each['base'])}#")]
    return upcoming(own, site.local_time(zone), zone)


def _machine(source: Source, thing: str) -> NamedNode:
    """The IRI of a thing that the lab has published. Errors: Absent, before the store is asked about any odd name."""
    iri = f"{source.base}#{thing}"
    if iri not in source.entities:
        raise no_such_machine(source.slug)
    return NamedNode(iri)


def no_such_machine(slug: str) -> Absent:
    """There is no machine of that name."""
    return Absent(404, gettext("Ce lab ne montre aucune machine sous ce nom."), slug)


def _capabilities(rows: Rows, key: str) -> list[Record]:
    found = gather(rows, key)
    return sorted(found, key=lambda c: (filters.concepts(c["does"]), filters.concepts(c["on"])))


def _total(site: Site) -> int:
    counts = site.ask("counts")
    return int(first((counts[0]["machines"],))) if counts else 0


def _machines(site: Site, chosen: Concept | None) -> list[Record]:
    bound = {"type": NamedNode(chosen.iri)} if chosen else {}
    return gather(site.ask("machines", **bound), "machine")


def _sorted(machines: list[Record], labs: dict[str, Listed]) -> list[Record]:
    """By type, then by lab, then by name."""

    def key(machine: Record) -> tuple[object, ...]:
        lab = labs.get(first(machine["slug"]))
        names = (filters.plain(lab.record["name"]) if lab else "", filters.plain(machine["name"]))
        return (filters.concepts(machine["kind"]), *map(alphabetical, names))

    return sorted(machines, key=key)


def _kinds(rows: Rows) -> Sequence[Kind]:
    """The types that have machines, each under its broader one."""
    counts = {first((row["type"],)): int(first((row["machines"],))) for row in rows}
    scheme = ontology.schemes()["type"]
    found: list[Kind] = []

    def add(broader: str, depth: int) -> None:
        under = [
            c
            for c in scheme.concepts.values()
            if (broader in c.broader if broader else not c.broader) and counts.get(c.iri)
        ]
        for concept in sorted(under, key=lambda c: alphabetical(c.labels.get(chosen_language(), c.id))):
            found.append(Kind(concept, counts[concept.iri], depth))
            if depth < 4:
                add(concept.iri, depth + 1)

    add("", 0)
    return found
