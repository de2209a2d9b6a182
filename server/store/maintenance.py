"""What maintenance is due on each machine: its own tasks and its model's common plan, with when each was last done."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode, Quad, Triple

from harvester.names import FAB, SCHEMA, XSD
from server.store.facts import Facts, Node, fab, say

_DATE = NamedNode(f"{XSD}date")
_BOOLEAN = NamedNode(f"{XSD}boolean")
_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
_ENDED = "http://www.w3.org/ns/prov#endedAtTime"


@dataclass(frozen=True, slots=True)
class Task:
    """A maintenance task: dates as stated, `interval` in days."""

    node: Node
    interval: int | None = None
    last_done: date | None = None
    next_due: date | None = None
    critical: bool | None = None


@dataclass(frozen=True, slots=True)
class CommonPlans:
    """The registry's side: model → the tasks of its common plan, and model → the model that replaces it."""

    tasks: Mapping[Node, tuple[Task, ...]] = field(default_factory=dict)
    replaced: Mapping[Node, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, triples: Iterable[Triple | Quad]) -> "CommonPlans":
        """Read from the triples of the registry graph."""
        facts = Facts(triples)
        tasks: dict[Node, tuple[Task, ...]] = {}
        for model, task in facts.pairs(f"{FAB}maintenanceTask"):
            tasks[model] = (*tasks.get(model, ()), task_of(facts, task))
        return cls(tasks, dict(facts.pairs(_REPLACED_BY)))

    def for_model(self, model: Node) -> tuple[Task, ...]:
        """The common plan of a model: its own tasks and those of what replaces it."""
        replacement = self.replaced.get(model)
        return self.tasks.get(model, ()) + (self.tasks.get(replacement, ()) if replacement is not None else ())


def task_of(facts: Facts, node: Node) -> Task:
    """Read a task's facts; what cannot be read is missing."""
    interval = facts.text(node, f"{FAB}intervalDays")
    critical = facts.text(node, f"{FAB}safetyCritical")
    return Task(
        node,
        int(interval) if interval and interval.isdigit() else None,
        _date(facts.text(node, f"{FAB}lastDone")),
        _date(facts.text(node, f"{FAB}nextDue")),
        None if critical is None else critical in ("true", "1"),
    )


def scheduled(facts: Facts, hub: str, slug: str, plans: CommonPlans) -> Iterator[Triple]:
    """A due node for every machine and every task that holds for it."""
    for _, machine in facts.pairs(f"{FAB}hasMachine"):
        done = _last_records(facts, machine)
        own = [task_of(facts, node) for node in facts.values(machine, f"{FAB}maintenanceTask")]
        for task in {t.node: t for t in [*_common(facts, machine, plans), *own]}.values():
            yield from _due(machine, task, done.get(task.node), hub, slug)


def _common(facts: Facts, machine: Node, plans: CommonPlans) -> Iterator[Task]:
    for model in facts.values(machine, f"{SCHEMA}model"):
        yield from plans.for_model(model)
        yield from (task_of(facts, node) for node in facts.values(model, f"{FAB}maintenanceTask"))


def _last_records(facts: Facts, machine: Node) -> Mapping[Node, date]:
    """Task → the newest day a record says it was done."""
    newest: dict[Node, date] = {}
    for record in facts.values(machine, f"{FAB}maintenanceRecord"):
        day = _date(facts.text(record, _ENDED))
        for task in facts.values(record, f"{FAB}fulfils"):
            if day is not None and day > newest.get(task, date.min):
                newest[task] = day
    return newest


def _due(machine: Node, task: Task, recorded: date | None, hub: str, slug: str) -> Iterator[Triple]:
    last = max((day for day in (task.last_done, recorded) if day), default=None)
    due = task.next_due or _after(last, task.interval)
    node = NamedNode(f"{hub}/due/{slug}/{hashlib.sha256(f'{machine} {task.node}'.encode()).hexdigest()[:16]}")
    yield say(machine, fab("scheduledTask"), node)
    yield say(node, fab("task"), task.node)
    if last is not None:
        yield say(node, fab("lastDone"), Literal(last.isoformat(), datatype=_DATE))
    if due is not None:
        yield say(node, fab("nextDue"), Literal(due.isoformat(), datatype=_DATE))
    if task.critical is not None:
        yield say(node, fab("safetyCritical"), Literal(str(task.critical).lower(), datatype=_BOOLEAN))


def _after(last: date | None, interval: int | None) -> date | None:
    try:
        return last + timedelta(days=interval) if last and interval else None
    except OverflowError:
        return None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
