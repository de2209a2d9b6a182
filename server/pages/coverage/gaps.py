"""Who lives too far from a machine of a type, and where one more would reach most of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.pages.coverage.survey import Reach, Survey
from server.places import Place


@dataclass(frozen=True, slots=True)
class Gap:
    """A type: machines in the area and in the whole network, inhabitants of the area within the radius and not.

    `communes` have none within the radius, out of those of the area.
    """

    type: str
    here: int
    machines: int
    within: int
    without: int
    communes: int


@dataclass(frozen=True, slots=True)
class Site:
    """A commune where one more machine would stand: inhabitants and communes that it brings within the radius."""

    place: Place
    people: int
    communes: int


def reaches(survey: Survey, kind: str) -> Sequence[Reach | None]:
    """The nearest machine of a type, commune by commune; None everywhere when nobody has one."""
    return survey.nearest.get(kind) or [None] * len(survey.places)


def gap(survey: Survey, kind: str, radius: float, slugs: frozenset[str]) -> Gap:
    """In: an area with the slugs of its labs, a type, kilometres. Out: who has access and who has not."""
    far = too_far(survey, kind, radius)
    without = sum(survey.places[place].population for place in far)
    held = survey.held.get(kind, {})
    here = sum(count for slug, count in held.items() if slug in slugs)
    return Gap(kind, here, sum(held.values()), survey.population - without, without, len(far))


def too_far(survey: Survey, kind: str, radius: float) -> list[int]:
    """Which communes, by their place in the survey, have no machine of a type within the radius."""
    return [n for n, reach in enumerate(reaches(survey, kind)) if reach is None or reach.km > radius]


def sites(
    survey: Survey, far: Sequence[int], radius: float, count: int = 1, among: frozenset[str] | None = None
) -> list[Site]:
    """Where to put machines one after the other so that each reaches most of those who are left.

    In: the communes that are too far; kilometres; how many machines; codes of communes that may be chosen (None: any).
    Out: at most `count`; none that reaches nobody. Of equals, the more populous commune, then the lower code.
    """
    left, found = set(far), list[Site]()
    allowed = [n for n, place in enumerate(survey.places) if among is None or place.code in among]
    while left and allowed and len(found) < count:
        best = max(allowed, key=lambda n: (*_gain(survey, n, left, radius), survey.places[n].population, -n))
        people, communes = _gain(survey, best, left, radius)
        if not communes:
            break
        found.append(Site(survey.places[best], people, communes))
        left -= set(_near(survey, best, left, radius))
    return found


def _gain(survey: Survey, place: int, left: set[int], radius: float) -> tuple[int, int]:
    near = _near(survey, place, left, radius)
    return sum(survey.places[n].population for n in near), len(near)


def _near(survey: Survey, place: int, left: set[int], radius: float) -> list[int]:
    row = survey.apart[place]
    return [n for n in left if row[n] <= radius]
