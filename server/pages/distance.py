"""Distances as the crow flies between points that may not be known. Pure."""

import math
from typing import NamedTuple

from server.pages.rows import Values, first
from server.places import distance


class Point(NamedTuple):
    """Latitude and longitude in degrees (WGS 84)."""

    latitude: float
    longitude: float


def point(latitude: Values, longitude: Values) -> Point | None:
    """The point that a file states, if it states one on Earth."""
    try:
        found = Point(float(first(latitude)), float(first(longitude)))
    except ValueError:
        return None
    on_earth = abs(found.latitude) <= 90 and abs(found.longitude) <= 180
    return found if on_earth else None


def kilometres(one: Point | None, other: Point | None) -> float | None:
    """How far apart two points are; None when one is unknown."""
    if one is None or other is None:
        return None
    return distance.kilometres(one, other)


def nearest_first(km: float | None) -> float:
    """A sorting key by which unknown distances come last."""
    return math.inf if km is None else km
