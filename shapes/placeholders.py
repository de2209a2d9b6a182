"""What the shapes leave open until they are compiled: today, the network's area, arithmetic on dates."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

#: South, west, north, east, in degrees.
Area = tuple[float, float, float, float]

_PLACE = re.compile(r"\{(today(?:-[a-z0-9-]+)?|south|west|north|east)\}")
_DAY_NUMBER = re.compile(r"\{day-number (\?\w+)\}")


def values(today: date, area: Area) -> Mapping[str, str]:
    """What each placeholder stands for."""
    south, west, north, east = (str(Decimal(str(degrees))) for degrees in area)
    return {
        "today": today.isoformat(),
        "today-12-months": _years_before(today, 1).isoformat(),
        "today-24-months": _years_before(today, 2).isoformat(),
        "today-number": str(day_number(today)),
        "south": south,
        "west": west,
        "north": north,
        "east": east,
    }


def filled(literal: ox.Literal, places: Mapping[str, str]) -> ox.Literal:
    """The literal with its placeholders filled in; texts for people have none."""
    if literal.language or "{" not in literal.value:
        return literal
    text = _DAY_NUMBER.sub(lambda match: _day_number_of(match[1]), literal.value)
    return ox.Literal(_PLACE.sub(lambda match: places[match[1]], text), datatype=literal.datatype)


def day_number(day: date) -> int:
    """A count of days that grows by one each day, for dates from 1900-03-01 to 2100-02-28.

    Source: the almanac's formula for the Julian day, its constant left out.
    """
    return day.day + 367 * day.year + 275 * day.month // 9 - 7 * (day.year + (day.month + 9) // 12) // 4


def _day_number_of(variable: str) -> str:
    """The same count as a SPARQL expression; every step in brackets, because engines differ on what goes first."""
    year, month, day = (f"xsd:integer(SUBSTR(STR({variable}), {at}, {size}))" for at, size in ((1, 4), (6, 2), (9, 2)))
    leap = f"FLOOR((7 * ({year} + FLOOR(({month} + 9) / 12))) / 4)"
    return f"(({day} + (367 * {year})) + (FLOOR((275 * {month}) / 9) - {leap}))"


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
