"""Which communes the page speaks of: those of an EPCI, of a department, of the network's area, or of the labs. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.pages.coverage.facts import Lab
from server.places import Place, Places
from server.places.place import key

#: The communes that the labs themselves name: all there is where no table is loaded.
OF_LABS, OF_NETWORK = "labs", "reseau"


@dataclass(frozen=True, slots=True)
class Choice:
    """An area that may be chosen: `epci-<SIREN>`, `dep-<number>`, `reseau` or `labs`; how many labs it has."""

    code: str
    name: str
    labs: int


def choices(labs: Iterable[Lab], places: Places) -> list[Choice]:
    """The areas where there are labs, those with most labs first, EPCIs before departments."""
    here = [lab.position.place for lab in labs if lab.position and lab.position.place]
    epcis = Counter((f"epci-{place.epci_code}", place.epci) for place in here if place.epci_code)
    departments = Counter((f"dep-{place.department}", place.department) for place in here)
    ranked = [*_ranked(epcis), *_ranked(departments)] if len(places) else []
    return [Choice(code, name, count) for (code, name), count in ranked]


def _ranked(counts: Mapping[tuple[str, str], int]) -> list[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], key(pair[0][1])))


def chosen(code: str, places: Places, labs: Iterable[Lab], box: tuple[float, float, float, float]) -> list[Place]:
    """The communes of an area; `box` is the network's, as south, west, north, east."""
    kind, _, number = code.partition("-")
    if kind == "epci" and number:
        return list(places.all(epci=number))
    if kind == "dep" and number:
        return list(places.all(department=number))
    if code == OF_NETWORK:
        south, west, north, east = box
        return [place for place in places.all() if south <= place.lat <= north and west <= place.lon <= east]
    return of_labs(labs) if code == OF_LABS else []


def of_labs(labs: Iterable[Lab]) -> list[Place]:
    """The communes that labs name, each at the middle of its labs; nobody says how many people live there."""
    groups: dict[str, list[Lab]] = defaultdict(list)
    for lab in labs:
        if lab.position:
            groups[commune_of(lab)].append(lab)
    return sorted((_named(code, group) for code, group in groups.items() if code), key=lambda place: key(place.name))


def commune_of(lab: Lab) -> str:
    """The code by which a lab's commune is known here: its Insee code, else its name without accents."""
    place = lab.position.place if lab.position else None
    return place.code if place else lab.told.insee or key(lab.told.commune)


def _named(code: str, group: Sequence[Lab]) -> Place:
    known = next((lab.position.place for lab in group if lab.position and lab.position.place), None)
    if known:
        return known
    points = [lab.point for lab in group if lab.point]
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    lat, lon = middle
    return Place(code, group[0].told.commune or code, (), lat, lon, 0)
