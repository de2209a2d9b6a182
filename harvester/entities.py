"""Entities: an IRI node with the blank nodes that hang under it. Quarantine, counts, changes and the shrink guard share this."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from harvester.structure import node_name

#: A blank node as subject, or as object before the graph: never inside a literal, which a quote would follow.
_BLANK = re.compile(rb"^_:c14n|(?<=> )_:c14n(?=\d+ <[^>]*> \.$)", re.MULTILINE)


def owners(triples: Sequence[ox.Triple]) -> Mapping[str, str]:
    """Each node → the entity it belongs to: itself for an IRI, the nearest IRI ancestor for a blank node."""
    parents: dict[str, str] = {}
    for t in triples:
        if isinstance(t.object, ox.BlankNode):
            parents.setdefault(str(t.object), node_name(t.subject))
    nodes = {node_name(t.subject) for t in triples} | parents.keys()
    return {node: _ancestor(node, parents) for node in nodes}


def _ancestor(node: str, parents: Mapping[str, str]) -> str:
    seen = set()
    while node.startswith("_:") and node in parents and node not in seen:
        seen.add(node)
        node = parents[node]
    return node


def by_entity(triples: Sequence[ox.Triple]) -> Mapping[str, list[ox.Triple]]:
    """The triples of each entity, by its IRI."""
    owner = owners(triples)
    entities: dict[str, list[ox.Triple]] = {}
    for t in triples:
        entities.setdefault(owner[node_name(t.subject)], []).append(t)
    return entities


def hashes(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """Each entity's IRI → hash of its triples, the same whatever its blank nodes are called."""
    return {iri: _hash(part) for iri, part in by_entity(triples).items()}


def _hash(triples: Iterable[ox.Triple]) -> str:
    return hashlib.sha256(canonical(triples)).hexdigest()[:32]


def canonical(triples: Iterable[ox.Triple], graph: str | None = None, prefix: str = "") -> bytes:
    """Canonical, sorted N-Quads (RDFC-1.0, https://www.w3.org/TR/rdf-canon/).

    In: triples; the graph to put them in; a prefix for blank node labels, so that two sources' never meet.
    """
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    dataset = ox.Dataset(ox.Quad(*t, name) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    if prefix:
        text = _BLANK.sub(f"_:{prefix}c14n".encode(), text)
    return b"".join(sorted(text.splitlines(keepends=True)))
