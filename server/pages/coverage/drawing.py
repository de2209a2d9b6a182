"""A small map of an area as SVG shapes: outlines of communes in the drawing's own units. Pure.

Longitudes are shortened by the cosine of the middle latitude (equirectangular): true enough for a department.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from server.places import Place
from server.places.outlines import Ring, rings

#: Width of the drawing; whole units are finer than a screen shows.
WIDTH = 800.0
_TALLEST = 1000.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Paths of communes by code, in a box `width` by `height`; `at` says where a point of the Earth falls."""

    width: float
    height: float
    paths: Mapping[str, str]
    west: float
    north: float
    scale: float
    squeeze: float

    def at(self, lat: float, lon: float) -> tuple[int, int] | None:
        """The place of a point in degrees; None when it is outside of the box."""
        x, y = round((lon - self.west) * self.squeeze * self.scale), round((self.north - lat) * self.scale)
        return (x, y) if 0 <= x <= self.width and 0 <= y <= self.height else None


def drawing(places: Sequence[Place], outlines: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Drawing | None:
    """In: communes, outlines by code. Out: the drawing; None when most communes have no outline."""
    shapes = {place.code: outlines[place.code][1] for place in places if place.code in outlines}
    if not shapes or 2 * len(shapes) < len(places):
        return None
    points = [point for shape in shapes.values() for ring in rings(shape) for point in ring]
    west, east = min(point[0] for point in points), max(point[0] for point in points)
    south, north = min(point[1] for point in points), max(point[1] for point in points)
    squeeze = cos(radians((south + north) / 2))
    scale = min(WIDTH / max((east - west) * squeeze, 1e-6), _TALLEST / max(north - south, 1e-6))
    box = (round((east - west) * squeeze * scale), round((north - south) * scale))
    paths = {code: _path(rings(shape), west, north, scale, squeeze) for code, shape in shapes.items()}
    return Drawing(*box, paths, west, north, scale, squeeze)


def _path(shape: Iterable[Ring], west: float, north: float, scale: float, squeeze: float) -> str:
    return "".join(_ring(ring, west, north, scale, squeeze) for ring in shape)


def _ring(ring: Ring, west: float, north: float, scale: float, squeeze: float) -> str:
    """Points that fall on the same unit are drawn once."""
    points = [(round((x - west) * squeeze * scale), round((north - y) * scale)) for x, y, *_ in ring]
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    return f"M{' '.join(f'{x} {y}' for x, y in kept)}Z"
