"""Terms and literals of the descriptions, made safely; and shared nodes (a licence, a media type), told once."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from harvester.clock import stamp

NAMESPACES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geo": "http://www.opengis.net/ont/geosparql#",
}
Term = NamedNode | Literal


@cache
def term(name: str) -> NamedNode:
    """`dct:title` → its IRI."""
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def iri(text: str) -> NamedNode | None:
    """The IRI, or None for a text that is none: labs write what they like."""
    try:
        return NamedNode(text)
    except ValueError:
        return None


def typed(value: str, datatype: str) -> Literal:
    """A literal of a datatype by its short name."""
    return Literal(value, datatype=term(datatype))


def moment(at: datetime | str) -> Literal:
    """A time in UTC as xsd:dateTime."""
    text = at if isinstance(at, str) else stamp(at)
    return typed(text, "xsd:dateTime")


def number(value: int) -> Literal:
    """A count."""
    return Literal(value)


def say(subject: NamedNode, **told: object) -> Iterator[Triple]:
    """Triples of a subject: `dct_title=…` for `dct:title`, `a=…` for its types.

    A value is a term, words by language, or a list of these; None and empty texts are not told.
    """
    for name, value in told.items():
        predicate = term("rdf:type" if name == "a" else name.replace("_", ":", 1))
        for each in _terms(value):
            yield Triple(subject, predicate, each)


def _terms(value: object) -> Iterator[Term]:
    if isinstance(value, NamedNode | Literal):
        yield value
    elif isinstance(value, str):
        yield from ([Literal(value)] if value else [])
    elif isinstance(value, Mapping):
        yield from (Literal(text, language=tag) if tag else Literal(text) for tag, text in value.items() if text)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _terms(each)


class Shared:
    """Nodes that many resources link to; each is told once, at the end."""

    def __init__(self) -> None:
        self._told: dict[NamedNode, dict[str, object]] = {}

    def __call__(self, name: str, kind: str | None = None, **told: object) -> NamedNode:
        """In: its IRI, its class, what else is to be told. Out: the node to link to."""
        node = NamedNode(name)
        self._told.setdefault(node, {**({"a": term(kind)} if kind else {}), **told})
        return node

    def triples(self) -> Iterator[Triple]:
        """All of them."""
        for node, told in self._told.items():
            yield from say(node, **told)
