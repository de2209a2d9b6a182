"""When a lab is open: its slots on a concrete day, as the example queries cq01 and cq02 read them. Pure.

A closure or a special opening sets the ordinary week aside; a public holiday is a day of its own, on which only slots
that name it (or no day at all) hold. School periods are unknown to the hub: such slots count, and say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from ontology.names import VOCAB
from server.search.found import Opening
from server.search.weeks import DAYS, HOLIDAYS, patterns_of

_YEAR_ROUND = f"{VOCAB}school-period/toute-annee"
_WEEKS = f"{VOCAB}week-pattern/"
#: Who may come where neither the slot nor the lab says: everybody, as in the example queries.
ANYBODY = f"{VOCAB}access/tout-public"
PUBLIC = frozenset({ANYBODY, f"{VOCAB}access/public-creneaux"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot as the file states it: IRIs of days, access, weeks, periods; times `HH:MM:SS`, empty for a closure."""

    special: bool
    days: tuple[str, ...]
    opens: str
    closes: str
    modes: tuple[str, ...]
    start: str
    end: str
    weeks: tuple[str, ...]
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, if asked, an hour (`HH:MM`), or all the time from it until another."""

    day: date
    hour: str = ""
    until: str = ""


def openings(slots: Sequence[Slot], modes: Sequence[str], country: str, day: date) -> list[Opening]:
    """The slots that begin on that day, earliest first; `modes` are the lab's, `country` its ISO code."""
    apart = any(slot.special and slot.start and slot.start <= day.isoformat() <= _end(slot) for slot in slots)
    names = {HOLIDAYS if is_holiday(country, day) else DAYS[day.weekday()]}
    held = (slot for slot in slots if slot.opens and slot.closes and (slot.special or not apart))
    found = [_opening(slot, modes, day) for slot in held if _holds(slot, names, day)]
    return sorted(found, key=lambda opening: (opening.opens, bool(opening.periods)))


def closed(slots: Sequence[Slot], day: date) -> bool:
    """Whether a closure holds on that day."""
    return any(s.special and not s.opens and s.start and s.start <= day.isoformat() <= _end(s) for s in slots)


def answering(
    slots: Sequence[Slot], modes: Sequence[str], country: str, moment: Moment, allowed: frozenset[str]
) -> Opening | None:
    """The slot that answers: access, day and hour come from the same one; those that hold all year come first."""
    found = [o for o in _under_way(slots, modes, country, moment) if allowed.intersection(o.modes)]
    return min(found, key=lambda opening: bool(opening.periods), default=None)


def _under_way(slots: Sequence[Slot], modes: Sequence[str], country: str, moment: Moment) -> Iterator[Opening]:
    today = openings(slots, modes, country, moment.day)
    if not moment.hour:
        yield from today
        return
    last = moment.until if moment.until > moment.hour else "24:00" if moment.until else ""
    for opening in today:
        overnight = opening.closes <= opening.opens
        begun = opening.opens < last if last else opening.opens <= moment.hour
        if begun and (overnight or moment.hour < opening.closes):
            yield opening
    for opening in openings(slots, modes, country, moment.day - timedelta(days=1)):
        if opening.closes <= opening.opens and moment.hour < opening.closes:
            yield opening


def _holds(slot: Slot, names: set[str], day: date) -> bool:
    text = day.isoformat()
    patterns = {f"{_WEEKS}{code}" for code in patterns_of(day)}
    return (
        (not slot.days or not names.isdisjoint(slot.days))
        and (not slot.weeks or not patterns.isdisjoint(slot.weeks))
        and slot.start <= text <= (_end(slot) or ("" if slot.special else text))
    )


def _end(slot: Slot) -> str:
    return slot.end or (slot.start if slot.special else "")


def _opening(slot: Slot, modes: Sequence[str], day: date) -> Opening:
    periods = () if _YEAR_ROUND in slot.periods else slot.periods
    said = slot.modes or tuple(modes) or (ANYBODY,)
    return Opening(day, slot.opens[:5], slot.closes[:5], said, slot.special, periods)


def is_holiday(country: str, day: date) -> bool:
    """Whether it is a public holiday in that country; nowhere known: no."""
    return day in _holidays(country, day.year)


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except (NotImplementedError, KeyError):
        return frozenset()
