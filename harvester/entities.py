"""Entities: an IRI node with the blank nodes under it. Quarantine, counts, changes, shrink guard share this."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from harvester.canonical import Line, canonical_lines, digest
from harvester.structure import node_name


def owners(triples: Sequence[ox.Triple]) -> Mapping[str, str]:
    """Each node → the entity it belongs to: itself for an IRI, the nearest IRI ancestor for a blank node."""
    links = [(node_name(t.subject), str(t.object) if isinstance(t.object, ox.BlankNode) else "") for t in triples]
    return _owners(links, {subject for subject, _ in links})


def hashes(lines: Sequence[Line]) -> dict[str, str]:
    """Each entity's IRI → hash of its triples, from the canonical lines of a graph.

    The same entity has the same hash whatever its blank nodes are called and whatever else the graph holds.
    """
    links = [(line.subject, line.blank) for line in lines]
    owner = _owners(links, {line.subject for line in lines})
    entities: dict[str, list[Line]] = {}
    for line in lines:
        entities.setdefault(owner[line.subject], []).append(line)
    return {name.removeprefix("<").removesuffix(">"): digest(part) for name, part in entities.items()}


def hashes_of(triples: Sequence[ox.Triple]) -> dict[str, str]:
    """The same, from triples."""
    return hashes(canonical_lines(triples))


def _owners(links: Sequence[tuple[str, str]], nodes: set[str]) -> Mapping[str, str]:
    """(parent, blank child or nothing) → owner of every node."""
    parents: dict[str, str] = {}
    for parent, child in links:
        if child:
            parents.setdefault(child, parent)
    return {node: _ancestor(node, parents) for node in nodes | parents.keys()}


def _ancestor(node: str, parents: Mapping[str, str]) -> str:
    seen = set()
    while node.startswith("_:") and node in parents and node not in seen:
        seen.add(node)
        node = parents[node]
    return node
