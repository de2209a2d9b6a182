"""The common plan of a model over every machine of the network: who is late, who noted what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from pyoxigraph import NamedNode

from ontology import VOCAB
from server.pages import filters, memory
from server.pages.ask import Rows
from server.pages.holder import sees
from server.pages.linked import network
from server.pages.maintenance.calendar import every
from server.pages.moments import as_day
from server.pages.paging import part
from server.pages.rows import Record, alphabetical, first, gather, only
from server.pages.site import Site
from server.store.task import Term


@dataclass(frozen=True, slots=True)
class Done:
    """A task of the plan on one machine: when it was last done, when it is due, whether that day has passed.

    `ask`: who reads may not know; the lab does.
    """

    due: Record
    late: bool
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A machine of the model and its tasks."""

    machine: Record
    done: Mapping[Term, Done]
    critical: int

    @property
    def late(self) -> int:
        """How many tasks are late."""
        return sum(each.late for each in self.done.values())


def page(site: Site, maker: str, model: str) -> str:
    """`/models/<maker>/<model>/maintenance`."""
    network.model(site, maker, model)
    node = NamedNode(f"{VOCAB}model/{maker}/{model}")
    rows = site.ask("model", model=node)
    tasks = sorted(gather(rows, "task"), key=_dangers_first)
    copies = _copies(site, site.ask("upkeep_model", model=node), tasks)
    return render_template(
        "pages/upkeep_model.html",
        record=only(rows, "model", node),
        maker=maker,
        model=model,
        tasks=tasks,
        part=part(copies),
        late=sum(bool(copy.late) for copy in copies),
        critical=sum(bool(copy.critical) for copy in copies),
        every=every,
        notes=gather(site.ask("upkeep_notes", model=node), "record"),
    )


def _dangers_first(task: Record) -> tuple[object, ...]:
    return (not _critical(task), alphabetical(filters.plain(task["taskName"])))


def _critical(task: Record) -> bool:
    return first(task["critical"]) in ("true", "1")


def _copies(site: Site, rows: Rows, tasks: Sequence[Record]) -> list[Copy]:
    """The machines, those behind with what endangers somebody first."""
    planned: dict[Term, list[Record]] = {}
    for each in gather(rows, "due"):
        planned.setdefault(each["machine"][0], []).append(each)
    dangers = {task.thing for task in tasks if _critical(task)}
    seen = {each.slug for each in memory.every_source(site.engine) if sees(site, each.id)}
    found = [
        _copy(
            machine,
            planned.get(machine.thing, ()),
            (dangers, first(machine["slug"]) in seen),
            site.today(site.zone_of(first(machine["zone"]))),
        )
        for machine in gather(rows, "machine")
    ]
    return sorted(found, key=_order)


def _copy(machine: Record, planned: Sequence[Record], known: tuple[set[Term], bool], today: date) -> Copy:
    """In: the tasks that endanger somebody, and whether who reads may know that they are late."""
    dangers, whole = known
    done = {each["task"][0]: Done(each, _passed(each, today)) for each in planned}
    if not whole:
        done = {task: _public(each) if task in dangers else each for task, each in done.items()}
    return Copy(machine, done, sum(each.late for task, each in done.items() if task in dangers))


def _public(done: Done) -> Done:
    return Done(Record(done.due.thing, {}), late=False, ask=True) if done.late or not done.due["lastDone"] else done


def _passed(each: Record, today: date) -> bool:
    day = as_day(first(each["nextDue"]))
    return day is not None and day < today


def _order(copy: Copy) -> tuple[object, ...]:
    machine = copy.machine
    lab = alphabetical(filters.plain(machine["labName"]) or first(machine["slug"]))
    return (-copy.critical, -copy.late, lab, alphabetical(filters.plain(machine["name"])))
