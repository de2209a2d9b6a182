"""What is announced, from records: events to come by date, then those that come again and again. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from server.pages import moments
from server.pages.planning.rules import written
from server.pages.rows import Record, first

#: Days that one turn of a recurrence takes at most (RFC 5545, 3.3.10: https://www.rfc-editor.org/rfc/rfc5545).
_TURN = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}


@dataclass(frozen=True, slots=True)
class Announced:
    """Events of one day (or a few), by date; and those that come again and again."""

    dated: tuple[Record, ...]
    regular: tuple[Record, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.dated) + len(self.regular)


def announced(events: Iterable[Record], today: date) -> Announced:
    """What is not over. In: events with columns `start end rrule`, the single ones not over."""
    ordered = sorted(events, key=lambda event: first(event["start"]))
    going_on = [event for event in ordered if event["rrule"] and not _over(event, today)]
    return Announced(tuple(event for event in ordered if not event["rrule"]), tuple(going_on))


def _over(event: Record, today: date) -> bool:
    start = moments.as_day(first(event["start"]))
    last = last_day(first(event["rrule"]), start) if start else None
    return last is not None and last < today


def last_day(rule: str, start: date) -> date | None:
    """The day after which a recurrence surely does not come again; None when it has no end."""
    parts = written(rule)
    until, count, interval = parts.get("UNTIL", ""), parts.get("COUNT", ""), parts.get("INTERVAL", "1")
    try:
        if until:
            return date.fromisoformat(until[:8])
        turns = int(count) * int(interval)
        return start + timedelta(days=turns * _TURN[parts["FREQ"]])
    except (ValueError, KeyError, OverflowError):
        return None
