"""Opening slots as OpenStreetMap writes them. Pure.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from harvester.names import SCHEMA
from server.exports.values import codes
from server.pages import labels
from server.pages.hours import DAYS
from server.pages.moments import as_day
from server.pages.rows import Record, Values, first

_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_PH = f"{SCHEMA}PublicHolidays"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

#: Code of the list week-pattern → what stands before the days, what stands after each of them.
_PATTERNS = {
    "paires": ("week 02-52/2 ", ""),
    "impaires": ("week 01-53/2 ", ""),
    "premiere-du-mois": ("", "1"),
    "deuxieme-du-mois": ("", "2"),
    "troisieme-du-mois": ("", "3"),
    "quatrieme-du-mois": ("", "4"),
    "derniere-du-mois": ("", "-1"),
}
_PUBLIC = frozenset({"tout-public", "public-creneaux"})
_WITH_WORDS = _PUBLIC | {"sur-rendez-vous"}

#: Whether a slot with these access codes is told.
Keep = Callable[[frozenset[str]], bool]


def everyone(_access: frozenset[str]) -> bool:
    """Tell every slot; those that are not for the public bear a comment."""
    return True


def the_public(access: frozenset[str]) -> bool:
    """Tell only the slots where anybody may come, by appointment too."""
    return not access or bool(access & _WITH_WORDS)


@dataclass(frozen=True, slots=True)
class _Slot:
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


def osm(slots: Iterable[Record], today: date, keep: Keep) -> str:
    """In: the slots of `hours.rq`, the day it is, which to keep. Out: the rule; empty when no hours are known."""
    told = [slot for slot in slots if keep(frozenset(codes(slot["access"])))]
    usual = [made for slot in told if not _special(slot) for made in _read(slot, today)]
    special = [slot for slot in slots if _special(slot) and (_until(slot) or date.min) >= today]
    week = _week(usual)
    openings = _openings([slot for slot in special if slot in told])
    if not week and not openings:
        return ""
    return "; ".join([*week, *_closures(special), *openings])


def _week(slots: Sequence[_Slot]) -> list[str]:
    """The ordinary week: plain slots, then what is added, then school holidays, then public ones."""
    term = [slot for slot in slots if slot.period != "vacances"]
    free = [slot for slot in slots if slot.period != "hors-vacances"]
    rules = _layer([s for s in term if s.plain], [s for s in term if not s.plain])
    rules += _school_holidays(term, free)
    if not rules and not any(slot.holidays for slot in slots):
        return []
    spans = sorted({slot.span for slot in slots if slot.holidays})
    return [*rules, f"PH {','.join(spans)}" if spans else "PH off"]


def _school_holidays(term: Sequence[_Slot], free: Sequence[_Slot]) -> list[str]:
    """What differs while schools are closed, weekday by weekday; nothing where nothing does."""
    days = {day for slot in {*term, *free} for day in slot.days if slot.period in ("hors-vacances", "vacances")}
    if not days:
        return []
    own = [_only(slot, days) for slot in free]
    plain, added = [s for s in own if s.plain and s.days], [s for s in own if not s.plain and s.days]
    off = days - {day for slot in plain for day in slot.days}
    return [*([f"SH {_days(off)} off"] if off else []), *_layer(plain, added, "SH ")]


def _only(slot: _Slot, days: set[int]) -> _Slot:
    kept = tuple(day for day in slot.days if day in days)
    return _Slot(kept, slot.holidays, slot.span, slot.weeks, slot.period, slot.dates, slot.comment)


def _layer(plain: Sequence[_Slot], added: Sequence[_Slot], prefix: str = "") -> list[str]:
    """Days with the same hours together; what is added comes after a comma, so that it does not replace the day."""
    by_day: dict[int, set[str]] = defaultdict(set)
    for slot in plain:
        for day in slot.days:
            by_day[day].add(slot.span)
    by_spans: dict[str, set[int]] = defaultdict(set)
    for day in sorted(by_day):
        by_spans[",".join(sorted(by_day[day]))].add(day)
    rules = [f"{prefix}{_days(days)} {spans}" for spans, days in by_spans.items()]
    more = [rule for slot in added if slot.days for rule in _added(slot, prefix)]
    if not more:
        return rules
    return [", ".join([*rules[-1:], *more])] if not rules[:-1] else [*rules[:-1], ", ".join([rules[-1], *more])]


def _added(slot: _Slot, prefix: str) -> Iterable[str]:
    comment = f' "{slot.comment}"' if slot.comment else ""
    summer = "Jul-Aug " if slot.period == "ete" and not slot.dates else ""
    nths = sorted(_PATTERNS[code][1] for code in slot.weeks if _PATTERNS[code][1])
    befores = sorted(_PATTERNS[code][0] for code in slot.weeks if _PATTERNS[code][0])
    if nths:
        nth = f"[{','.join(nths)}]"
        yield f"{slot.dates}{summer}{prefix}{_days(slot.days, nth)} {slot.span}{comment}"
    for before in befores or ([] if nths else [""]):
        yield f"{slot.dates}{summer}{before}{prefix}{_days(slot.days)} {slot.span}{comment}"


def _days(days: Iterable[int], nth: str = "") -> str:
    """`Tu,Th`, `Mo-Fr`, `Mo[1,3]`."""
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and day == runs[-1][-1] + 1 and not nth:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{_SHORT[r[0]]}-{_SHORT[r[-1]]}" if len(r) > 2 else ",".join(_SHORT[d] + nth for d in r) for r in runs
    )


def _closures(special: Iterable[Record]) -> list[str]:
    found = sorted((slot for slot in special if not slot["opens"]), key=lambda slot: first(slot["from"]))
    return [f"{_range(slot)} off" for slot in found if _range(slot)]


def _openings(special: Iterable[Record]) -> list[str]:
    """Special openings, the hours of one day together."""
    spans: dict[str, list[str]] = defaultdict(list)
    for slot in sorted(special, key=lambda slot: (first(slot["from"]), first(slot["opens"]))):
        if (span := _span(slot)) and (dates := _range(slot)):
            spans[dates].append(span)
    return [f"{dates} {','.join(held)}" for dates, held in spans.items()]


def _read(slot: Record, today: date) -> Iterable[_Slot]:
    """A slot as rules need it; none when it is over or has no hours."""
    span, until = _span(slot), as_day(first(slot["until"]))
    if not span or (until is not None and until < today):
        return
    days = tuple(DAYS.index(iri) for iri in map(_iri, slot["day"]) if iri in DAYS)
    weeks = frozenset(labels.code(_iri(value)) for value in slot["weeks"]) & frozenset(_PATTERNS)
    whole = "toutes" in [labels.code(_iri(value)) for value in slot["weeks"]] or {"paires", "impaires"} <= weeks
    yield _Slot(
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
    if not access or _PUBLIC & set(codes(access)):
        return ""
    return ", ".join(sorted(labels.label(_iri(value), "fr") for value in access)).replace('"', "")


def _validity(begin: date | None, end: date | None, today: date) -> str:
    if end is not None:
        return f"{_date(begin or min(today, end))}-{_date(end)} "
    return f"{_date(begin)}+ " if begin and begin > today else ""


def _span(slot: Record) -> str:
    opens, closes = first(slot["opens"])[:5], first(slot["closes"])[:5]
    closes = "24:00" if closes == "00:00" else closes
    read = _TIME.fullmatch(opens) and (_TIME.fullmatch(closes) or closes == "24:00") and opens != closes
    return f"{opens}-{closes}" if read else ""


def _range(slot: Record) -> str:
    begin, end = as_day(first(slot["from"])), _until(slot)
    if begin is None or end is None or end < begin:
        return ""
    return _date(begin) if begin == end else f"{_date(begin)}-{_date(end)}"


def _date(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _until(slot: Record) -> date | None:
    return as_day(first(slot["until"])) or as_day(first(slot["from"]))


def _special(slot: Record) -> bool:
    return "true" in [_iri(value) for value in slot["special"]]


def _iri(value: object) -> str:
    return str(getattr(value, "value", ""))
