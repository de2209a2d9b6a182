"""Whether a lab is open at a moment, and when it opens or closes next. Pure.

School holidays are not known here, nor whether a lab keeps its hours on public holidays: such an answer is to be
confirmed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from server.pages import labels
from server.pages.hours import in_week
from server.pages.moments import as_day
from server.pages.rows import Record, first
from server.search.weeks import DAYS

#: So many days are looked at for the next opening.
_AHEAD = 60
_ALWAYS = ("", "toute-annee")


@dataclass(frozen=True, slots=True)
class Span:
    """When the lab is open, in its own time, without offset; `sure` unless it depends on what is not known here."""

    start: datetime
    end: datetime
    access: Record
    sure: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """`now`: the span that goes on, if any; `next`: the one after it within two months, if any; `today` at the lab."""

    now: Span | None
    next: Span | None
    today: date


def opening(slots: Sequence[Record], at: datetime, country: str = "FR") -> Opening:
    """In: the slots of `hours.rq`; the time at the lab, without offset; its country (ISO 3166-1)."""
    first_day = at.date() - timedelta(days=1)  # yesterday's slot may end after midnight
    days = (first_day + timedelta(days=n) for n in range(_AHEAD))
    spans = sorted((span for day in days for span in _of_day(slots, day, country)), key=lambda span: span.start)
    now = max((span for span in spans if span.start <= at < span.end), key=lambda span: span.end, default=None)
    after = next((span for span in spans if span.start > at and (now is None or span.start > now.end)), None)
    return Opening(now, after, at.date())


def _of_day(slots: Iterable[Record], day: date, country: str) -> Iterable[Span]:
    special = [slot for slot in slots if _is_special(slot) and _holds(slot, day)]
    for slot in special:
        if slot["opens"]:
            yield from _span(slot, day, sure=True)
    if any(not slot["opens"] for slot in special):
        return
    holiday = _is_holiday(day, country)
    names = {DAYS[day.weekday()]}
    for slot in slots:
        days = {getattr(value, "value", "") for value in slot["day"]}
        if not _is_special(slot) and days & names and _holds(slot, day) and in_week(slot, day):
            yield from _span(slot, day, sure=not holiday and labels.code(first(slot["period"])) in _ALWAYS)


def _span(slot: Record, day: date, *, sure: bool) -> Iterable[Span]:
    try:
        opens, closes = time.fromisoformat(first(slot["opens"])), time.fromisoformat(first(slot["closes"]))
    except ValueError:
        return
    start, end = (datetime.combine(day, each.replace(tzinfo=None)) for each in (opens, closes))
    yield Span(start, end if end > start else end + timedelta(days=1), slot, sure)


def _holds(slot: Record, day: date) -> bool:
    begin, end = as_day(first(slot["from"])), as_day(first(slot["until"]))
    if _is_special(slot):
        begin, end = begin or end, end or begin
        return begin is not None and end is not None and begin <= day <= end
    return (begin or date.min) <= day <= (end or date.max)


def _is_special(slot: Record) -> bool:
    return first(slot["special"]) == "true"


def _is_holiday(day: date, country: str) -> bool:
    return day in _holidays(country or "FR", day.year)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
