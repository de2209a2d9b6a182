"""Where a lab stands: at the position it states, else at the centre of its commune, which is then approximate."""

import math
from dataclasses import dataclass

from server.places.distance import kilometres
from server.places.place import Place
from server.places.places import Places

#: Kilometres from the centre beyond which a place is surely not in the commune; the widest reach 30 or so.
_FAR = 60.0


@dataclass(frozen=True, slots=True)
class Address:
    """What a lab states of its place, as it was written; empty where it states nothing."""

    latitude: str = ""
    longitude: str = ""
    insee: str = ""
    commune: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees (WGS 84); `approximate`: only the commune is known, whose centre it is."""

    lat: float
    lon: float
    approximate: bool
    place: Place | None


def position_of(address: Address, places: Places) -> Position | None:
    """In: what a lab states, the communes. Out: where it stands; None when nothing says it."""
    place = place_of(address, places)
    stated = _stated(address)
    if stated:
        return Position(*stated, False, place)
    return Position(place.lat, place.lon, True, place) if place else None


def place_of(address: Address, places: Places) -> Place | None:
    """The commune of a lab: by its Insee code, else by name and postcode, of which its position settles namesakes.

    Tables of communes are French: a lab that names another country, or stands far from the commune found, has none.
    """
    if address.country.strip().upper() not in ("", "FR"):
        return None
    told = " ".join(part for part in (address.postcode.strip(), address.commune.strip()) if part)
    by_code, stated = places.by_code(address.insee.strip()), _stated(address)
    found = by_code or (places.find(told, stated, slips=False) if told else None)
    away = kilometres(stated, (found.lat, found.lon)) if found and stated else 0.0
    return found if away <= _FAR else None


def _stated(address: Address) -> tuple[float, float] | None:
    try:
        lat, lon = float(address.latitude), float(address.longitude)
    except ValueError:
        return None
    fits = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if fits else None
