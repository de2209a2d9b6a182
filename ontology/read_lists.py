"""Reads lists/*.ttl: one SKOS scheme a file, with French and English codes."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ontology.model import Concept, Scheme
from ontology.names import FAB, RDF, SKOS, VOCAB, XSD
from ontology.turtle import LIST_FILES, Node, read_nodes, texts, word, words


@cache
def schemes() -> Mapping[str, Scheme]:
    """Give every controlled list by its id (`type`, `lab-status`, `day` …)."""
    return MappingProxyType({scheme.id: scheme for scheme in map(_scheme, LIST_FILES)})


def _scheme(path: Path) -> Scheme:
    nodes = read_nodes(path)
    iri = next(name for name, node in nodes.items() if SKOS + "ConceptScheme" in words(node, RDF + "type"))
    concepts = [_concept(name, node) for name, node in nodes.items() if name != iri]
    return Scheme(
        id=iri.removeprefix(VOCAB),
        iri=iri,
        label=texts(nodes[iri], SKOS + "prefLabel"),
        concepts=MappingProxyType({concept.id: concept for concept in concepts}),
        vocab=word(nodes[iri], FAB + "shortIn") or iri + "/",
        definition=texts(nodes[iri], SKOS + "definition"),
    )


def _concept(iri: str, node: Node) -> Concept:
    notations = {datatype: text for text, _, datatype in node[SKOS + "notation"]}
    return Concept(
        iri=iri,
        id=notations[XSD + "string"],
        english_code=notations.get(FAB + "EnglishCode", ""),
        labels=texts(node, SKOS + "prefLabel"),
        alt_labels=_alt_labels(node),
        broader=words(node, SKOS + "broader"),
        definition=texts(node, SKOS + "definition"),
        typical_processes=words(node, FAB + "typicalProcess"),
        typical_materials=words(node, FAB + "typicalMaterial"),
        share_alike=word(node, FAB + "shareAlike") == "true",
    )


def _alt_labels(node: Node) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text, language, _ in node.get(SKOS + "altLabel", ()):
        found[language] = (*found.get(language, ()), text)
    return MappingProxyType(found)
