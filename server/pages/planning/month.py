"""A month as weeks of days, with what happens on each. Pure, but for reading the address."""

import re
from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext  # type: ignore[import-untyped]

from server.pages.choices import given, refused, shown
from server.pages.planning.events import Occurrence

#: Months that can be looked at, before and after this one.
BEFORE, AFTER = 12, 24


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its occurrences, in order; `outside` is of the month before or after."""

    date: date
    found: Sequence[Occurrence]
    outside: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its ISO number."""

    number: int
    days: Sequence[Day]

    @property
    def void(self) -> bool:
        """Whether nothing of the month happens in it, nor is it now."""
        return not any((day.found or day.today) and not day.outside for day in self.days)


@dataclass(frozen=True, slots=True)
class Month:
    """A month and the ones beside it, as `2026-12`; None where looking further is no use."""

    first: date
    weeks: Sequence[Week]
    before: str | None
    after: str | None
    total: int


def asked(today: date) -> date:
    """The first day of the month that `?mois=` names, or of this one. Errors: Absent (400)."""
    value = given("mois")
    if not value:
        return today.replace(day=1)
    earliest, latest = _shifted(today, -BEFORE), _shifted(today, AFTER)
    if re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", value) and earliest <= value <= latest:
        return date.fromisoformat(f"{value}-01")
    raise refused(
        gettext(
            "« %(value)s » n'est pas un mois que l'on peut voir : écrivez l'année et le mois, de %(first)s à %(last)s.",
            value=shown(value), first=earliest, last=latest,
        )
    )  # fmt: skip


def _shifted(day: date, months: int) -> str:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return f"{years:04}-{month + 1:02}"


def last_of(first: date) -> date:
    """The last day of the month that begins on a day."""
    return date.fromisoformat(f"{_shifted(first, 1)}-01") - timedelta(days=1)


def month(first: date, found: Iterable[Occurrence], today: date) -> Month:
    """The month that begins on a day, with what happens in it."""
    by_day: dict[date, list[Occurrence]] = {}
    shown: set[int] = set()
    for number, each in enumerate(found):
        for day in _days(each, first, last_of(first)):
            by_day.setdefault(day, []).append(each)
            shown.add(number)
    weeks = [
        Week(week[0].isocalendar().week, [_day(day, first, today, by_day) for day in week])
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = _shifted(first, -1), _shifted(first, 1)
    return Month(
        first,
        weeks,
        before if before >= _shifted(today, -BEFORE) else None,
        after if after <= _shifted(today, AFTER) else None,
        len(shown),
    )


def _day(day: date, first: date, today: date, by_day: dict[date, list[Occurrence]]) -> Day:
    return Day(day, by_day.get(day, ()), day.month != first.month, day == today)


def _days(found: Occurrence, begins: date, ends: date) -> Iterable[date]:
    """The days of an occurrence within two days."""
    first, last = max(found.first_day, begins), min(found.last_day, ends)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
