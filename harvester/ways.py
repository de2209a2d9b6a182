"""What the packaged context says of each key, and of the words and prefixes that files use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

import ontology

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


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


@cache
def ways() -> Mapping[str, Way]:
    """Every key of the packaged context that makes triples; nests are not among them."""
    return {key: _way(_context()[key]) for key, known in ontology.keys().items() if known.iri and not known.nest}


def _way(stated: Any) -> Way:
    entry: Mapping[str, Any] = {"@id": stated} if isinstance(stated, str) else stated
    container = entry.get("@container", [])
    scoped = entry.get("@context", {})
    codes = {code: _expanded(iri, scoped) for code, iri in scoped.items() if not code.startswith("@")}
    return Way(
        ox.NamedNode(prefixed(entry.get("@id") or entry["@reverse"])),
        prefixed(entry.get("@type", "")),
        entry.get("@language", _context().get("@language", "")) or "",
        frozenset([container] if isinstance(container, str) else container),
        codes,
        scoped.get("@vocab", _context()["@vocab"]),
        "@reverse" in entry,
    )


def _expanded(written: Any, scoped: Mapping[str, Any]) -> str:
    name = written["@id"] if isinstance(written, dict) else written
    return prefixed(name) if ":" in name else scoped["@vocab"] + name


def in_list(text: str, way: Way) -> str:
    """The IRI of a code: one of the list's own, else any word of the context, else appended to the list's address."""
    if text in way.codes:
        return way.codes[text]
    if SCHEME.match(text):
        return prefixed(text)
    return _words().get(text) or way.vocab + text


@cache
def _words() -> Mapping[str, str]:
    """Words of the context that mean an IRI wherever a short name may stand."""
    named = {key: way.predicate.value for key, way in ways().items() if not way.reverse}
    return {**named, **_prefixes(), **ontology.class_names()}


def class_named(name: str) -> str:
    """The IRI of what `@type` says: a word of the context, a name with a prefix, or a name of our vocabulary."""
    return _words().get(name) or (prefixed(name) if SCHEME.match(name) else _context()["@vocab"] + name)


def prefixed(text: str) -> str:
    """`schema:name` → the IRI; an absolute IRI as it is."""
    prefix, colon, local = text.partition(":")
    return _prefixes()[prefix] + local if colon and not local.startswith("//") and prefix in _prefixes() else text


@cache
def _prefixes() -> Mapping[str, str]:
    return {
        name: iri
        for name, iri in _context().items()
        if isinstance(iri, str) and iri.endswith(("#", "/")) and "@" not in name
    }


@cache
def _context() -> Mapping[str, Any]:
    context = (ontology.load_context(ontology.CONTEXT_URL) or {})["@context"]
    return context if isinstance(context, dict) else {}
