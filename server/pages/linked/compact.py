"""RDF as JSON-LD that reads as a volunteer would have written it: nested, with the keys of one language. Pure.

Triples → expanded (PyLD) → nested → compacted (PyLD; https://www.w3.org/TR/json-ld11-api/#compaction-algorithms).
"""

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pyld import jsonld
from pyoxigraph import BlankNode, Literal, Triple

import ontology
from harvester.names import XSD
from server.pages.linked.nest import nested
from server.store.task import Term

_INTEGER, _DOUBLE = f"{XSD}integer", f"{XSD}double"
_EXACT = 2**53  # larger integers are not the same in every reader of JSON


def compacted(triples: Iterable[Triple], things: Iterable[str], lang: str) -> str:
    """In: triples; the IRIs that stand at the top, in order; the language of the keys. Out: JSON text."""
    dataset = {
        "@default": [_statement(triple) for triple in triples]
    }  # PyLD's own parser leaves \\u escapes as they are
    expanded = _native(jsonld.from_rdf(dataset))
    document = jsonld.compact(nested(expanded, list(things)), {"@context": _context(lang)}, {"skipExpansion": True})
    return json.dumps(_booleans(document) | {"@context": ontology.CONTEXT_URL}, ensure_ascii=False, indent=2) + "\n"


def _statement(triple: Triple) -> Mapping[str, Any]:
    """A triple as PyLD has it."""
    return {"subject": _node(triple.subject), "predicate": _node(triple.predicate), "object": _node(triple.object)}


def _node(term: Term) -> Mapping[str, str]:
    if isinstance(term, Literal):
        language = {"language": term.language} if term.language else {}
        return {"type": "literal", "value": term.value, "datatype": term.datatype.value, **language}
    if isinstance(term, BlankNode):
        return {"type": "blank node", "value": str(term)}
    return {"type": "IRI", "value": str(getattr(term, "value", term))}


def _native(value: Any) -> Any:
    """Numbers as JSON has them, where reading them gives the same number of the same type."""
    if isinstance(value, list):
        return [_native(each) for each in value]
    if not isinstance(value, dict):
        return value
    number = _number(value.get("@value"), value.get("@type", ""))
    return {key: _native(each) for key, each in value.items()} if number is None else {"@value": number}


def _number(text: Any, datatype: str) -> int | float | None:
    if datatype == _INTEGER and text.removeprefix("-").isdecimal() and str(int(text)) == text:
        return int(text) if abs(int(text)) < _EXACT else None
    if datatype == _DOUBLE:
        number = float(text) if text.strip() == text and text[-1:].isdecimal() else math.inf
        return number if math.isfinite(number) and number != int(number) else None
    return None


def _booleans(value: Any, key: str = "") -> Any:
    """`true` instead of `"true"` under keys that are typed as such."""
    if isinstance(value, dict):
        return {name: _booleans(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_booleans(each, key) for each in value]
    known = ontology.keys().get(key)
    return value == "true" if known and known.kind == "boolean" and value in ("true", "false") else value


@cache
def _context(lang: str) -> Mapping[str, Any]:
    """The packaged context with the keys and codes of one language: what it writes, the whole context reads alike."""
    whole: Mapping[str, Any] = (ontology.load_context(ontology.CONTEXT_URL) or {})["@context"]
    unwanted = {word for word, key in ontology.keys().items() if key.lang not in (lang, "")}
    unwanted |= {name for name in ontology.class_names() if not _speaks(name, lang)}
    return {word: _entry(word, entry, lang) for word, entry in whole.items() if word not in unwanted}


def _speaks(name: str, lang: str) -> bool:
    """Whether a class name is of that language: of two names the French one comes first in the context."""
    twins = [each for each, iri in ontology.class_names().items() if iri == ontology.class_names()[name]]
    return len(twins) == 1 or twins.index(name) % 2 == (lang == "en")


def _entry(word: str, entry: Any, lang: str) -> Any:
    key = ontology.keys().get(word)
    if not isinstance(entry, dict) or key is None:
        return entry
    # a bare link under an `@id` container breaks PyLD's compaction; read back, a list says the same
    listed = {"@container": "@set"} if "id" in key.container else {}
    codes = {"@context": _codes(entry["@context"], key.scheme, lang)} if key.scheme else {}
    return entry | listed | codes


def _codes(codes: Mapping[str, str], scheme: str, lang: str) -> Mapping[str, str]:
    """A list's codes in one language."""
    other = {c.english_code if lang == "fr" else c.id: c for c in ontology.schemes()[scheme].concepts.values()}
    return {code: iri for code, iri in codes.items() if code not in other or _same(other[code])}


def _same(concept: ontology.Concept) -> bool:
    return concept.id == concept.english_code
