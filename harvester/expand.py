"""From resolved JSON-LD to quads: packaged contexts only, never the network.

Source: JSON-LD 1.1 API (https://www.w3.org/TR/json-ld11-api/), by PyLD for expansion and pyoxigraph for quads.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox
from pyld import jsonld

import ontology
from harvester.errors import DocumentError
from harvester.names import SAFETY
from harvester.report import Finding
from harvester.several import each

_LANGUAGE_ONLY = frozenset({"@language"})


def check_context(document: Mapping[str, Any]) -> bool:
    """Accept the packaged context, then local prefixes and a default language; nothing else.

    Out: True when the packaged context stands alone. Errors: DocumentError D2-context, D3-base, D3-protected.
    """
    stated = document.get("@context")
    entries = each(stated)
    first = entries[0] if entries else None
    if not isinstance(first, str) or ontology.load_context(first) is None:
        raise DocumentError("D2-context", "/@context", value=str(first)[:200])
    for entry in entries[1:]:
        _check_local(entry)
    return len(entries) == 1


def _check_local(entry: Any) -> None:
    if isinstance(entry, str) and ontology.load_context(entry) is not None:
        return
    if not isinstance(entry, dict):
        raise DocumentError("D2-context", "/@context", value=str(entry)[:200])
    for name, meaning in entry.items():
        if name.startswith("@") and name not in _LANGUAGE_ONLY:
            raise DocumentError("D3-base", "/@context", key=name, value=name)
        if ontology.keys().get(name):
            raise DocumentError("D3-protected", "/@context", key=name, value=name)
        if not isinstance(meaning, str):
            raise DocumentError("D2-context", "/@context", value=f"{name}: {meaning}"[:200])


@dataclass(slots=True)
class Expanded:
    """What a document says, as RDF: triples of its own graph, other graphs, links that were lost (D10)."""

    triples: list[ox.Triple] = field(default_factory=list)
    graphs: set[str] = field(default_factory=set)
    proposed: list[ox.Quad] = field(default_factory=list)
    lost: list[Finding] = field(default_factory=list)

    def lose(self, subject: str | None, predicate: str, value: str) -> None:
        """Note a link that no graph can hold; a Violation where its loss would make a machine look safer."""
        rule = "D10-lost-safety" if predicate in SAFETY else "D10-lost"
        self.lost.append(Finding(rule, subject, predicate or None, None, value))


def expand(document: Mapping[str, Any], base: str) -> Expanded:
    """The long road, for every JSON-LD document. In: a document whose context was checked, its base IRI.

    Errors: DocumentError D2-expansion, D3-protected.
    """
    expanded = expanded_form(document, base)
    result = Expanded()
    for quad in _quads(expanded):
        if isinstance(quad.graph_name, ox.DefaultGraph):
            result.triples.append(quad.triple)
        else:
            result.graphs.add(quad.graph_name.value)
            result.proposed.append(quad)
    for subject, predicate, value in _lost(expanded):
        result.lose(subject, predicate, value)
    return result


def _quads(expanded: Any) -> list[ox.Quad]:
    try:
        return list(ox.parse(json.dumps(expanded), ox.RdfFormat.JSON_LD))
    except SyntaxError as error:
        raise DocumentError("D2-expansion", value=error.msg, key=error.msg) from error


def expanded_form(document: Mapping[str, Any], base: str) -> Any:
    """Expanded JSON-LD, by PyLD. Errors: DocumentError D2-expansion, D3-protected."""
    try:
        return jsonld.expand(document, {"base": base, "documentLoader": _load})
    except jsonld.JsonLdError as error:
        code = _deepest_code(error)
        rule = "D3-protected" if code == "protected term redefinition" else "D2-expansion"
        raise DocumentError(rule, value=code, key=code) from error


def _lost(expanded: Any) -> Iterator[tuple[str | None, str, str]]:
    """Links that no RDF graph can hold, as (subject, property, value): they would vanish without a word."""
    for node in each(expanded):
        if isinstance(node, dict):
            yield from _lost_in(node)


def _lost_in(node: dict[str, Any]) -> Iterator[tuple[str | None, str, str]]:
    subject = node.get("@id")
    if isinstance(subject, str) and not is_iri(subject):
        yield None, "", subject
        return
    for name, values in node.items():
        if name in ("@graph", "@list", "@set", "@included", "@reverse"):
            yield from _lost(values)
        elif not name.startswith("@"):
            for value in values:
                yield from _lost_value(subject, name, value)


def _lost_value(subject: str | None, name: str, value: Any) -> Iterator[tuple[str | None, str, str]]:
    if isinstance(value, dict) and value.keys() == {"@id"} and not is_iri(value["@id"]):
        yield subject, name, value["@id"]
    elif isinstance(value, dict):
        yield from _lost_in(value)


@cache
def _known(iri: str) -> bool:
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


def is_iri(text: str) -> bool:
    """True for an absolute IRI or a blank node label."""
    return text.startswith("_:") or _known(text)


def _load(url: str, _options: Any = None) -> dict[str, Any]:
    document = ontology.load_context(url)
    if document is None:
        raise jsonld.JsonLdError(
            f"context {url} is not packaged", "jsonld.LoadDocumentError", code="loading document failed"
        )
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
        "contentType": "application/ld+json",
        "tag": "static",
    }


def _deepest_code(error: BaseException) -> str:
    codes: list[str] = []
    seen: Sequence[BaseException | None] = [error]
    while seen and seen[0] is not None:
        current = seen[0]
        code = getattr(current, "code", None)
        codes += [code] if code else []
        seen = [getattr(current, "cause", None) or current.__cause__ or current.__context__]
    return codes[-1] if codes else "invalid JSON-LD"
