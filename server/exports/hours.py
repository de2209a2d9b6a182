"""Opening slots as OpenStreetMap writes them. Pure.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from server.exports.slots import PATTERNS, PUBLIC, Slot, range_of, read, span_of, special, until_of
from server.exports.values import codes
from server.pages.rows import Record, first

_SHORT = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WITH_WORDS = PUBLIC | {"sur-rendez-vous"}

#: Whether a slot with these access codes is told.
Keep = Callable[[frozenset[str]], bool]


def everyone(_access: frozenset[str]) -> bool:
    """Tell every slot; those that are not for the public bear a comment."""
    return True


def the_public(access: frozenset[str]) -> bool:
    """Tell only the slots where anybody may come, by appointment too."""
    return not access or bool(access & _WITH_WORDS)


def osm(slots: Sequence[Record], today: date, keep: Keep) -> str:
    """In: the slots of `hours.rq`, the day it is, which to keep. Out: the rule; empty when no hours are known."""
    told = [slot for slot in slots if keep(frozenset(codes(slot["access"])))]
    usual = [made for slot in told if not special(slot) for made in read(slot, today)]
    apart = [slot for slot in slots if special(slot) and (until_of(slot) or date.min) >= today]
    week = _week(usual)
    openings = _openings([slot for slot in apart if slot in told])
    if not week and not openings:
        return ""
    return "; ".join([*week, *_closures(apart), *openings])


def _week(slots: Sequence[Slot]) -> list[str]:
    """The ordinary week: plain slots, then what is added, then school holidays, then public ones."""
    term = [slot for slot in slots if slot.period != "vacances"]
    free = [slot for slot in slots if slot.period != "hors-vacances"]
    rules = _layer([s for s in term if s.plain], [s for s in term if not s.plain])
    rules += _school_holidays(term, free)
    if not rules and not any(slot.holidays for slot in slots):
        return []
    spans = sorted({slot.span for slot in slots if slot.holidays})
    return [*rules, f"PH {','.join(spans)}" if spans else "PH off"]


def _school_holidays(term: Sequence[Slot], free: Sequence[Slot]) -> list[str]:
    """What differs while schools are closed, weekday by weekday; nothing where nothing does."""
    days = {day for slot in {*term, *free} for day in slot.days if slot.period in ("hors-vacances", "vacances")}
    if not days:
        return []
    own = [_only(slot, days) for slot in free]
    plain, added = [s for s in own if s.plain and s.days], [s for s in own if not s.plain and s.days]
    off = days - {day for slot in plain for day in slot.days}
    return [*([f"SH {_days(off)} off"] if off else []), *_layer(plain, added, "SH ")]


def _only(slot: Slot, days: set[int]) -> Slot:
    kept = tuple(day for day in slot.days if day in days)
    return replace(slot, days=kept)


def _layer(plain: Sequence[Slot], added: Sequence[Slot], prefix: str = "") -> list[str]:
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


def _added(slot: Slot, prefix: str) -> Iterable[str]:
    comment = f' "{slot.comment}"' if slot.comment else ""
    summer = "Jul-Aug " if slot.period == "ete" and not slot.dates else ""
    nths = sorted(PATTERNS[code][1] for code in slot.weeks if PATTERNS[code][1])
    befores = sorted(PATTERNS[code][0] for code in slot.weeks if PATTERNS[code][0])
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
    return [f"{range_of(slot)} off" for slot in found if range_of(slot)]


def _openings(special: Iterable[Record]) -> list[str]:
    """Special openings, the hours of one day together."""
    spans: dict[str, list[str]] = defaultdict(list)
    for slot in sorted(special, key=lambda slot: (first(slot["from"]), first(slot["opens"]))):
        if (span := span_of(slot)) and (dates := range_of(slot)):
            spans[dates].append(span)
    return [f"{dates} {','.join(held)}" for dates, held in spans.items()]
