"""Maintenance of a machine: what is overdue, what was never done, what comes; dangers first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.pages.moments import as_day
from server.pages.rows import Record, first

STATES = ("overdue", "never", "planned", "usage")


@dataclass(frozen=True, slots=True)
class Due:
    """A task on a machine: one of STATES (`never`: not noted yet; `usage`: by hours of use, which nobody counts)."""

    task: Record
    state: str
    day: date | None
    critical: bool
    common: bool


def due(tasks: Iterable[Record], today: date) -> list[Due]:
    """In: the records of `machine_due.rq`. Out: safety-critical first, then overdue, never done, by date."""
    found = [_due(task, today) for task in tasks]
    return sorted(
        found, key=lambda d: (not d.critical, STATES.index(d.state), d.day or date.max, first(d.task["name"]))
    )


def _due(task: Record, today: date) -> Due:
    day = as_day(first(task["nextDue"]))
    critical, own = first(task["critical"]) in ("true", "1"), first(task["own"]) == "true"
    return Due(task, _state(task, day, today), day, critical, not own)


def _state(task: Record, day: date | None, today: date) -> str:
    if day is not None:
        return "overdue" if day < today else "planned"
    if task["days"] or not task["usage"]:
        return "planned" if task["lastDone"] and not task["days"] else "never"
    return "usage"
