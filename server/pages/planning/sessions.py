"""When the next session of a training is: single dates and recurrences, in the lab's time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.pages import labels, moments
from server.pages.planning.events import OFF
from server.pages.planning.rules import occurrences
from server.pages.rows import Record, first
from server.zones import zone

#: Turns of a recurrence looked at, at most: every day for eleven years.
_TURNS = 4000
_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Session:
    """A session to come: its event, and the day it takes place on (a recurring one has many)."""

    event: Record
    day: date
    recurring: bool


def upcoming(events: Iterable[Record], now: datetime, usual: ZoneInfo) -> list[Session]:
    """What begins later than now, soonest first; cancelled and postponed ones left out. In: now with its time zone."""
    found = []
    for event in events:
        if labels.code(first(event["status"])) not in OFF:
            start = _next(event, now, zone(first(event["zone"])) or usual)
            if start is not None:
                found.append((start, event))
    return [
        Session(event, start.date(), bool(event["rrule"])) for start, event in sorted(found, key=lambda pair: pair[0])
    ]


def _next(event: Record, now: datetime, here: ZoneInfo) -> datetime | None:
    """The start of the next session, in the zone of its lab; an event of a whole day lasts until midnight."""
    written = first(event["start"])
    moment, day = moments.as_moment(written), moments.as_day(written)
    if day is None:
        return None
    start = _local(moment or datetime.combine(day, time.max.replace(microsecond=0)), here)
    if start > now:
        return start
    return _repeated(first(event["rrule"]), start.astimezone(here), now, here) if event["rrule"] else None


def _local(moment: datetime, here: ZoneInfo) -> datetime:
    return moment.astimezone(here) if moment.tzinfo else moment.replace(tzinfo=here)


def _repeated(rule: str, start: datetime, now: datetime, usual: ZoneInfo) -> datetime | None:
    """The next turn of a recurrence within a year; None when there is none, or for a rule that nobody uses."""
    begin, limit = start.replace(tzinfo=None), now.astimezone(usual).replace(tzinfo=None)
    turns = occurrences(rule, begin, limit, limit + _AHEAD, usual, _TURNS) or ()
    return next((turn.replace(tzinfo=usual) for turn in turns if turn > limit), None)
