"""Criteria from the parameters of an address, and back. Pure.

Names and codes are French or English; `written` gives the French ones. What cannot be read is a `Mistake`, a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import ontology
from server.search.criteria import Criteria
from server.search.mistakes import Mistake, mistake
from server.search.moments import FRENCH_DAYS, Day, as_day, as_hour
from server.search.places import Place, Places, nowhere

#: field → (French name, English name) of the parameters that a form has; «lat» and «lon» come from «près de moi».
NAMES: Mapping[str, tuple[str, str]] = {
    "text": ("q", "q"), "process": ("procede", "process"), "type": ("type", "type"),
    "material": ("materiau", "material"), "thickness": ("epaisseur", "thickness"), "width": ("largeur", "width"),
    "depth": ("profondeur", "depth"), "status": ("etat", "status"), "loanable": ("pret", "loan"),
    "no_training": ("sans-formation", "no-training"), "access": ("acces", "access"), "day": ("jour", "day"),
    "hour": ("heure", "hour"), "until": ("jusqu-a", "until"), "near": ("lieu", "place"),
    "radius_km": ("rayon", "radius"), "commune": ("commune", "commune"),
    "accessibility": ("accessibilite", "accessibility"), "audience": ("public", "audience"), "age": ("age", "age"),
    "sort": ("tri", "sort"), "page": ("page", "page"),
}  # fmt: skip
#: field → the list its codes are of.
LISTS: Mapping[str, str] = {
    "process": "process", "type": "type", "material": "material", "status": "status", "access": "access",
    "accessibility": "access-feature", "audience": "audience",
}  # fmt: skip
#: field → the least and the most that make sense: mm, km, years.
RANGES: Mapping[str, tuple[float, float]] = {
    "thickness": (0.01, 1000), "width": (1, 20_000), "depth": (1, 20_000), "radius_km": (1, 500), "age": (0, 120),
    "page": (1, 100_000),
}  # fmt: skip
SORTS: Mapping[str, str] = {"distance": "distance", "pertinence": "relevance", "nom": "name"}
#: Kilometres around a place when nothing else is said.
RADIUS = 20.0
_YES, _NO = frozenset({"1", "oui", "yes", "on", "true"}), frozenset({"", "0", "non", "no", "off", "false"})
_MOST_VALUES, _LONGEST = 20, 300


class Args(Protocol):
    """The parameters of an address, such as `request.args`."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a parameter."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What could be read, and what could not: a page shows the form as filled and the mistakes, with status 400."""

    criteria: Criteria
    mistakes: Sequence[Mistake] = ()


@dataclass(slots=True)
class _Reader:
    args: Args
    places: Places
    found: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """What was given under either name, blanks left out."""
        given = [value for each in dict.fromkeys(NAMES[name]) for value in self.args.getlist(each)]
        return [value.strip()[:_LONGEST] for value in given if value.strip()][:_MOST_VALUES]

    def one(self, name: str) -> str:
        """The first value given, or nothing."""
        return next(iter(self.values(name)), "")

    def wrong(self, name: str, kind: str, value: str, **words: object) -> None:
        """Remember a mistake."""
        self.mistakes.append(mistake(kind, NAMES[name][0], value, **words))


def read(args: Args, places: Places = nowhere) -> Asked:
    """The criteria of an address; `places` finds the commune named by `lieu`."""
    reader = _Reader(args, places)
    reader.found["text"] = reader.one("text")
    reader.found["commune"] = tuple(dict.fromkeys(reader.values("commune")))
    for name, scheme in LISTS.items():
        reader.found[name] = _concepts(reader, name, scheme)
    for name in ("loanable", "no_training"):
        reader.found[name] = _yes(reader, name)
    for name in RANGES:
        _number(reader, name)
    _when(reader)
    _where(reader)
    _rest(reader)
    return Asked(Criteria(**reader.found), tuple(reader.mistakes))


def _concepts(reader: _Reader, name: str, scheme: str) -> tuple[str, ...]:
    found: list[str] = []
    for code in (code.strip() for value in reader.values(name) for code in value.split(",")):
        concept = ontology.schemes()[scheme].find(code) if code else None
        if concept is not None:
            found.append(concept.iri)
        elif code:
            reader.wrong(name, "code", code, list=scheme)
    return tuple(dict.fromkeys(found))


def _yes(reader: _Reader, name: str) -> bool:
    value = reader.one(name).lower()
    if value not in _YES | _NO:
        reader.wrong(name, "yes", value)
    return value in _YES


def _number(reader: _Reader, name: str) -> None:
    value = reader.one(name)
    if not value:
        return
    least, most = RANGES[name]
    try:
        read = float(value.replace(",", "."))
    except ValueError:
        reader.wrong(name, "number", value, least=least, most=most)
        return
    whole = name in ("age", "page")
    if not least <= read <= most or (whole and read != int(read)):
        reader.wrong(name, "range", value, least=least, most=most)
    else:
        reader.found[name] = int(read) if whole else read


def _when(reader: _Reader) -> None:
    day, hour, until = reader.one("day"), reader.one("hour"), reader.one("until")
    read = as_day(day) if day else Day()
    if read is None:
        reader.wrong("day", "day", day)
    else:
        reader.found |= {"day": read.date, "weekday": read.weekday, "days_ahead": read.ahead}
    for name, value in (("hour", hour), ("until", until)):
        if value and as_hour(value) is None:
            reader.wrong(name, "hour", value)
        reader.found[name] = as_hour(value) or ""
    if reader.found["until"] and not reader.found["hour"]:
        reader.found["until"] = ""
        if not hour:
            reader.wrong("until", "until", until)


def _where(reader: _Reader) -> None:
    place, name = _mine(reader), reader.one("near")
    if place is None and name:
        place = reader.places(name)
        if place is None:
            reader.wrong("near", "place", name)
    reader.found["near"] = place
    if place is None:
        if reader.found.pop("radius_km", None) is not None and not name:
            reader.wrong("radius_km", "radius", reader.one("radius_km"))
    else:
        reader.found.setdefault("radius_km", RADIUS)


def _mine(reader: _Reader) -> Place | None:
    """The visitor's own position, to about 1 km: more is nobody's business."""
    given = [next(iter(reader.args.getlist(name)), "").strip() for name in ("lat", "lon")]
    if not any(given):
        return None
    try:
        lat, lon = (round(float(value), 2) for value in given)
    except (ValueError, OverflowError):
        lat = lon = 999.0
    if abs(lat) <= 90 and abs(lon) <= 180:
        return Place(lat, lon, mine=True)
    reader.mistakes.append(mistake("position", "lat", ", ".join(given)))
    return None


def _rest(reader: _Reader) -> None:
    value = reader.one("sort")
    known = {**SORTS, **{name: name for name in SORTS.values()}}
    if value and value not in known:
        reader.wrong("sort", "sort", value)
    reader.found["sort"] = known.get(value, "")
    found = reader.found
    if found.get("thickness") is not None and not (found["process"] or found["material"]):
        reader.wrong("thickness", "thickness", reader.one("thickness"))
        del found["thickness"]


def written(criteria: Criteria) -> Mapping[str, list[str]]:
    """The canonical parameters, for `url_for`; nothing for what is not asked."""
    parameters = {french: _WRITERS.get(name, _plain(name))(criteria) for name, (french, _) in NAMES.items()}
    if criteria.near is not None and criteria.near.mine:
        parameters |= {"lat": [f"{criteria.near.lat:.2f}"], "lon": [f"{criteria.near.lon:.2f}"]}
    return {name: values for name, values in parameters.items() if values}


def _plain(name: str) -> Callable[[Criteria], list[str]]:
    def write(criteria: Criteria) -> list[str]:
        value = getattr(criteria, name)
        values = value if isinstance(value, tuple) else () if value in (None, "", False) else (value,)
        return ["1" if each is True else each if isinstance(each, str) else f"{each:g}" for each in values]

    return write


def _codes(name: str) -> Callable[[Criteria], list[str]]:
    vocab = ontology.schemes()[LISTS[name]].vocab
    return lambda criteria: [iri.removeprefix(vocab) for iri in getattr(criteria, name)]


def _day(criteria: Criteria) -> list[str]:
    day = Day(criteria.day, criteria.weekday, criteria.days_ahead)
    return [day.written] if day.written else []


_WRITERS: Mapping[str, Callable[[Criteria], list[str]]] = {
    **{name: _codes(name) for name in LISTS},
    "day": _day,
    "near": lambda c: [c.near.label] if c.near is not None and not c.near.mine else [],
    "radius_km": lambda c: [f"{c.radius_km:g}"] if c.near is not None and c.radius_km not in (None, RADIUS) else [],
    "sort": lambda c: [french for french, name in SORTS.items() if name == c.sort],
    "page": lambda c: [str(c.page)] if c.page > 1 else [],
}

__all__ = ["FRENCH_DAYS", "LISTS", "NAMES", "RADIUS", "RANGES", "SORTS", "Args", "Asked", "Mistake", "read", "written"]
