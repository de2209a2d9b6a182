"""From events to their occurrences: each time that a recurrence comes, in order. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from server.pages.planning.events import Event, Moment, Occurrence, wall
from server.pages.planning.rules import occurrences

_LONGEST = timedelta(days=60)  # a recurrence that takes longer overlaps itself beyond all use


def unfolded(events: Iterable[Event], begins: date, ends: date, turns: int, recurrences: int) -> list[Occurrence]:
    """The occurrences that touch the days from `begins` to `ends`, in order; those that do not repeat may lie after.

    In: how many turns of a recurrence are counted, and how many recurrences of a lab are unfolded, at most; others show
    their first time.
    """
    found: list[Occurrence] = []
    counts: dict[str, int] = {}
    for event in events:
        if event.rule:
            counts[event.lab.slug] = counts.get(event.lab.slug, 0) + 1
        within = counts.get(event.lab.slug, 0) <= recurrences
        found += _occurrences(event, begins, ends, turns if within else 0)
    return sorted((each for each in found if each.last_day >= begins), key=lambda each: each.order)


def _occurrences(event: Event, begins: date, ends: date, turns: int) -> Iterator[Occurrence]:
    times = repeated(event, begins, ends, turns) if event.rule and turns else None
    if times is None:
        yield Occurrence(event, event.starts, event.ends)
        return
    for start in times:
        yield at(event, start)


def repeated(event: Event, begins: date, ends: date, turns: int) -> tuple[datetime, ...] | None:
    """When a recurrence comes, by the lab's clock; None when it cannot be unfolded."""
    lasts = min(wall(event.ends) - wall(event.starts), _LONGEST) if event.ends else timedelta()
    since = datetime.combine(begins, time()) - lasts
    until = datetime.combine(ends, time(23, 59, 59))
    return occurrences(event.rule, wall(event.starts), since, until, event.lab.zone, turns)


def at(event: Event, start: datetime) -> Occurrence:
    """An event that begins at another time, on the same clock."""
    shift = start - wall(event.starts)
    return Occurrence(event, _moved(event.starts, shift), _moved(event.ends, shift) if event.ends else None)


def _moved(moment: Moment, shift: timedelta) -> Moment:
    """So much later by the clock on the wall: what comes at 14 h does so in winter too."""
    return moment + shift
