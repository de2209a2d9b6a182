"""Reads the floor's Turtle files into nodes, once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

HERE = Path(__file__).resolve().parent
FILES = tuple(sorted(HERE.glob("*.ttl")))

Subject = ox.NamedNode | ox.BlankNode
Term = Subject | ox.Literal
#: What is said of one subject, in the order of its file: (predicate, object).
Statements = list[tuple[ox.NamedNode, Term]]


@cache
def nodes() -> Mapping[str, Mapping[Subject, Statements]]:
    """Give file stem -> subject -> statements. Blank nodes are numbered, so that each load gives the same text."""
    numbers: dict[ox.BlankNode, ox.BlankNode] = {}
    return MappingProxyType({path.stem: _nodes(path, numbers) for path in FILES})


def _nodes(path: Path, numbers: dict[ox.BlankNode, ox.BlankNode]) -> Mapping[Subject, Statements]:
    found: dict[Subject, Statements] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        subject, value = _numbered(quad.subject, numbers), _numbered(quad.object, numbers)
        if isinstance(subject, ox.Literal):
            raise TypeError(f"{path.name}: a literal cannot be a subject")
        found.setdefault(subject, []).append((quad.predicate, value))
    return MappingProxyType(found)


def _numbered(term: object, numbers: dict[ox.BlankNode, ox.BlankNode]) -> Term:
    if isinstance(term, ox.BlankNode):
        return numbers.setdefault(term, ox.BlankNode(f"b{len(numbers)}"))
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term
    raise TypeError(f"unexpected term {term}")
