"""Writes rows as CSV or GeoJSON, piece by piece. Pure: rows in, texts out."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from server.exports.columns import Cell

Row = Mapping[str, Cell]

#: What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection); the marks that were
#: put before it count as part of it, so that taking one mark away is always right.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?\d[\d .]*", re.ASCII)


def guarded(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula; numbers are none."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given: the way back, for those who read our CSV."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def written(cell: Cell) -> str:
    """A cell as CSV writes it: several values parted by bars, no value as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)).normalize():f}"
    return guarded(cell if isinstance(cell, str) else "|".join(cell))


class National(csv.excel):
    """As the example of the national schema is written."""

    quoting = csv.QUOTE_ALL
    lineterminator = "\n"


def csv_pieces(names: Iterable[str], rows: Iterable[Row], dialect: type[csv.Dialect] = csv.excel) -> Iterator[str]:
    """The head and each row (RFC 4180; UTF-8 when encoded)."""
    columns = list(names)
    buffer = io.StringIO()
    writer = csv.writer(buffer, dialect)
    writer.writerow(columns)
    yield _taken(buffer)
    for row in rows:
        writer.writerow([written(row[name]) for name in columns])
        yield _taken(buffer)


def geojson_pieces(rows: Iterable[Row]) -> Iterator[str]:
    """A FeatureCollection (RFC 7946): `iri` is the id; `latitude` and `longitude` the point, null without them."""
    box = _Box()
    yield '{"type":"FeatureCollection","features":['
    for place, row in enumerate(rows):
        yield (",\n" if place else "\n") + json.dumps(_feature(row, box), ensure_ascii=False, separators=(",", ":"))
    yield "\n]" + (f',"bbox":{json.dumps(box.corners)}' if box.corners else "") + "}\n"


def _feature(row: Row, box: "_Box") -> dict[str, object]:
    latitude, longitude = row["latitude"], row["longitude"]
    geometry = None
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        box.add(float(longitude), float(latitude))
        geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    properties = {name: _value(cell) for name, cell in row.items() if name not in ("latitude", "longitude")}
    return {"type": "Feature", "id": row["iri"], "geometry": geometry, "properties": properties}


def _value(cell: Cell) -> object:
    return cell if isinstance(cell, bool | int | float | str) or cell is None else list(cell)


class _Box:
    """The smallest box around the points seen so far."""

    def __init__(self) -> None:
        self.corners: list[float] = []

    def add(self, longitude: float, latitude: float) -> None:
        west, south, east, north = self.corners or [longitude, latitude, longitude, latitude]
        self.corners = [min(west, longitude), min(south, latitude), max(east, longitude), max(north, latitude)]


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
