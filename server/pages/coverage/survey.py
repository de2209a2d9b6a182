"""How far it is from each commune to the nearest machine of each type, as the crow flies. Pure."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import acos, cos, radians, sin

from server.pages.coverage.facts import Facts, Lab
from server.places import Place
from server.places.distance import EARTH

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Reach:
    """The way from a commune to the nearest machine of a type: kilometres from its centre, and which lab has it."""

    km: float
    lab: Lab


@dataclass(frozen=True, slots=True)
class Survey:
    """An area measured. `nearest`: type → for each commune, in order, the nearest machine (None: there is none).

    `apart`: kilometres between the centres of any two communes of the area. `held`: type → slug → machines counted;
    `labs` by slug.
    """

    places: tuple[Place, ...]
    nearest: Mapping[str, Sequence[Reach | None]]
    apart: Sequence[Sequence[float]]
    held: Mapping[str, Mapping[str, int]]
    labs: Mapping[str, Lab]

    @property
    def population(self) -> int:
        """Inhabitants of the area; 0 when no table says it."""
        return sum(place.population for place in self.places)


def survey(facts: Facts, places: Sequence[Place], *, unsure: bool) -> Survey:
    """In: facts, communes, whether machines whose state nobody says count as working. Out: the distances."""
    held = _held(facts, unsure=unsure)
    labs = [lab for slug, lab in facts.labs.items() if lab.point and any(slug in of for of in held.values())]
    number = {lab.slug: place for place, lab in enumerate(labs)}
    ends = [_vector(*lab.point) for lab in labs if lab.point]
    centres = [_vector(place.lat, place.lon) for place in places]
    cosines = [[_dot(centre, end) for end in ends] for centre in centres]
    nearest = {
        kind: _nearest([number[slug] for slug in of if slug in number], cosines, labs) for kind, of in held.items()
    }
    apart = [array("f", [_kilometres(_dot(one, other)) for other in centres]) for one in centres]
    return Survey(tuple(places), nearest, apart, held, facts.labs)


def _held(facts: Facts, *, unsure: bool) -> Mapping[str, Mapping[str, int]]:
    if not unsure:
        return facts.stock
    kinds = {*facts.stock, *facts.unsure}
    return {kind: _sum(facts.stock.get(kind, {}), facts.unsure.get(kind, {})) for kind in kinds}


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> Mapping[str, int]:
    return {slug: one.get(slug, 0) + other.get(slug, 0) for slug in {**one, **other}}


def _nearest(among: Sequence[int], cosines: Sequence[Sequence[float]], labs: Sequence[Lab]) -> list[Reach | None]:
    if not among:
        return [None] * len(cosines)
    best = [max(among, key=row.__getitem__) for row in cosines]
    return [Reach(_kilometres(row[place]), labs[place]) for row, place in zip(cosines, best, strict=True)]


def _vector(lat: float, lon: float) -> Vector:
    """A point of the Earth as a unit vector: the angle between two such points is the distance in radii."""
    phi, theta = radians(lat), radians(lon)
    return (cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi))


def _dot(one: Vector, other: Vector) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _kilometres(cosine: float) -> float:
    return EARTH * acos(max(-1.0, min(1.0, cosine)))
