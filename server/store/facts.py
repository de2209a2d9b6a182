"""A source's triples, indexed for the rules of derivation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from harvester.names import FAB, RDF_TYPE, SCHEMA

Node = NamedNode | BlankNode | Literal | Triple


class Facts:
    """Read-only view on triples: by subject and predicate."""

    def __init__(self, triples: Iterable[Triple | Quad]) -> None:
        self._by_predicate: dict[str, list[tuple[Node, Node]]] = defaultdict(list)
        self._values: dict[tuple[Node, str], list[Node]] = defaultdict(list)
        for t in triples:
            self._by_predicate[t.predicate.value].append((t.subject, t.object))
            self._values[t.subject, t.predicate.value].append(t.object)

    def pairs(self, predicate: str) -> list[tuple[Node, Node]]:
        """(subject, object) of every triple with that predicate."""
        return self._by_predicate.get(predicate, [])

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """Objects of a subject's predicate."""
        return self._values.get((subject, predicate), [])

    def text(self, subject: Node, predicate: str) -> str | None:
        """Lexical form of the first literal, or None."""
        return next((v.value for v in self.values(subject, predicate) if isinstance(v, Literal)), None)

    def predicates(self) -> Iterator[str]:
        """Every predicate used."""
        return iter(self._by_predicate)

    def has(self, subject: Node, predicate: str, value: Node) -> bool:
        """Whether the triple is stated."""
        return value in self.values(subject, predicate)


def fab(name: str) -> NamedNode:
    """A term of our own."""
    return NamedNode(FAB + name)


def schema(name: str) -> NamedNode:
    """A schema.org term."""
    return NamedNode(SCHEMA + name)


def say(subject: Node, predicate: NamedNode, value: Node) -> Triple:
    """A triple whose subject was one already, or links to one: never a literal."""
    return Triple(subject, predicate, value)  # type: ignore[arg-type]


TYPE = NamedNode(RDF_TYPE)
