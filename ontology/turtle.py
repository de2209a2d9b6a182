"""Reads the package's Turtle files into a plain mapping, and hands them out as quads for a store."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

HERE = Path(__file__).resolve().parent
TERM_FILES = tuple(sorted((HERE / "terms").glob("*.ttl")))
LIST_FILES = tuple(sorted((HERE / "lists").glob("*.ttl")))

#: One value: (text, language, datatype); an IRI has neither language nor datatype.
Value = tuple[str, str, str]
Node = dict[str, list[Value]]


def quads_of(paths: tuple[Path, ...], graph: str = "") -> Iterator[Quad]:
    """Give the triples of Turtle files as quads of the named graph (no name: the default graph)."""
    name = NamedNode(graph) if graph else DefaultGraph()
    for path in paths:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, name)


def read_nodes(path: Path) -> dict[str, Node]:
    """Give subject -> predicate -> values, in the order of the file."""
    nodes: dict[str, Node] = {}
    for subject, predicate, value, _ in parse(path=str(path), format=RdfFormat.TURTLE):
        # every subject has an address, so that each load gives the same graph
        node = nodes.setdefault(subject.value, {})
        node.setdefault(predicate.value, []).append(_value(value))
    return nodes


def _value(term: NamedNode | Literal | BlankNode | Triple) -> Value:
    if isinstance(term, NamedNode):
        return term.value, "", ""
    if isinstance(term, Literal):
        return (term.value, term.language, "") if term.language else (term.value, "", term.datatype.value)
    raise ValueError(f"a data file holds no blank node: {term}")


def texts(node: Node, predicate: str) -> dict[str, str]:
    """Give language -> text of a predicate's literals."""
    return {language: text for text, language, _ in node.get(predicate, ())}


def words(node: Node, predicate: str) -> tuple[str, ...]:
    """Give the bare values of a predicate."""
    return tuple(value for value, _, _ in node.get(predicate, ()))


def word(node: Node, predicate: str) -> str:
    """Give the first bare value of a predicate, or an empty string."""
    return next(iter(words(node, predicate)), "")
