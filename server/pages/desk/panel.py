"""What the holder of a lab's edit link sees on the page of a machine: two taps to say its state, or note some work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]
from markupsafe import Markup
from pyoxigraph import NamedNode

import ontology
from harvester.desk import faults, logbook
from harvester.desk.faults import Fault
from harvester.desk.logbook import Entry
from harvester.registry import Source
from ontology import VOCAB, Concept
from server.pages import filters
from server.pages.due import Due
from server.pages.holder import holder
from server.pages.rows import Record, Values, first, gather
from server.pages.site import Site

#: The states that a visit to a machine ends in, first; then the rarer ones. What is unknown is not said.
_FIRST = ("en-service", "degrade", "en-panne", "en-entretien")
_LATER = ("en-pret", "en-commande", "reformee")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class LogForm:
    """The form of an intervention as it was sent: its values, and a sentence for each field to be mended."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Panel:
    """The states to choose from, the tasks that hold for the machine, its last entries, faults, serial numbers."""

    states: Sequence[Concept]
    more: Sequence[Concept]
    tasks: Sequence[Record]
    entries: Sequence[Entry]
    faults: Sequence[Fault]
    serials: Values
    waits: bool
    done: str
    form: LogForm

    @property
    def names(self) -> Mapping[str, Markup]:
        """What the tasks are called, by their IRI."""
        return {first(task["task"]): filters.brief(task["name"]) for task in self.tasks}


def panel(site: Site, source: Source, machine: NamedNode, due: Sequence[Due], form: LogForm) -> Panel | None:
    """The panel for who may write into the lab's log book; None for everybody else."""
    found = holder(site)
    if found is None or not found.may_see(source.id):
        return None
    with site.engine.connect() as db:
        entries = logbook.entries(db, source.id, machine.value, _SHOWN)
        reported = [each for each in faults.of_lab(db, source.id, machine.value) if each.closed_at is None]
    scheme = ontology.schemes()["status"].concepts
    kept = gather(site.ask("machine_serial", machine=machine), "machine")
    return Panel(
        [scheme[code] for code in _FIRST],
        [scheme[code] for code in _LATER],
        [each.task for each in due],
        entries,
        reported,
        kept[0]["serial"] if kept else (),
        source.id in logbook.waiting(site.engine, site.settings.public_base_url),
        _done().get(request.args.get("done", ""), ""),
        form,
    )


def as_said(record: Record, shown: Panel | None) -> Record:
    """The record of a machine, with the state that its lab just said and that is not yet published."""
    if shown is None or not shown.waits:
        return record
    states = [each for each in shown.entries if each.kind == "state" and each.withdrawn_at is None]
    if not states:
        return record
    status = NamedNode(f"{VOCAB}status/{states[0].value['status']}")
    return replace(record, columns={**record.columns, "status": (status,), "since": ()})


def _done() -> dict[str, str]:
    return {
        "state": gettext("C'est noté : visible pour tous dans quelques secondes."),
        "log": gettext("Intervention notée : visible pour tous dans quelques secondes."),
        "withdrawn": gettext("Retiré : le carnet ne le dit plus, il en garde la trace."),
    }
