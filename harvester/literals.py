"""Values of JSON as literals of RDF, as JSON-LD writes them (https://www.w3.org/TR/json-ld11-api/)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from harvester.names import XSD
from harvester.ways import prefixed

_STRING, _INTEGER, _DOUBLE, _BOOLEAN = (ox.NamedNode(XSD + n) for n in ("string", "integer", "double", "boolean"))


def literal(value: Any, coercion: str, language: str) -> ox.Literal | None:
    """A plain value; None for what is none. In: its coercion and the language of texts, empty for none."""
    datatype = ox.NamedNode(coercion) if coercion and not coercion.startswith("@") else None
    if isinstance(value, str):
        return ox.Literal(value, datatype=datatype) if datatype else text_in(value, language)
    if isinstance(value, bool):
        return ox.Literal(str(value).lower(), datatype=datatype or _BOOLEAN)
    return _number(value, datatype) if isinstance(value, int | float) else None


def text_in(text: str, language: str) -> ox.Literal | None:
    """A text in a language, or in none; None when the language is no tag."""
    if not language:
        return ox.Literal(text)
    try:
        return ox.Literal(text, language=language.lower())
    except ValueError:
        return None


def typed_value(value: Mapping[str, Any]) -> ox.Literal | None:
    """A value object, `{"@value": …, "@type": … or "@language": …}`."""
    return literal(value["@value"], prefixed(value.get("@type", "")), value.get("@language", "") or "")


def _number(value: int | float, datatype: ox.NamedNode | None) -> ox.Literal:
    """Whole numbers are integers, the rest doubles (https://www.w3.org/TR/json-ld11-api/#data-round-tripping)."""
    if float(value).is_integer() and datatype != _DOUBLE:
        return ox.Literal(str(int(value)), datatype=datatype or _INTEGER)
    return ox.Literal(_double(float(value)), datatype=datatype or _DOUBLE)


def _double(value: float) -> str:
    """Canonical lexical form with the shortest digits that read back: 0.00125 → `1.25E-3`."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    return f"{'-' * sign}{text[0]}.{text[1:] or '0'}E{len(text) - 1 + int(exponent)}"
