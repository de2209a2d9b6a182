"""Labs that state no position stand at the centre of their commune, where tables of communes are loaded."""

from dataclasses import replace

from server.places import Places
from server.places.standing import Address, place_of
from server.search.labs import Light


def standing(lab: Light, communes: Places) -> Light:
    """The same lab, with an approximate position if it has none and its commune is known."""
    if lab.lat is not None and lab.lon is not None:
        return lab
    address = Address(insee=lab.insee, commune=lab.commune, postcode=lab.postcode, country=lab.country)
    place = place_of(address, communes)
    return replace(lab, lat=place.lat, lon=place.lon, approximate=True) if place else lab
