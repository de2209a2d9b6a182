"""From the terms of a record to the values of cells: texts, codes, numbers, addresses. Pure."""

import math
import re
from collections.abc import Callable
from typing import TypeVar

import phonenumbers
from pyoxigraph import Literal

from server.pages import labels, links
from server.pages.rows import Record, Values, best, clean, first

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_N = TypeVar("_N", int, float)


def line(text: str) -> str:
    """On one line, without controls and direction marks: what every cell can hold."""
    return " ".join(_DIRECTION.sub("", clean(text)).split())


def text(values: Values, lang: str = "fr") -> str:
    """The text that a reader of `lang` wants, else any."""
    found = best(values, lang)
    return line(found.value if found else first(values))


def only_in(values: Values, lang: str) -> str:
    """The text in that language, or nothing."""
    found = [v for v in values if isinstance(v, Literal) and (v.language or "").partition("-")[0].lower() == lang]
    return text(tuple(found), lang) if found else ""


def code(values: Values) -> str:
    """The code of the first concept; of what is in no list, its IRI."""
    return next(iter(codes(values)), "")


def codes(values: Values) -> list[str]:
    """The codes of concepts, in alphabetical order; of what is in no list, its IRI."""
    return sorted({labels.code(iri) or line(iri) for iri in map(_lexical, values)})


def iris(values: Values) -> list[str]:
    """Addresses as they are; an IRI has no bar, so that bars part them."""
    return sorted({line(_lexical(value)) for value in values})


def webs(values: Values) -> list[str]:
    """Addresses of the web, in order; anything else is left out."""
    found = (links.web(_lexical(value)) for value in values)
    return list(dict.fromkeys(address for address in found if address))


def web(values: Values) -> str:
    """The first address of the web."""
    return next(iter(webs(values)), "")


def emails(values: Values) -> list[str]:
    """E-mail addresses; anything else is left out."""
    return sorted({found for found in map(_lexical, values) if _EMAIL.fullmatch(found)})


def phone(values: Values, country: str = "FR") -> str:
    """A telephone number in international form (E.164); nothing if it is none."""
    for value in values:
        try:
            read = phonenumbers.parse(_lexical(value), country or "FR")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(read):
            return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return ""


def integer(values: Values) -> int | None:
    """A whole number."""
    return _number(values, int)


def number(values: Values) -> float | None:
    """A number, without a fraction where it has none."""
    found = _number(values, float)
    return found if found is not None and math.isfinite(found) else None


def position(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, WGS 84; None when either is missing or lies nowhere."""
    latitude, longitude = number(record["latitude"]), number(record["longitude"])
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _number(values: Values, make: Callable[[str], _N]) -> _N | None:
    try:
        return make(first(values))
    except ValueError:
        return None


def _lexical(value: object) -> str:
    return str(getattr(value, "value", ""))
