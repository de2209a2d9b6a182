"""What the fields of the form offer: the concepts of our lists, narrower ones under their broader one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from ontology import Concept, Scheme
from server.pages import moments
from server.pages.language import chosen as lang
from server.pages.rows import alphabetical
from server.search.address import FRENCH_DAYS

_RADII = (5, 10, 50, 100, 200)
_ALMOST = "\u2003"  # an indent that browsers keep in an option


@dataclass(frozen=True, slots=True)
class Choice:
    """An option: what it sends, and what it is called."""

    value: str
    label: str


def concepts(scheme: str) -> Sequence[Choice]:
    """Every concept of a list, sub-concepts indented under their broader one."""
    return tuple(Choice(concept.id, f"{_ALMOST * depth}{_label(concept)}") for concept, depth in _tree(scheme))


def listed(scheme: str, without: Sequence[str] = ()) -> Sequence[Choice]:
    """The concepts of a list in the order of the list, but some."""
    found = ontology.schemes()[scheme].concepts.values()
    return tuple(Choice(concept.id, _label(concept)) for concept in found if concept.id not in without)


def days() -> Sequence[Choice]:
    """Today, tomorrow and the days of the week, by the words that addresses use."""
    named = tuple(Choice(code, weekday(place)) for place, code in enumerate(FRENCH_DAYS))
    return (Choice("aujourd-hui", gettext("aujourd'hui")), Choice("demain", gettext("demain")), *named)


def hours() -> Sequence[Choice]:
    """The hours at which somebody may want to come."""
    return tuple(Choice(f"{hour:02}:00", moments.hour(f"{hour:02}:00", lang())) for hour in range(7, 24))


def weekday(place: int) -> str:
    """The name of a day of the week; 0 is Monday."""
    return format_date(date(2024, 1, 1 + place), "EEEE", locale=moments.locale(lang()))


def radii() -> Sequence[Choice]:
    """Distances that people think in."""
    return tuple(Choice(str(km), gettext("%(km)d km", km=km)) for km in _RADII)


def _tree(scheme: str) -> Iterator[tuple[Concept, int]]:
    found = ontology.schemes()[scheme]
    for concept in _under(found, ""):
        yield from _branch(found, concept, 0, frozenset())


def _branch(scheme: Scheme, concept: Concept, depth: int, above: frozenset[str]) -> Iterator[tuple[Concept, int]]:
    yield concept, depth
    if concept.iri not in above:
        for narrower in _under(scheme, concept.iri):
            yield from _branch(scheme, narrower, depth + 1, above | {concept.iri})


def _under(scheme: Scheme, broader: str) -> Sequence[Concept]:
    under = [c for c in scheme.concepts.values() if (broader in c.broader if broader else not c.broader)]
    return sorted(under, key=lambda concept: (concept.id == "autre", alphabetical(_label(concept))))


def _label(concept: Concept) -> str:
    return concept.labels.get(lang()) or concept.labels.get("fr") or concept.id
