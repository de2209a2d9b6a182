"""A place on the earth and who finds one by its name; coordinates in degrees, WGS 84."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A point with its name; `mine` when it is the visitor's own position, already rounded to about 1 km."""

    lat: float
    lon: float
    label: str = ""
    mine: bool = False


#: Finds a place by its name, with or without accents, one typing mistake forgiven; None for what it does not know.
Places = Callable[[str], Place | None]


def nowhere(_name: str) -> Place | None:
    """Know no place."""
    return None
