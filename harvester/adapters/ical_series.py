"""What of a calendar can be unfolded: series that recur as meetings do, zones that can be looked up. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from harvester.imports.fields import text
from harvester.several import held

#: How the libraries stumble over what they did not expect.
ODD = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError, OSError)
#: What recurs: the year it may have begun in, how long a session may last; beyond, unfolding would take minutes.
_OLDEST, _LONGEST_SESSION = 1970, timedelta(days=31)
#: Recurrences by which people meet; others give thousands of dates a day, or take long to give none.
_MEETINGS = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_CLOCK_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")


def repeating(calendar: Any) -> set[str]:
    """The identifiers that several sessions share."""
    names = ("RRULE", "RDATE", "RECURRENCE-ID")
    return {word(event, "UID") for event in calendar.walk("VEVENT") if any(name in event for name in names)}


def series(calendar: Any) -> Iterator[Calendar]:
    """The calendar in parts, one for each identifier, with its time zones."""
    shared = [part for part in calendar.subcomponents if not isinstance(part, Event)]
    by_name: dict[str, list[Any]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        by_name[word(event, "UID")].append(event)
    for events in by_name.values():
        part = Calendar()
        part.subcomponents = [*shared, *events]
        yield part


def ending_after(event: Any) -> Any:
    """The event; without its end when that comes before its start."""
    try:
        wrong = "DTEND" in event and event["DTEND"].dt < event["DTSTART"].dt
    except ODD:  # a day and a time
        wrong = True
    if wrong:
        del event["DTEND"]
    return event


def is_readable(event: Any) -> bool:
    """Whether it has a first day, one start, and recurs as meetings do."""
    rules = event.get("RRULE", [])
    try:
        once = not any(isinstance(event.get(name), list) for name in ("DTSTART", "DTEND", "DURATION"))
        fine = once and isinstance(event["DTSTART"].dt, date) and all(_is_meeting(rule) for rule in held(rules))
        return fine and (not rules or _is_over_before_long(event))
    except ODD:
        return False


def _is_over_before_long(event: Any) -> bool:
    """Whether what recurs began when there were calendars on the web, and each session is over within a month."""
    start = _as_day(event["DTSTART"].dt)
    length = event["DURATION"].dt if "DURATION" in event else timedelta()
    end = _as_day(event["DTEND"].dt) if "DTEND" in event else start
    return start.year >= _OLDEST and max(length, end - start) <= _LONGEST_SESSION


def _as_day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _is_meeting(rule: Any) -> bool:
    parts = {str(name).upper(): value for name, value in dict(rule).items()}
    often = [str(word).upper() for word in held(parts.get("FREQ"))]
    fine = all(re.fullmatch(r"\d{1,2}", str(word)) for name in _CLOCK_PARTS for word in held(parts.get(name)))
    alone = all(len(held(parts.get(name))) <= 1 for name in _CLOCK_PARTS[1:])
    return bool(often) and set(often) <= _MEETINGS and fine and alone


def may_be_zone(name: str) -> bool:
    """Whether a name can be looked up among time zones: zones are files, and some texts can name none."""
    try:
        ZoneInfo(name or "UTC")
    except KeyError:
        return True
    except (ValueError, OSError):
        return False
    return True


def word(event: Any, name: str) -> str:
    """What a property says, as a text; the first, where several say it."""
    value = event.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return text(str(first)) if first is not None else ""
