"""Shared by the tests of this folder: JSON-LD expansion and triples with the packaged contexts, never the network."""

from typing import Any

from pyld import jsonld

import ontology

BASE = "https://lab.example/fablab.jsonld"


def load(url: str, _options: object = None) -> dict[str, Any]:
    document = ontology.load_context(url)
    assert document is not None, url
    return {"contextUrl": None, "documentUrl": url, "document": document, "tag": "static"}


def expand(members: dict[str, Any], context: object = ontology.CONTEXT_URL) -> dict[str, Any]:
    """Give the one node that these members expand to; it gets an identifier so that it is never dropped."""
    document = {"@context": context, "@id": "#x", **members}
    (node,) = jsonld.expand(document, {"base": BASE, "documentLoader": load})
    assert isinstance(node, dict)
    return node


def predicates(members: dict[str, Any], context: object = ontology.CONTEXT_URL) -> list[str]:
    """Give the predicates of that node; a reversed one starts with ^."""
    node = expand(members, context)
    reverse = [f"^{name}" for name in node.get("@reverse", {})]
    return sorted([name for name in node if not name.startswith("@")] + reverse)


def triples(document: dict[str, Any]) -> set[str]:
    """Give canonical N-Quads without language tags."""
    options = {"base": BASE, "documentLoader": load, "format": "application/n-quads", "algorithm": "URDNA2015"}
    text: str = jsonld.normalize(_without_languages(jsonld.expand(document, options)), options)
    return set(text.splitlines())


def _without_languages(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_languages(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_languages(item) for name, item in value.items() if name != "@language"}
    return value
