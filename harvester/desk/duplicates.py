"""Whether two sources are one lab: near with a like name, the same number, the same page (ONTOLOGY X11, X12). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, floor, isfinite, radians, sin, sqrt
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from harvester.desk.traits import Traits
from harvester.words import fold

#: Metres within which two labs of like names are probably one, and within which numbers and pages are believed.
NEAR, AROUND = 30.0, 1000.0
#: Likeness of names (0 to 100) from which on they are like each other.
LIKE = 80.0
_EARTH = 6_371_008.8
#: Degrees of a cell of the grid; a mark that more labs share tells nothing of any of them.
_CELL, _COMMON = 0.001, 50
#: Words that every lab has in its name.
_USUAL = ("fablab", "fab lab", "lab", "le", "la", "les", "l", "du", "de", "des", "d", "the", "of")

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two may be one: codes of `siret`, `rna`, `page`, `near`, `name`; `sure` when nobody need be asked."""

    reasons: tuple[str, ...]
    metres: int | None
    sure: bool


def compare(one: Traits, other: Traits) -> Likeness | None:
    """How alike two labs are; None when nothing hints at one lab."""
    metres = distance(one, other)
    found = {
        "siret": bool(one.siret) and one.siret == other.siret,
        "rna": bool(one.rna) and one.rna == other.rna,
        "page": bool(set(one.pages) & set(other.pages)),
        "near": metres is not None and metres < NEAR,
        "name": likeness(one.names, other.names) >= LIKE,
    }
    reasons = tuple(name for name, holds in found.items() if holds)
    if not (found["siret"] or found["rna"] or found["page"] or (found["near"] and found["name"])):
        return None
    return Likeness(reasons, None if metres is None else round(metres), _is_sure(found, metres))


def _is_sure(found: Mapping[str, bool], metres: float | None) -> bool:
    """An association or a site may have several labs: they are one only if name or place do not speak against it."""
    if metres is not None and metres > AROUND:
        return False
    placed = metres is not None
    by_number = found["siret"] or found["rna"]
    return (
        (by_number and (found["name"] or placed))
        or (found["page"] and (found["name"] or found["near"]))
        or (found["near"] and found["name"])
    )


class Index(Generic[_Key]):
    """Labs by what two of them may share, so that nobody is compared with everybody."""

    def __init__(self, labs: Iterable[tuple[_Key, Traits]]) -> None:
        self._labs: dict[_Key, Traits] = {}
        self._sharing: dict[tuple[object, ...], set[_Key]] = defaultdict(set)
        for key, each in labs:
            self.add(key, each)

    def add(self, key: _Key, each: Traits) -> None:
        """One more lab."""
        self._labs[key] = each
        for mark in (*_marks(each), *_cells(each, around=0)):
            self._sharing[mark].add(key)

    def candidates(self, one: Traits) -> Iterator[tuple[_Key, Likeness]]:
        """Those that may be the same lab as this one."""
        for key in sorted(self._near(one), key=str):
            found = compare(one, self._labs[key])
            if found:
                yield key, found

    def _near(self, one: Traits) -> set[_Key]:
        sharing = (self._sharing.get(mark, set()) for mark in (*_marks(one), *_cells(one, around=1)))
        return {key for keys in sharing if len(keys) <= _COMMON for key in keys}


def _marks(one: Traits) -> Iterator[tuple[object, ...]]:
    yield from (("page", page) for page in one.pages)
    yield from ((name, value) for name, value in (("siret", one.siret), ("rna", one.rna)) if value)


def _cells(one: Traits, around: int) -> Iterator[tuple[object, ...]]:
    """The cell of a grid that a lab stands in, and those around it: wide enough for NEAR wherever people live."""
    if one.lat is None or one.lon is None or not (isfinite(one.lat) and isfinite(one.lon)):
        return
    row, column = floor(one.lat / _CELL), floor(one.lon / _CELL)
    steps = range(-around, around + 1)
    yield from (("cell", row + north, column + east) for north in steps for east in steps)


def distance(one: Traits, other: Traits) -> float | None:
    """Metres between two labs; None when one has no position. Source: the haversine formula."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    chord = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(chord)))


def likeness(ones: Iterable[str], others: Iterable[str]) -> float:
    """How like the most alike of the names are, 0 to 100; what every lab is called counts for nothing."""
    told = [text for text in map(_essence, others) if text]
    return max((fuzz.token_sort_ratio(one, other) for one in map(_essence, ones) if one for other in told), default=0.0)


def _essence(name: str) -> str:
    """What is a lab's own in its name: accents and case forgiven, the usual words left out."""
    words = [fold(word) for word in name.replace("'", " ").replace("’", " ").replace("-", " ").split()]
    own = [word for word in words if word and word not in _USUAL]
    return " ".join(own or words)
