"""Distance as the crow flies between two points of the Earth."""

from math import asin, cos, radians, sin, sqrt

#: Mean radius of the Earth in kilometres (IUGG: https://en.wikipedia.org/wiki/Earth_radius).
EARTH = 6371.0088


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """In: latitude and longitude in degrees, twice. Out: kilometres along a great circle (haversine)."""
    (lat1, lon1), (lat2, lon2) = one, other
    height = sin(radians(lat2 - lat1) / 2) ** 2
    width = cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(height + width)))
