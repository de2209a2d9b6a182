"""The answers that the real network must give, computed from the records alone: nothing of the hub is used here."""

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LISTS = "https://w3id.org/fabcommons/type/"

#: What each class of the directory is in our list, written a second time on purpose.
_TYPE_OF_CLASS = {
    "three_d_printer": "imprimante-3d",
    "laser": "machine-laser",
    "cnc_milling": "machine-outil",
    "precision_milling": "fraiseuse-precision",
    "vinyl_cutting": "decoupeuse-vinyle",
    "scanner": "scanner-3d",
}
_ABOVE = {"fraiseuse-precision": "machine-outil"}
_EARTH_KM = 6371.0088
LYON = (45.7578, 4.8320)

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Near:
    """A lab with a laser: its page in the directory and its distance in metres."""

    page: str
    metres: float


def read(file: Path) -> list[Record]:
    """The records of the file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def some(records: list[Record], number: int) -> list[Record]:
    """A part of the records: half of it the nearest to Lyon that have machines, the rest spread over the world."""
    near = sorted((r for r in records if r["machines"] and _placed(r)), key=_to_lyon)[: number // 2]
    others = [r for r in records if r not in near]
    return near + others[:: max(1, len(others) // (number - len(near)))][: number - len(near)]


def per_country(records: list[Record]) -> dict[str, int]:
    """Labs by country code."""
    return dict(Counter(r["country"] for r in records))


def per_type(records: list[Record]) -> dict[str, int]:
    """Machines by the address of their type."""
    return dict(Counter(_LISTS + _type(m) for r in records for m in r["machines"]))


def per_broad_type(records: list[Record]) -> dict[str, int]:
    """Machines by the address of their type and of every type above it."""
    types = [_type(m) for r in records for m in r["machines"]]
    return dict(Counter(_LISTS + kind for one in types for kind in filter(None, (one, _ABOVE.get(one)))))


def lasers_near_lyon(records: list[Record], kilometres: float) -> list[Near]:
    """Labs with a laser within so many kilometres of Lyon, the nearest first."""
    found = [r for r in records if _placed(r) and any(m["class"] == "laser" for m in r["machines"])]
    near = sorted((_to_lyon(r), r["url"]) for r in found)
    return [Near(url, round(km * 1000, 1)) for km, url in near if km <= kilometres]


def findings(records: list[Record]) -> dict[str, int]:
    """How often each rule must speak: once for every thing that a record does not say."""
    machines = sum(len(r["machines"]) for r in records)
    found = {
        "V2-status-missing": len(records),
        "V4-updated-missing": len(records),
        "W1-email": len(records),
        "I2-one-language": len(records),
        "V3-position-missing": sum(not _placed(r) for r in records),
        "V7-status-missing": machines,
        "I1-no-maintenance": machines,
        "I1-no-machine": sum(not r["machines"] for r in records),
        "I1-no-insee": sum(r["country"] == "FR" for r in records),
    }
    return {rule: number for rule, number in found.items() if number}


def outside(records: list[Record], area: tuple[float, float, float, float]) -> int:
    """Labs whose position is outside the area (south, west, north, east), and would be so with the numbers swapped."""
    south, west, north, east = area

    def inside(lat: float, lon: float) -> bool:
        return south <= lat <= north and west <= lon <= east

    places = [(r["lat"], r["lon"]) for r in records if _placed(r)]
    return sum(not inside(lat, lon) and not inside(lon, lat) for lat, lon in places)


def stated(records: list[Record]) -> dict[str, int]:
    """How many statements of each kind the network may hold; one more would be invented."""
    return {
        "labs": len(records),
        "machines": sum(len(r["machines"]) for r in records),
        "positions": sum(map(_placed, records)),
        "postcodes": sum(_has_postcode(r) for r in records),
        "towns": sum(bool((r["city"] or "").strip()) for r in records),
        "statuses": 0,
        "dates": 0,
    }


def _has_postcode(record: Record) -> bool:
    postcode = (record["postcode"] or "").strip()
    return bool(postcode) and (record["country"] != "FR" or re.fullmatch("[0-9]{5}", postcode) is not None)


def _type(machine: Record) -> str:
    return _TYPE_OF_CLASS.get(machine["class"], "autre")


def _placed(record: Record) -> bool:
    return record["lat"] is not None and record["lon"] is not None


def _to_lyon(record: Record) -> float:
    """Kilometres on a sphere, by the haversine formula."""
    here, there = math.radians(LYON[0]), math.radians(record["lat"])
    east = math.radians(record["lon"] - LYON[1])
    square = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(square))
