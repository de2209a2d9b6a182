"""What an opening slot says, ready to be written as a rule of OpenStreetMap. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from harvester.names import SCHEMA
from server.exports.values import codes
from server.pages import labels
from server.pages.moments import as_day
from server.pages.rows import Record, Values, first
from server.search.weeks import DAYS

_PH = f"{SCHEMA}PublicHolidays"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

#: Code of the list week-pattern → what stands before the days, what stands after each of them.
PATTERNS = {
    "paires": ("week 02-52/2 ", ""),
    "impaires": ("week 01-53/2 ", ""),
    "premiere-du-mois": ("", "1"),
    "deuxieme-du-mois": ("", "2"),
    "troisieme-du-mois": ("", "3"),
    "quatrieme-du-mois": ("", "4"),
    "derniere-du-mois": ("", "-1"),
}
#: Codes of the list access: anybody may come.
PUBLIC = frozenset({"tout-public", "public-creneaux"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: days (0 is Monday), hours, codes of weeks and of the period of the school year, dates, comment."""

    days: tuple[int, ...]
    holidays: bool
    span: str
    weeks: frozenset[str]
    period: str
    dates: str
    comment: str

    @property
    def plain(self) -> bool:
        """Whether the slot holds every week, without a word."""
        return not (self.weeks or self.dates or self.comment or self.period == "ete")


def read(slot: Record, today: date) -> Iterable[Slot]:
    """A slot as rules need it; none when it is over or has no hours."""
    span, until = span_of(slot), as_day(first(slot["until"]))
    if not span or (until is not None and until < today):
        return
    days = tuple(DAYS.index(iri) for iri in map(_iri, slot["day"]) if iri in DAYS)
    weeks = frozenset(labels.code(_iri(value)) for value in slot["weeks"]) & frozenset(PATTERNS)
    whole = "toutes" in [labels.code(_iri(value)) for value in slot["weeks"]] or {"paires", "impaires"} <= weeks
    yield Slot(
        days,
        _PH in map(_iri, slot["day"]),
        span,
        frozenset() if whole else weeks,
        next(iter(codes(slot["period"])), ""),
        _validity(as_day(first(slot["from"])), until, today),
        _comment(slot["access"]),
    )


def _comment(access: Values) -> str:
    """Who may come, where it is not everybody."""
    if not access or PUBLIC & set(codes(access)):
        return ""
    return ", ".join(sorted(labels.label(_iri(value), "fr") for value in access)).replace('"', "")


def _validity(begin: date | None, end: date | None, today: date) -> str:
    if end is not None:
        return f"{_date(begin or min(today, end))}-{_date(end)} "
    return f"{_date(begin)}+ " if begin and begin > today else ""


def span_of(slot: Record) -> str:
    """`17:30-21:30`; nothing where the hours cannot be read."""
    opens, closes = first(slot["opens"])[:5], first(slot["closes"])[:5]
    closes = "24:00" if closes == "00:00" else closes
    read = _TIME.fullmatch(opens) and (_TIME.fullmatch(closes) or closes == "24:00") and opens != closes
    return f"{opens}-{closes}" if read else ""


def range_of(slot: Record) -> str:
    """`2026 Dec 21-2027 Jan 03`, or one day; nothing where the dates cannot be read."""
    begin, end = as_day(first(slot["from"])), until_of(slot)
    if begin is None or end is None or end < begin:
        return ""
    return _date(begin) if begin == end else f"{_date(begin)}-{_date(end)}"


def _date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def until_of(slot: Record) -> date | None:
    """The last day: where none is said, the first."""
    return as_day(first(slot["until"])) or as_day(first(slot["from"]))


def special(slot: Record) -> bool:
    """Whether the slot is of single days, not of every week."""
    return "true" in [_iri(value) for value in slot["special"]]


def _iri(value: object) -> str:
    return str(getattr(value, "value", ""))
