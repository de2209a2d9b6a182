"""Days and hours as people write them in an address: `jeudi`, `tomorrow`, `2026-11-26`, `19h30`, `19:30`. Pure."""

import datetime as dt
import re
from dataclasses import dataclass

FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AHEAD = {"aujourd-hui": 0, "aujourdhui": 0, "aujourd'hui": 0, "today": 0, "demain": 1, "tomorrow": 1}
_AHEAD_WRITTEN = ("aujourd-hui", "demain")
_HOUR = re.compile(r"(\d{1,2})(?:\s?[:hH]\s?(\d{2})?)?(?::\d{2})?", re.ASCII)
#: The calendar of the SPARQL that answers the same goes from 1900 to 2099.
_YEARS = range(1901, 2099)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, a weekday (0 is Monday), or so many days from today; nothing of all that: no day."""

    date: dt.date | None = None
    weekday: int | None = None
    ahead: int | None = None

    @property
    def written(self) -> str:
        """As an address has it."""
        if self.date is not None:
            return self.date.isoformat()
        if self.weekday is not None:
            return FRENCH_DAYS[self.weekday]
        return _AHEAD_WRITTEN[self.ahead] if self.ahead in (0, 1) else ""


def as_day(text: str) -> Day | None:
    """The day that a text names, or None."""
    word = text.strip().lower()
    for names in (FRENCH_DAYS, _ENGLISH_DAYS):
        if word in names:
            return Day(weekday=names.index(word))
    if word in _AHEAD:
        return Day(ahead=_AHEAD[word])
    try:
        read = dt.date.fromisoformat(word)
    except ValueError:
        return None
    return Day(date=read) if read.year in _YEARS else None


def as_hour(text: str) -> str | None:
    """`19:30` for `19h30`, `19:00` for `19`; None for what is no hour of a day."""
    match = _HOUR.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
