"""What we say: terms, controlled lists and JSON-LD contexts, as data files with a small typed door to them."""

from collections.abc import Iterator

from pyoxigraph import Quad

from ontology.compile_context import compile_context
from ontology.model import Concept, Key, Scheme, Term
from ontology.names import CONTEXT_URL, FAB, SCHEMA, UNKNOWN, VOCAB
from ontology.packaged import ACCEPTED_CONTEXTS, load_context, version
from ontology.read_lists import schemes
from ontology.read_terms import (
    all_keys,
    class_names,
    classes,
    containment,
    declared_predicates,
    key_for,
    keys,
    language_of,
    property_ranges,
    terms,
)
from ontology.turtle import LIST_FILES, TERM_FILES, quads_of


def vocab_quads(graph: str = "") -> Iterator[Quad]:
    """Give all controlled lists as quads of a named graph."""
    return quads_of(LIST_FILES, graph)


def ontology_quads(graph: str = "") -> Iterator[Quad]:
    """Give all terms as quads of a named graph."""
    return quads_of(TERM_FILES, graph)


__all__ = [
    "ACCEPTED_CONTEXTS", "CONTEXT_URL", "FAB", "LIST_FILES", "SCHEMA", "TERM_FILES", "UNKNOWN", "VOCAB",
    "Concept", "Key", "Scheme", "Term",
    "all_keys", "class_names", "classes", "compile_context", "containment", "declared_predicates", "key_for", "keys",
    "language_of", "load_context", "ontology_quads", "property_ranges", "schemes", "terms", "version", "vocab_quads",
]  # fmt: skip
