"""Opening hours as a week, and what differs on single days. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal

from server.pages import labels
from server.pages.moments import as_day
from server.pages.rows import Record, first
from server.search.weeks import DAYS, HOLIDAYS, patterns_of
from server.store.task import Term


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the week with its slots, earliest first; `today` marks the reader's day in the lab's time zone.

    `off` are slots of today that do not take place this week, such as those of odd weeks.
    """

    day: str
    slots: Sequence[Record]
    today: bool
    off: frozenset[Term] = frozenset()


@dataclass(frozen=True, slots=True)
class Hours:
    """The usual week, special openings and closures to come, and whether a closure holds today."""

    week: Sequence[DayRow]
    openings: Sequence[Record]
    closures: Sequence[Record]
    closed_today: bool

    @property
    def known(self) -> bool:
        """Whether the lab said anything of its hours."""
        return any(row.slots for row in self.week) or bool(self.openings)


def hours(slots: Iterable[Record], today: date) -> Hours:
    """In: the slots of `hours.rq` and the day it is at the lab. Out: what has not ended yet."""
    current = [slot for slot in slots if (_end(slot) or date.max) >= today]
    usual = [slot for slot in current if not _special(slot)]
    special = sorted(filter(_special, current), key=lambda slot: first(slot["from"]))
    closures = [slot for slot in special if not slot["opens"]]
    return Hours(
        tuple(_week(usual, today)),
        tuple(slot for slot in special if slot["opens"]),
        tuple(closures),
        any((as_day(first(slot["from"])) or date.max) <= today for slot in closures),
    )


def _week(slots: Sequence[Record], today: date) -> Iterable[DayRow]:
    for place, day in enumerate(DAYS):
        held, is_today = _of_day(slots, day), place == today.weekday()
        off = frozenset(slot.thing for slot in held if is_today and not _takes_place(slot, today))
        yield DayRow(day, held, is_today, off)
    if holidays := _of_day(slots, HOLIDAYS):
        yield DayRow(HOLIDAYS, holidays, False)


def _of_day(slots: Sequence[Record], day: str) -> Sequence[Record]:
    held = (slot for slot in slots if day in [getattr(value, "value", "") for value in slot["day"]])
    return tuple(sorted(held, key=lambda slot: first(slot["opens"])))


def _takes_place(slot: Record, today: date) -> bool:
    """Whether the slot's pattern of weeks and its dates include today; school periods are not known here."""
    return (as_day(first(slot["from"])) or date.min) <= today and in_week(slot, today)


def in_week(slot: Record, day: date) -> bool:
    """Whether the slot's pattern of weeks includes a day."""
    patterns = {labels.code(first((value,))) for value in slot["weeks"]}
    return not patterns or bool(patterns & patterns_of(day))


def _special(slot: Record) -> bool:
    return any(isinstance(value, Literal) and value.value == "true" for value in slot["special"])


def _end(slot: Record) -> date | None:
    return as_day(first(slot["until"])) or (as_day(first(slot["from"])) if _special(slot) else None)
