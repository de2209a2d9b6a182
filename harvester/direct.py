"""The short road from a plain resolved document to triples.

A document that uses only the packaged context, and no other device of JSON-LD, needs no general processor: each key
says what its values become. Tests hold the triples equal to those of the long road (`expand`, by PyLD) on every sample
and on generated documents; measured 6 times as fast (docs/decisions.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pyoxigraph as ox
from pyld.iri_resolver import resolve as resolve_iri

import ontology
from harvester.expand import Expanded
from harvester.names import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, XSD

Node = ox.NamedNode | ox.BlankNode
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TYPE, _FIRST, _REST, _NIL = map(ox.NamedNode, (RDF_TYPE, RDF_FIRST, RDF_REST, RDF_NIL))
_STRING, _INTEGER, _DOUBLE, _BOOLEAN = (ox.NamedNode(XSD + n) for n in ("string", "integer", "double", "boolean"))


@dataclass(frozen=True, slots=True)
class Way:
    """What the context says of a key. `coercion` is `@id`, `@vocab`, a datatype or nothing."""

    predicate: ox.NamedNode
    coercion: str
    language: str
    container: frozenset[str]
    codes: Mapping[str, str]
    vocab: str
    reverse: bool


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
                self._link(subject, _TYPE, _class(str(name)))
        elif not key.startswith("@"):
            way = _ways().get(key)
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
                    self._say(subject, way, _text(item, "" if name == "@none" else name))

    def _say(self, subject: Node, way: Way, value: Node | ox.Literal | None) -> None:
        if value is None:
            return
        if way.reverse and not isinstance(value, ox.Literal):
            self.triples.append(ox.Triple(value, way.predicate, subject))
        elif not way.reverse:
            self.triples.append(ox.Triple(subject, way.predicate, value))

    def _object(self, subject: Node, way: Way, value: Any) -> Node | ox.Literal | None:
        if isinstance(value, dict):
            return _typed_value(value) if "@value" in value else self.node(value)
        if isinstance(value, str) and way.coercion in ("@id", "@vocab"):
            return self._linked(subject, way, value)
        return _literal(value, way)

    def _linked(self, subject: Node, way: Way, text: str) -> Node | None:
        name = self._absolute(text) if way.coercion == "@id" else _in_list(text, way)
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
        return _prefixed(text) if _SCHEME.match(text) else resolve_iri(text, self.base)


def direct(document: Mapping[str, Any], base: str) -> Expanded:
    """The short road, for a plain resolved document. In: the document, its base IRI."""
    reader = Direct(base)
    if "@id" in document:
        reader.node({key: value for key, value in document.items() if key != "@context"})
    return reader.result


@cache
def _context() -> Mapping[str, Any]:
    context = (ontology.load_context(ontology.CONTEXT_URL) or {})["@context"]
    return context if isinstance(context, dict) else {}


@cache
def _ways() -> Mapping[str, Way]:
    """Every key of the packaged context that makes triples; nests are not among them."""
    return {key: _way(_context()[key]) for key, known in ontology.keys().items() if known.iri and not known.nest}


def _way(stated: Any) -> Way:
    entry: Mapping[str, Any] = {"@id": stated} if isinstance(stated, str) else stated
    container = entry.get("@container", [])
    scoped = entry.get("@context", {})
    codes = {code: _expanded(iri, scoped) for code, iri in scoped.items() if not code.startswith("@")}
    return Way(
        ox.NamedNode(_prefixed(entry.get("@id") or entry["@reverse"])),
        _prefixed(entry.get("@type", "")),
        entry.get("@language", _context().get("@language", "")) or "",
        frozenset([container] if isinstance(container, str) else container),
        codes,
        scoped.get("@vocab", _context()["@vocab"]),
        "@reverse" in entry,
    )


def _expanded(written: Any, scoped: Mapping[str, Any]) -> str:
    name = written["@id"] if isinstance(written, dict) else written
    return _prefixed(name) if ":" in name else scoped["@vocab"] + name


@cache
def _prefixes() -> Mapping[str, str]:
    return {
        name: iri
        for name, iri in _context().items()
        if isinstance(iri, str) and iri.endswith(("#", "/")) and "@" not in name
    }


def _prefixed(text: str) -> str:
    """`schema:name` → the IRI; an absolute IRI as it is."""
    prefix, colon, local = text.partition(":")
    return _prefixes()[prefix] + local if colon and not local.startswith("//") and prefix in _prefixes() else text


def _in_list(text: str, way: Way) -> str:
    """The IRI of a code: one of the list's own, else any word of the context, else appended to the list's address."""
    if text in way.codes:
        return way.codes[text]
    if _SCHEME.match(text):
        return _prefixed(text)
    return _words().get(text) or way.vocab + text


@cache
def _words() -> Mapping[str, str]:
    """Words of the context that mean an IRI wherever a short name may stand."""
    named = {key: way.predicate.value for key, way in _ways().items() if not way.reverse}
    return {**named, **_prefixes(), **ontology.class_names()}


def _class(name: str) -> str:
    return _words().get(name) or (_prefixed(name) if _SCHEME.match(name) else _context()["@vocab"] + name)


@cache
def _known(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _node(name: str) -> Node | None:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else _known(name)


def _name(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _text(text: str, language: str) -> ox.Literal | None:
    if not language:
        return ox.Literal(text)
    try:
        return ox.Literal(text, language=language.lower())
    except ValueError:
        return None


def _literal(value: Any, way: Way) -> ox.Literal | None:
    datatype = ox.NamedNode(way.coercion) if way.coercion and not way.coercion.startswith("@") else None
    if isinstance(value, str):
        return ox.Literal(value, datatype=datatype) if datatype else _text(value, way.language)
    if isinstance(value, bool):
        return ox.Literal(str(value).lower(), datatype=datatype or _BOOLEAN)
    return _number(value, datatype) if isinstance(value, int | float) else None


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


def _typed_value(value: Mapping[str, Any]) -> ox.Literal | None:
    """A value object, `{"@value": …, "@type": … or "@language": …}`."""
    text, language, datatype = value["@value"], value.get("@language", ""), value.get("@type", "")
    way = Way(_TYPE, _prefixed(datatype), language or "", frozenset(), {}, "", reverse=False)
    return _literal(text, way)
