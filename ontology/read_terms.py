"""Reads terms/*.ttl: the classes and properties we use, and the keys that volunteers type for them."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ontology.model import Key, Term
from ontology.names import FAB, RDF, RDFS, SCHEMA, SKOS, VOCAB
from ontology.turtle import TERM_FILES, Node, read_nodes, texts, word, words

_CLASS_TYPES = {RDFS + "Class", RDFS + "Datatype"}


@cache
def terms() -> tuple[Term, ...]:
    """Give every declared class and property, in the order of the files."""
    found = []
    for path in TERM_FILES:
        found += [_term(iri, node, path.stem) for iri, node in _nodes(path).items() if _is_term(node)]
    return tuple(found)


@cache
def keys() -> Mapping[str, Key]:
    """Give each property key (and nest, and `id`) as typed, in either language. Class names are in class_names()."""
    return MappingProxyType({key.key: key for key in all_keys() if key.kind != "class"})


@cache
def class_names() -> Mapping[str, str]:
    """Give the IRI of each class name that may stand in `@type`, in either language."""
    return MappingProxyType({key.key: key.iri for key in all_keys() if key.kind == "class"})


@cache
def all_keys() -> tuple[Key, ...]:
    """Give the keys of every file, class names and nests included, in the order of the files."""
    found: list[Key] = []
    for path in TERM_FILES:
        for node in _nodes(path).values():
            found += () if _is_term(node) else _keys(node)
    return tuple(found)


@cache
def classes() -> Mapping[str, tuple[str, ...]]:
    """Give each declared class with all its superclasses, nearest first."""
    direct = {term.iri: term.classes for term in terms() if term.is_class}
    return MappingProxyType({iri: _ancestors(iri, direct) for iri in direct})


@cache
def containment() -> frozenset[str]:
    """Give the properties by which a node hangs under the lab."""
    return frozenset(key.iri for key in keys().values() if key.containment)


@cache
def property_ranges() -> Mapping[str, str]:
    """Give the class of the nodes that each containment property leads to."""
    hanging = containment()
    return MappingProxyType({term.iri: term.ranges[0] for term in terms() if term.iri in hanging})


@cache
def declared_predicates() -> frozenset[str]:
    """Give the predicates that a published file may state: all declared properties but those the hub computes.

    `rdf:type` is among them, and `rdf:first` and `rdf:rest`, of which ordered lists (steps) are made.
    """
    stated = {term.iri for term in terms() if term.is_property and not term.derived}
    return frozenset(stated | {RDF + "type", RDF + "first", RDF + "rest"})


@cache
def key_for(iri: str, lang: str) -> str:
    """Give the main key of a predicate in a language ("fr" or "en"), or an empty string."""
    found = [key for key in _keys_of().get(iri, ()) if key.lang in (lang, "") and key.kind != "class"]
    # a second key of the same predicate («constat») says more than the predicate, in a comment of its own
    return min(found, key=lambda key: bool(key.comment)).key if found else ""


def language_of(words: Iterable[str]) -> str:
    """Give the language ("fr" or "en") most of these keys belong to; French when nothing tells."""
    langs = [key.lang for key in map(keys().get, words) if key]
    return "en" if langs.count("en") > langs.count("fr") else "fr"


@cache
def _keys_of() -> Mapping[str, tuple[Key, ...]]:
    found: dict[str, tuple[Key, ...]] = {}
    for key in all_keys():
        found[key.iri] = (*found.get(key.iri, ()), key)
    return found


@cache
def _nodes(path: Path) -> Mapping[str, Node]:
    return read_nodes(path)


def _is_term(node: Node) -> bool:
    return FAB + "Key" not in words(node, RDF + "type")


def _keys(node: Node) -> tuple[Key, ...]:
    """Make one Key for each spelling of an entry: two, or one when French and English write it alike."""
    spelled = texts(node, FAB + "key")
    if spelled["fr"] == spelled["en"]:
        return (_key(node, spelled["fr"], "", spelled["fr"]),)
    return _key(node, spelled["fr"], "fr", spelled["en"]), _key(node, spelled["en"], "en", spelled["fr"])


def _key(node: Node, spelling: str, lang: str, twin: str) -> Key:
    kind = word(node, FAB + "kind")
    return Key(
        key=spelling,
        lang=lang,
        iri=word(node, FAB + "expandsTo"),
        kind=kind,
        scheme=word(node, FAB + "scheme").removeprefix(VOCAB),
        container=words(node, FAB + "container"),
        containment=word(node, FAB + "containment") == "true",
        reverse=word(node, FAB + "reverse") == "true",
        nest=kind == "nest",
        vocab=word(node, FAB + "shortIn"),
        twin=twin,
        comment=texts(node, RDFS + "comment"),
        example=texts(node, SKOS + "example"),
        label=texts(node, RDFS + "label"),
    )


def _term(iri: str, node: Node, subject: str) -> Term:
    types = set(words(node, RDF + "type"))
    return Term(
        iri=iri,
        label=texts(node, RDFS + "label"),
        comment=texts(node, RDFS + "comment"),
        example=texts(node, SKOS + "example"),
        keys=_keys_of().get(iri, ()),
        classes=words(node, RDFS + "subClassOf"),
        domains=words(node, SCHEMA + "domainIncludes"),
        ranges=words(node, SCHEMA + "rangeIncludes"),
        unit=word(node, "http://qudt.org/schema/qudt/hasUnit"),
        derived=word(node, FAB + "derived") == "true",
        subject=subject,
        is_class=bool(types & _CLASS_TYPES),
        is_property=RDF + "Property" in types,
    )


def _ancestors(iri: str, direct: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(direct.get(iri, ()))
    while waiting:
        parent = waiting.pop(0)
        if parent not in found:
            found.append(parent)
            waiting += direct.get(parent, ())
    return tuple(found)
