"""Compiles the JSON-LD context from terms and lists; the committed contexts/v1.jsonld is exactly this."""

import json
from typing import Any

from ontology.model import Concept, Key, Scheme
from ontology.names import FILE_PREFIXES, UNKNOWN, shorten
from ontology.read_lists import schemes
from ontology.read_terms import all_keys

Definition = dict[str, Any] | str


def compile_context() -> dict[str, Any]:
    """Give the whole context document, ready for json.dumps."""
    words = _head() | FILE_PREFIXES
    reserved = set(words) | {key.key for key in all_keys()}
    for key in all_keys():
        words[key.key] = define(key, reserved)
    return {"@context": words}


def context_text() -> str:
    """Give the text of contexts/v1.jsonld: one key a line, so that a change reads well."""
    words = compile_context()["@context"]
    lines = [f"    {json.dumps(word)}: {json.dumps(entry, ensure_ascii=False)}" for word, entry in words.items()]
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def define(key: Key, reserved: set[str]) -> Definition:
    """Give the context's entry for one key; `reserved` holds all words of the context, which a code may not fall on."""
    if key.kind in _BARE:
        return _BARE[key.kind] or shorten(key.iri)
    entry: dict[str, Any] = {"@reverse" if key.reverse else "@id": shorten(key.iri)}
    entry |= _coercion(key)
    if container := _container(key):
        entry["@container"] = container
    if key.scheme:
        entry["@context"] = _codes(schemes()[key.scheme], reserved)
    elif key.vocab:
        entry["@context"] = {"@vocab": key.vocab}
    return entry if len(entry) > 1 else shorten(key.iri)


def _head() -> dict[str, Any]:
    # unknown keys land in UNKNOWN instead of vanishing, so that the harvester can name them
    return {"@version": 1.1, "@protected": True, "@language": "fr", "@vocab": UNKNOWN}


# kinds defined by a bare word: a keyword, or (empty) the IRI itself
_BARE = {"id": "@id", "nest": "@nest", "class": ""}

# JSON numbers stay native: coercing 8.5 to xsd:decimal writes the ill-typed "8.5E0"
_TYPED = ("date", "time", "dateTime", "duration", "boolean")


def _coercion(key: Key) -> dict[str, Any]:
    if key.kind in _TYPED:
        return {"@type": f"xsd:{key.kind}"}
    if key.scheme or key.vocab:
        return {"@type": "@vocab"}
    if key.kind == "link" or (key.kind == "node" and "id" in key.container):
        return {"@type": "@id"}
    if key.kind == "string":
        return {"@language": None}
    # a word that both languages share follows the file's own @language
    return {"@language": key.lang} if key.kind == "text" and key.lang else {}


def _container(key: Key) -> str | list[str]:
    names = [f"@{name}" for name in key.container]
    return names[0] if len(names) == 1 else names


def _codes(scheme: Scheme, reserved: set[str]) -> dict[str, str]:
    """Give a list's scoped context: French codes by @vocab, English ones (and all that need it) one by one."""
    codes = {"@vocab": scheme.vocab}
    for concept in scheme.concepts.values():
        codes |= _code(concept, scheme, reserved)
    return codes


def _code(concept: Concept, scheme: Scheme, reserved: set[str]) -> dict[str, str]:
    # a code that is also a key («securite») would expand to the key's property: write it out
    plain = concept.iri == scheme.vocab + concept.id and concept.id not in reserved
    target = concept.id if plain else shorten(concept.iri)
    written = {} if plain else {concept.id: target}
    return written if concept.english_code == concept.id else written | {concept.english_code: target}
