"""Read public tables of communes (CSV). Pure: text in, rows and problems out."""

import csv
import io
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.places.errors import Problem, problem
from server.places.place import CODE

_COLUMNS = Path(__file__).with_name("columns.toml")
_LIMITS = {"lat": 90.0, "lon": 180.0}

#: What a table says of one commune, by our names of columns; what it does not say is not there.
Said = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says of each commune, by Insee code, and what is wrong with it."""

    rows: Mapping[str, Said]
    problems: tuple[Problem, ...]


#: Characters in a cell; one that holds more is a quote that nobody closed.
_LONGEST = 10_000


def read(text: str, file: str) -> Reading:
    """In: the text of a table with a line of names. Out: its rows by code; a row with a problem is left out."""
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    columns = _columns(next(lines, []))
    if "code" not in columns:
        names = ", ".join(_names()["code"])
        return Reading({}, (problem("column", file, 1, column="code", names=names),))
    rows: dict[str, Said] = {}
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for cells in _whole(lines, file, problems):
        if any(cells):
            said = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
            found = list(_problems(said, seen, file, lines.line_num))
            problems += found
            if not found:
                seen[said["code"]] = lines.line_num
                rows[said["code"]] = said
    return Reading(rows, tuple(problems) if rows or problems else (problem("empty", file),))


def merged(readings: Iterable[Reading]) -> dict[str, Said]:
    """What several tables say together: what the first one leaves open the next one may fill in."""
    together: dict[str, Said] = {}
    for reading in readings:
        for code, said in reading.rows.items():
            held = together.setdefault(code, {})
            held.update({name: value for name, value in said.items() if value and not held.get(name)})
    return together


def degrees(said: Said) -> tuple[float, float] | None:
    """The centre that the row states; None when it states none."""
    lat, lon = said.get("lat", ""), said.get("lon", "")
    return (_number(lat), _number(lon)) if lat and lon else None


def count(said: Said) -> int:
    """The inhabitants that the row states; 0 when it states none."""
    return int(_number(said.get("population", "") or "0"))


def codes(said: Said) -> tuple[str, ...]:
    """The postcodes, however they are separated."""
    return tuple(dict.fromkeys(re.findall(r"(?<!\d)\d{5}(?!\d)", said.get("postcodes", ""))))


def _whole(lines: Iterator[list[str]], file: str, problems: list[Problem]) -> Iterator[list[str]]:
    """The lines, up to one that is no CSV."""
    try:
        for cells in lines:
            if any(len(cell) > _LONGEST for cell in cells):  # csv has a limit too, which others may move
                raise csv.Error(f"field larger than field limit ({_LONGEST})")
            yield cells
    except csv.Error as error:
        problems.append(problem("unreadable", file, why=error))


@cache
def _names() -> Mapping[str, list[str]]:
    return tomllib.loads(_COLUMNS.read_text(encoding="utf-8"))


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(head: Iterable[str]) -> dict[str, int]:
    """Where each of our columns stands; the first name of our table that is there counts."""
    places = {_plain(name): place for place, name in reversed(list(enumerate(head)))}
    found = {ours: [places[name] for name in names if name in places] for ours, names in _names().items()}
    return {ours: where[0] for ours, where in found.items() if where}


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.strip().casefold())
    return re.sub(r"\W+", "_", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip("_")


def _problems(said: Said, seen: Mapping[str, int], file: str, line: int) -> Iterator[Problem]:
    code = said.get("code", "")
    if not CODE.fullmatch(code):
        yield problem("code", file, line, value=code[:20])
    elif code in seen:
        yield problem("twice", file, line, value=code, first=seen[code])
    for column in ("population", "lat", "lon"):
        value = said.get(column, "")
        if value and math.isnan(_number(value)):
            yield problem("number", file, line, column=column, value=value[:20])
        elif value and abs(_number(value)) > _LIMITS.get(column, math.inf):
            yield problem("degrees", file, line, column=column, value=value[:20])


def _number(text: str) -> float:
    """`45.3`, `45,3`, `12 345`; not a number otherwise."""
    try:
        value = float(re.sub(r"\s", "", text).replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
