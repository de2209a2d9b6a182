"""The short road from a plain resolved document to triples.

A document that uses only the packaged context, and no other device of JSON-LD, needs no general processor: each key
says what its values become. Tests hold the triples equal to those of the long road (`expand`, by PyLD) on every sample
and on generated documents; measured 6 times as fast (docs/decisions.md).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox
from pyld.iri_resolver import resolve as resolve_iri

from harvester.expand import Expanded
from harvester.literals import literal, text_in, typed_value
from harvester.names import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE
from harvester.ways import SCHEME, Way, class_named, in_list, prefixed, ways

Node = ox.NamedNode | ox.BlankNode
_TYPE, _FIRST, _REST, _NIL = map(ox.NamedNode, (RDF_TYPE, RDF_FIRST, RDF_REST, RDF_NIL))


class Direct:
    """Reads one plain document."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.result = Expanded()
        self.triples = self.result.triples
        self.cells = 0

    def node(self, members: Mapping[str, Any], identifier: str | None = None) -> Node | None:
        """Say everything a node object says; out: the node, or None when its identifier is no IRI."""
        name = self._absolute(identifier if identifier is not None else str(members["@id"]))
        subject = _node(name)
        if subject is None:
            self.result.lose(None, "", name)
            return None
        for key, value in members.items():
            self._member(subject, key, value)
        return subject

    def _member(self, subject: Node, key: str, value: Any) -> None:
        if key == "@type":
            for name in value if isinstance(value, list) else [value]:
                self._link(subject, _TYPE, class_named(str(name)))
        elif not key.startswith("@"):
            way = ways().get(key)
            if way is None:  # a nest: its members are the node's own
                for inner, member in value.items() if isinstance(value, dict) else ():
                    self._member(subject, inner, member)
            else:
                self._values(subject, way, value)

    def _values(self, subject: Node, way: Way, value: Any) -> None:
        if "@list" in way.container:
            self.triples.append(ox.Triple(subject, way.predicate, self._list(subject, way, value)))
        elif isinstance(value, dict) and "@value" not in value and way.container & {"@id", "@language"}:
            self._mapped(subject, way, value)
        else:
            for item in value if isinstance(value, list) else [value]:
                self._say(subject, way, self._object(subject, way, item))

    def _mapped(self, subject: Node, way: Way, entries: Mapping[str, Any]) -> None:
        """A language map, or a map of nodes by identifier."""
        for name, entry in entries.items():
            for item in entry if isinstance(entry, list) else [entry]:
                if "@id" in way.container:
                    self._say(subject, way, self.node(item, name))
                elif isinstance(item, str):
                    self._say(subject, way, text_in(item, "" if name == "@none" else name))

    def _say(self, subject: Node, way: Way, value: Node | ox.Literal | None) -> None:
        if value is None:
            return
        if way.reverse and not isinstance(value, ox.Literal):
            self.triples.append(ox.Triple(value, way.predicate, subject))
        elif not way.reverse:
            self.triples.append(ox.Triple(subject, way.predicate, value))

    def _object(self, subject: Node, way: Way, value: Any) -> Node | ox.Literal | None:
        if isinstance(value, dict):
            return typed_value(value) if "@value" in value else self.node(value)
        if isinstance(value, str) and way.coercion in ("@id", "@vocab"):
            return self._linked(subject, way, value)
        return literal(value, way.coercion, way.language)

    def _linked(self, subject: Node, way: Way, text: str) -> Node | None:
        name = self._absolute(text) if way.coercion == "@id" else in_list(text, way)
        node = _node(name)
        if node is None:
            self.result.lose(_name(subject), way.predicate.value, name)
        return node

    def _link(self, subject: Node, predicate: ox.NamedNode, name: str) -> None:
        node = _node(name)
        if node is not None:
            self.triples.append(ox.Triple(subject, predicate, node))

    def _list(self, subject: Node, way: Way, value: Any) -> Node:
        items = [self._object(subject, way, item) for item in (value if isinstance(value, list) else [value])]
        head: Node = _NIL
        for item in reversed([i for i in items if i is not None]):
            self.cells += 1
            cell = ox.BlankNode(f"l{self.cells}")
            self.triples += [ox.Triple(cell, _FIRST, item), ox.Triple(cell, _REST, head)]
            head = cell
        return head

    def _absolute(self, text: str) -> str:
        if text.startswith("#"):
            return self.base + text
        if text.startswith("_:"):
            return text
        return prefixed(text) if SCHEME.match(text) else resolve_iri(text, self.base)


def direct(document: Mapping[str, Any], base: str) -> Expanded:
    """The short road, for a plain resolved document. In: the document, its base IRI."""
    reader = Direct(base)
    if "@id" in document:
        reader.node({key: value for key, value in document.items() if key != "@context"})
    return reader.result


def _node(name: str) -> Node | None:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else _known(name)


@cache
def _known(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _name(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
