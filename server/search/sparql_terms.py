"""How terms are written in SPARQL text: prefixed names where possible, everything escaped. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from ontology.names import FAB, SCHEMA, VOCAB

PREFIXES = {
    "fab": FAB,
    "schema": SCHEMA,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "proc": f"{VOCAB}process/",
    "mat": f"{VOCAB}material/",
    "type": f"{VOCAB}type/",
    "st": f"{VOCAB}status/",
    "lab-status": f"{VOCAB}lab-status/",
    "access": f"{VOCAB}access/",
    "week": f"{VOCAB}week-pattern/",
    "school": f"{VOCAB}school-period/",
    "feature": f"{VOCAB}access-feature/",
    "audience": f"{VOCAB}audience/",
}
_LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?", re.ASCII)


class Comment(Protocol):
    """Gives a comment line by its name."""

    def __call__(self, name: str, **values: str) -> str:
        """The line, with its `#`."""


def term(iri: str) -> str:
    """`proc:decoupe-laser`, or the whole IRI between brackets."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and _LOCAL.fullmatch(iri.removeprefix(start)):
            return f"{prefix}:{iri.removeprefix(start)}"
    return str(NamedNode(iri))


def terms(iris: Iterable[str], between: str = " ") -> str:
    """Several of them."""
    return between.join(map(term, iris))


def literal(text: str) -> str:
    """A text between quotes."""
    return str(Literal(text))


def number(value: float) -> str:
    """A decimal, never in scientific notation."""
    return f"{Decimal(repr(value)).normalize():f}"
