"""The contexts that travel with the package: which address gives which file, and nothing else."""

import hashlib
import json
from functools import cache
from typing import Any

from ontology.names import CONTEXT_URL
from ontology.turtle import HERE, LIST_FILES, TERM_FILES

CONTEXTS = HERE / "contexts"

#: Every context address that a document may name, and the file that answers for it.
ACCEPTED_CONTEXTS = {
    CONTEXT_URL: "v1.jsonld",
    "http://w3id.org/fabcommons/context/v1": "v1.jsonld",
    "https://w3id.org/fabcommons/context/v1.jsonld": "v1.jsonld",
    "https://schema.org": "schema-org.jsonld",
    "https://schema.org/": "schema-org.jsonld",
    "http://schema.org": "schema-org.jsonld",
    "http://schema.org/": "schema-org.jsonld",
    "https://schema.org/docs/jsonldcontext.json": "schema-org.jsonld",
    "https://schema.org/docs/jsonldcontext.jsonld": "schema-org.jsonld",
}


def load_context(url: str) -> dict[str, Any] | None:
    """Give the context document that stands for an address, or nothing when it is not a packaged one."""
    name = ACCEPTED_CONTEXTS.get(url)
    return _read(name) if name else None


@cache
def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CONTEXTS / name).read_text(encoding="utf-8"))
    return document


@cache
def version() -> str:
    """Give a short hash of all data files: it changes when terms, lists or contexts do."""
    digest = hashlib.sha256()
    for path in (*TERM_FILES, *LIST_FILES, *sorted(CONTEXTS.glob("*.jsonld"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
