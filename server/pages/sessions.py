"""When the next session of a training is: single dates and recurrences, in the lab's time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from server.pages import labels, moments
from server.pages.rows import Record, first

_OFF = ("annule", "reporte")
#: Turns of a recurrence looked at, at most: every day for eleven years.
_TURNS = 4000


@dataclass(frozen=True, slots=True)
class Session:
    """A session to come: its event, and the day it takes place on (a recurring one has many)."""

    event: Record
    day: date
    recurring: bool


def upcoming(events: Iterable[Record], now: datetime, zone: ZoneInfo) -> list[Session]:
    """What begins later than now, soonest first; cancelled and postponed ones left out. In: now with its time zone."""
    found = []
    for event in events:
        if labels.code(first(event["status"])) not in _OFF:
            start = _next(event, now, _zone(event, zone))
            if start is not None:
                found.append((start, event))
    return [
        Session(event, start.date(), bool(event["rrule"])) for start, event in sorted(found, key=lambda pair: pair[0])
    ]


def _zone(event: Record, usual: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(first(event["zone"])) if event["zone"] else usual
    except (ValueError, OSError):
        return usual


def _next(event: Record, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The start of the next session, in the zone of its lab; an event of a whole day lasts until midnight."""
    written = first(event["start"])
    moment, day = moments.as_moment(written), moments.as_day(written)
    if day is None:
        return None
    start = _local(moment or datetime.combine(day, time.max.replace(microsecond=0)), zone)
    if start > now:
        return start
    return _repeated(first(event["rrule"]), start, now) if event["rrule"] else None


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _repeated(rule: str, start: datetime, now: datetime) -> datetime | None:
    """The next turn of a recurrence (RFC 5545); None when it is over or cannot be read."""
    until_is_utc = "Z" in rule.upper()
    begin = start.astimezone(UTC) if until_is_utc else start.replace(tzinfo=None)
    limit = now.astimezone(UTC) if until_is_utc else now.astimezone(start.tzinfo).replace(tzinfo=None)
    try:
        turns = islice(iter(rrulestr(rule, dtstart=begin)), _TURNS)
        found = next((turn for turn in turns if turn > limit), None)
    except (ValueError, TypeError, OverflowError, KeyError):
        return None
    if found is None or start.tzinfo is None:
        return None
    return found.astimezone(start.tzinfo) if found.tzinfo else found.replace(tzinfo=start.tzinfo)
