"""Recurrences in iCalendar's notation: which ones are unfolded, and when they come. Pure.

https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10. Times are those of the lab's clock on the wall.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

_ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH"}
#: What people repeat events by; rarer parts are not unfolded, since some rules that never come take seconds to say so.
_PARTS = {"DAILY": _ALWAYS, "WEEKLY": _ALWAYS}
_PARTS |= {"MONTHLY": _ALWAYS | {"BYMONTHDAY", "BYSETPOS"}, "YEARLY": _ALWAYS | {"BYMONTHDAY", "BYSETPOS"}}
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_WRITTEN = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("[1-9][0-9]{0,2}"),
    "COUNT": re.compile("[1-9][0-9]{0,11}"),
    "UNTIL": re.compile("[0-9]{8}(T[0-9]{6}Z?)?"),
    "WKST": re.compile(_DAY),
    "BYDAY": re.compile(f"(?:[+-]?[1-5])?{_DAY}(?:,(?:[+-]?[1-5])?{_DAY})*"),
    "BYMONTH": re.compile("(?:1[0-2]|[1-9])(?:,(?:1[0-2]|[1-9]))*"),
    "BYMONTHDAY": re.compile("-?(?:3[01]|[12][0-9]|[1-9])(?:,-?(?:3[01]|[12][0-9]|[1-9]))*"),
    "BYSETPOS": re.compile("-?[1-5]"),
}
_STEP = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_SHORTEST = 29  # days of February, when it has most


def written(rule: str) -> Mapping[str, str]:
    """What a rule says, part by part, whether or not it can be unfolded: `{"FREQ": "WEEKLY", "COUNT": "4"}`."""
    return dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)


def parts(rule: str) -> Mapping[str, str] | None:
    """The parts of a rule that can be unfolded; None for any other."""
    pairs = [part.partition("=")[::2] for part in rule.strip().upper().split(";")]
    found = dict(pairs)
    allowed = _PARTS.get(found.get("FREQ", ""), set())
    if len(found) < len(pairs) or not set(found) <= allowed:
        return None
    if not all(_WRITTEN[name].fullmatch(value) for name, value in found.items()):
        return None
    return found if _comes(found) else None


def _comes(found: Mapping[str, str]) -> bool:
    """Whether the parts go together so that the rule surely comes again and again."""
    numbered = bool(re.search("[0-9]", found.get("BYDAY", "")))
    often, every = found["FREQ"] in _STEP, found.get("INTERVAL", "1") == "1"
    days, positions = found.get("BYMONTHDAY"), "BYSETPOS" in found
    wrong = (
        ("UNTIL" in found and "COUNT" in found)
        or (numbered and (often or days is not None or positions))
        or (numbered and found["FREQ"] == "YEARLY" and "BYMONTH" not in found)
        or (positions and "BYDAY" not in found)
        or (found["FREQ"] != "YEARLY" and "BYMONTH" in found and not every)
        or (found["FREQ"] == "DAILY" and "BYDAY" in found and not every)
        or (days is not None and found.get("BYMONTH") == "2" and min(abs(int(d)) for d in days.split(",")) > _SHORTEST)
    )
    return not wrong


def until(found: Mapping[str, str], zone: ZoneInfo) -> datetime | None:
    """The last moment of a recurrence, by the clock of the lab; a day alone is meant whole."""
    text = found.get("UNTIL", "")
    if not text:
        return None
    try:
        if "T" not in text:
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time(23, 59, 59))
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if text.endswith("Z") else moment
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=8192)
def occurrences(
    rule: str, start: datetime, begins: datetime, ends: datetime, zone: ZoneInfo, turns: int
) -> tuple[datetime, ...] | None:
    """When a recurrence comes between two moments, both included; None when it cannot be unfolded.

    In: the rule, its first time and the two moments on the lab's clock (without offset), the lab's time zone, and how
    many turns are counted at most.
    """
    found = parts(rule)
    last = until(found, zone) if found else None
    if found is None or ("UNTIL" in found and last is None):
        return None
    try:
        return tuple(_between(_rule(found, start, begins), begins, min(ends, last or ends), turns))
    except (ValueError, IndexError, OverflowError):  # dateutil stumbles over some rules
        return None


def _rule(found: Mapping[str, str], start: datetime, begins: datetime) -> rrule:
    text = ";".join(f"{name}={value}" for name, value in found.items() if name != "UNTIL")
    rule = rrulestr(text, dtstart=_near(found, start, begins))
    assert isinstance(rule, rrule)
    return rule


def _near(found: Mapping[str, str], start: datetime, begins: datetime) -> datetime:
    """A first time that leads to the same ones, without counting the years before."""
    step = _STEP.get(found["FREQ"])
    if step is None or "COUNT" in found or begins <= start:
        return start
    turn = step * int(found.get("INTERVAL", "1"))
    return start + max(0, (begins - start) // turn - 1) * turn


def _between(rule: rrule, begins: datetime, ends: datetime, turns: int) -> Iterator[datetime]:
    for turn, moment in enumerate(rule):
        if turn >= turns or moment > ends:
            return
        if moment >= begins:
            yield moment
