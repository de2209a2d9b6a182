"""How far two places are, as the example queries reckon it: the earth is flat enough here. Pure."""

import math

from server.search.places import Place


def distance_km(place: Place, lat: float, lon: float) -> float:
    """Kilometres as the crow flies."""
    phi = place.lat * 1.74533e-2
    cosine = 1 - phi * phi / 2 + phi**4 / 24 - phi**6 / 720
    north, east = (lat - place.lat) * 111.2, (lon - place.lon) * 111.32 * cosine
    return math.hypot(north, east)


def rounded(km: float) -> float:
    """To one decimal, half upwards."""
    return math.floor(km * 10 + 0.5) / 10
