"""Maintenance of a machine: what is overdue, what was never done, what comes; dangers first. Pure."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from server.pages.ask import Rows
from server.pages.moments import as_day
from server.pages.rows import Record, first, gather
from server.store.task import Term

STATES = ("overdue", "never", "ask", "planned", "usage")
#: States of safety tasks that are for the lab and the moderators.
_THE_LAB_S = ("overdue", "never")


@dataclass(frozen=True, slots=True)
class Due:
    """A task on a machine: one of STATES (`never`: not noted yet; `ask`: what the world is told of a
    safety task that is overdue or was never noted; `usage`: by hours of use, which nobody counts).
    """

    task: Record
    state: str
    day: date | None
    critical: bool
    common: bool


def due(rows: Rows, today: date) -> list[Due]:
    """In: the rows of `machine_due.rq`. Out: safety-critical first, then overdue, never done, by date."""
    own = {row["own"] for row in rows if "own" in row}
    return sorted(
        (_due(task, own, today) for task in gather(rows, "due")),
        key=_order,
    )


def public(found: Sequence[Due]) -> list[Due]:
    """What the world is told: of safety tasks, not that they are late, nor since when (docs/decisions.md)."""
    return sorted((_hidden(d) if d.critical and d.state in _THE_LAB_S else d for d in found), key=_order)


def _order(item: Due) -> tuple[object, ...]:
    return (not item.critical, STATES.index(item.state), item.day or date.max, first(item.task["name"]))


def _hidden(item: Due) -> Due:
    columns = {name: values for name, values in item.task.columns.items() if name not in ("nextDue", "lastDone")}
    return replace(item, state="ask", day=None, task=replace(item.task, columns=columns))


def _due(task: Record, own: Set[Term], today: date) -> Due:
    day = as_day(first(task["nextDue"]))
    critical = first(task["critical"]) in ("true", "1")
    return Due(task, _state(task, day, today), day, critical, common=own.isdisjoint(task["task"]))


def _state(task: Record, day: date | None, today: date) -> str:
    if day is not None:
        return "overdue" if day < today else "planned"
    if task["days"] or not task["usage"]:
        return "planned" if task["lastDone"] and not task["days"] else "never"
    return "usage"
