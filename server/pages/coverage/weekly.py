"""Hours a week during which anybody may come to a lab. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time

from server.pages import labels
from server.pages.moments import as_day
from server.pages.rows import Record, Values, first
from server.search.weeks import DAYS

#: Codes of the list access: anybody may come. A slot that says nothing of access is open to all.
PUBLIC = frozenset({"tout-public", "public-creneaux"})
#: How many weeks out of one a pattern takes: a weekday comes once a month, twelve times in 52 weeks.
_SHARE = {"paires": 0.5, "impaires": 0.5}
_MONTHLY = 12 / 52
#: Codes of the list school-period that hold in an ordinary week.
_ORDINARY = frozenset({"toute-annee", "hors-vacances"})


def public_hours(slots: Iterable[Record], today: date) -> float:
    """In: a lab's regular slots (`coverage_hours.rq`), the day it is. Out: hours of an ordinary week of term."""
    spans: dict[tuple[str, float], list[tuple[float, float]]] = defaultdict(list)
    for slot in slots:
        if _holds(slot, today) and (span := _span(slot)):
            for day in _iris(slot["day"]) & set(DAYS):
                spans[day, _share(slot)].append(span)
    return sum(share * _union(held) for (_, share), held in spans.items())


def _holds(slot: Record, today: date) -> bool:
    begun = (as_day(first(slot["from"])) or date.min) <= today
    over = (as_day(first(slot["until"])) or date.max) < today
    access, period = _codes(slot["access"]), _codes(slot["period"])
    return begun and not over and (not access or bool(access & PUBLIC)) and (not period or bool(period & _ORDINARY))


def _span(slot: Record) -> tuple[float, float] | None:
    try:
        opens, closes = (time.fromisoformat(first(slot[name])) for name in ("opens", "closes"))
    except ValueError:
        return None
    start, end = opens.hour + opens.minute / 60, closes.hour + closes.minute / 60
    return (start, end if end > start else end + 24)


def _share(slot: Record) -> float:
    patterns = _codes(slot["weeks"])
    if not patterns or "toutes" in patterns:
        return 1.0
    return min(1.0, sum(_SHARE.get(pattern, _MONTHLY) for pattern in patterns))


def _union(spans: Iterable[tuple[float, float]]) -> float:
    """Hours covered by spans that may overlap."""
    total, reached = 0.0, 0.0
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _iris(values: Values) -> set[str]:
    return {first((value,)) for value in values}


def _codes(values: Values) -> set[str]:
    return {labels.code(iri) for iri in _iris(values)}
