"""Communes by name, code and postcode, in memory. Pure once made."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from server.places.distance import kilometres
from server.places.place import CODE, Place, key, spelled

#: How alike (0 to 100) a mistyped name must be to be taken for a commune's, or to be offered.
_SURE, _PERHAPS = 85.0, 70.0
_LONGEST = 100
_NUMBER = re.compile(r"\b(\d{5}|2[ABab]\d{3}|\d{2,3}|2[ABab])\b")


class Index:
    """Finds communes. In: all of them."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places: dict[str, Place] = {place.code: place for place in places}
        self._named = _grouped((key(place.name), place) for place in self.places.values())
        self._posted = _grouped((code, place) for place in self.places.values() for code in place.postcodes)
        self._names = sorted(self._named)

    def find(self, text: str, near: tuple[float, float] | None = None, *, slips: bool = True) -> Place | None:
        """The commune that a text means; of several, the nearest to `near` (degrees), else the most populous."""
        found = self.exactly(text) or (self._nearly(text) if slips else ())
        return _chosen([place for place in found if spelled(place.name) == spelled(text[:_LONGEST])] or found, near)

    def suggest(self, text: str, limit: int = 8) -> list[Place]:
        """Communes whose name begins so, then those whose name looks like it."""
        wanted = key(text[:_LONGEST])
        if not wanted:
            return []
        begun = sorted(self._beginning(wanted), key=lambda place: -place.population)[:limit]
        alike = self._alike(wanted, _PERHAPS, limit) if len(begun) < limit else []
        return list(dict.fromkeys([*self.exactly(text)[:limit], *begun, *alike]))[:limit]

    def exactly(self, text: str) -> Sequence[Place]:
        """By Insee code or postcode, by name, or by both: `42400`, `Saint-Chamond`, `St Chamond (42)`."""
        text = text[:_LONGEST]
        number = _NUMBER.search(text)
        if number is None:
            return self._named.get(key(text), ())
        digits, rest = number[1].upper(), text[: number.start()] + text[number.end() :]
        if not key(rest):
            return self._numbered(digits)
        named = self._named.get(key(text), ()) or self._named.get(key(rest), ())
        return [place for place in named if _fits(place, digits)]

    def _numbered(self, digits: str) -> Sequence[Place]:
        """People write postcodes; a number that is none may be an Insee code."""
        by_code = [self.places[digits]] if CODE.fullmatch(digits) and digits in self.places else []
        return self._posted.get(digits, by_code)

    def _nearly(self, text: str) -> Sequence[Place]:
        number = _NUMBER.search(text[:_LONGEST])
        wanted = key(_NUMBER.sub(" ", text[:_LONGEST], count=1))
        found = self._alike(wanted, _SURE, 20) if len(wanted) > 3 else []
        fitting = [place for place in found if number is None or _fits(place, number[1].upper())]
        return self._named[key(fitting[0].name)] if fitting and number is None else fitting[:1]

    def _alike(self, wanted: str, at_least: float, limit: int) -> list[Place]:
        near = process.extract(wanted, self._names, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit)
        ranked = [(score, place) for name, score, _ in near for place in self._named[name]]
        return [place for _, place in sorted(ranked, key=lambda pair: (-pair[0], -pair[1].population))]

    def _beginning(self, wanted: str) -> Iterable[Place]:
        for name in self._names[bisect_left(self._names, wanted) :]:
            if not name.startswith(wanted):
                return
            yield from self._named[name]


def _grouped(pairs: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    """Most populous first."""
    found: dict[str, list[Place]] = defaultdict(list)
    for name, place in pairs:
        found[name].append(place)
    return {name: tuple(sorted(group, key=lambda place: -place.population)) for name, group in found.items()}


def _fits(place: Place, digits: str) -> bool:
    return digits in (place.code, place.department) or any(code.startswith(digits) for code in place.postcodes)


def _chosen(found: Sequence[Place], near: tuple[float, float] | None) -> Place | None:
    if not found:
        return None
    return min(found, key=lambda place: kilometres(near, (place.lat, place.lon))) if near else found[0]
