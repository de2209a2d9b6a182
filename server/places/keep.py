"""The file that holds the communes of a hub, `places.jsonl` in its data folder: written whole, renamed into place.

One JSON value a line: where it comes from; the communes; their outlines, which only maps read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from harvester.files import sync_folders, write_durably
from server.places.outlines import Outline
from server.places.place import Place

NAME = "places.jsonl"


@dataclass(frozen=True, slots=True)
class About:
    """Who published the tables, under which licence (a code of the list); when they were loaded (UTC), which files."""

    source: str
    licence: str
    loaded: str
    files: tuple[str, ...]


def write(data: Path, about: About, places: Sequence[Place], outlines: Sequence[Outline]) -> None:
    """Replace what is kept, whole."""
    values = (asdict(about), [astuple(place) for place in places], {o.code: [o.name, o.geometry] for o in outlines})
    content = "".join(f"{json.dumps(value, ensure_ascii=False, separators=(',', ':'))}\n" for value in values)
    write_durably(data / NAME, content.encode())
    sync_folders([data])


def stamp(data: Path) -> str:
    """Changes when the file does; empty when there is none."""
    try:
        status = (data / NAME).stat()
    except OSError:
        return ""
    return f"{status.st_ino}-{status.st_mtime_ns}-{status.st_size}"


def read(data: Path) -> tuple[About, list[Place]]:
    """What is kept, without outlines. Errors: OSError, ValueError."""
    with (data / NAME).open(encoding="utf-8") as file:
        about, rows = json.loads(file.readline()), json.loads(file.readline())
    epcis: dict[str, str] = {}  # one name for all the communes of an EPCI: memory
    places = [_place(row, epcis) for row in rows]
    return About(about["source"], about["licence"], about["loaded"], tuple(about["files"])), places


def read_outlines(data: Path) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """The outlines that are kept: code → name and GeoJSON geometry. Errors: OSError, ValueError."""
    with (data / NAME).open(encoding="utf-8") as file:
        file.readline()
        file.readline()
        return {code: (name, geometry) for code, (name, geometry) in json.loads(file.readline() or "{}").items()}


def _place(row: Sequence[Any], epcis: dict[str, str]) -> Place:
    code, name, postcodes, lat, lon, population, epci_code, epci = row
    epci_code, epci = epcis.setdefault(epci_code, epci_code), epcis.setdefault(epci, epci)
    return Place(code, name, tuple(postcodes), lat, lon, population, epci_code, epci)
