"""Distances between places as the crow flies, and where communes are, as far as labs tell. Pure."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from server.pages.rows import Values, alphabetical, first

_EARTH_KM = 6371.0


class Point(NamedTuple):
    """Latitude and longitude in degrees (WGS 84)."""

    latitude: float
    longitude: float


#: Where a commune is, by its name; None when nobody knows.
Places = Callable[[str], Point | None]


def point(latitude: Values, longitude: Values) -> Point | None:
    """The point that a file states, if it states one on Earth."""
    try:
        found = Point(float(first(latitude)), float(first(longitude)))
    except ValueError:
        return None
    on_earth = abs(found.latitude) <= 90 and abs(found.longitude) <= 180
    return found if on_earth else None


def kilometres(one: Point | None, other: Point | None) -> float | None:
    """How far apart two points are (haversine); None when one is unknown."""
    if one is None or other is None:
        return None
    phi, psi = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    half = math.sin((psi - phi) / 2) ** 2 + math.cos(phi) * math.cos(psi) * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def nearest_first(km: float | None) -> float:
    """A sorting key by which unknown distances come last."""
    return math.inf if km is None else km


def places(known: Iterable[tuple[str, Point | None]]) -> Places:
    """Communes at the middle of what stands in them. In: names of communes with points."""
    within: dict[str, list[Point]] = {}
    for name, found in known:
        if name and found is not None:
            within.setdefault(_key(name), []).append(found)
    middles = {
        key: Point(sum(p.latitude for p in points) / len(points), sum(p.longitude for p in points) / len(points))
        for key, points in within.items()
    }
    return lambda name: middles.get(_key(name))


def _key(name: str) -> str:
    return " ".join(alphabetical(name)[0].replace("-", " ").replace("'", " ").replace("’", " ").split())
