"""Checks no shape can make: undeclared predicates (D6), dangling links (D7), the lab (D8), containment (D9)."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

import ontology
from harvester.names import FABLAB, PROPOSAL, RDF_OWN, RDF_TYPE, UNKNOWN, lab_of
from harvester.report import Finding


def declared_only(triples: Iterable[ox.Triple]) -> tuple[list[ox.Triple], list[Finding]]:
    """Part the triples with declared predicates and types from the rest, which D6 reports; links to proposals go."""
    known, classes = ontology.declared_predicates(), ontology.classes()
    kept: list[ox.Triple] = []
    findings: list[Finding] = []
    for triple in triples:
        predicate, value = triple.predicate.value, triple.object
        if predicate == PROPOSAL:
            continue
        foreign = predicate not in known and predicate not in RDF_OWN
        if foreign or (predicate == RDF_TYPE and getattr(value, "value", None) not in classes):
            findings.append(_undeclared(triple, predicate if foreign else getattr(value, "value", "")))
        else:
            kept.append(triple)
    return kept, findings


def _undeclared(triple: ox.Triple, iri: str) -> Finding:
    word = iri.removeprefix(UNKNOWN)
    return Finding("D6-undeclared", node_name(triple.subject), triple.predicate.value, None, word, {"key": word})


def checks(triples: Sequence[ox.Triple], undeclared: Sequence[Finding], base: str) -> list[Finding]:
    """D6 to D9, each mistake told once: without its lab nothing can be contained, and a mistyped @type is D8's."""
    found = one_lab(triples, base)
    if found:
        others = (f for f in dangling(triples, base) if f.value != "#lab")
        return [*(f for f in undeclared if f.path != RDF_TYPE), *found, *others]
    return [*undeclared, *dangling(triples, base), *contained(triples, base)]


def one_lab(triples: Sequence[ox.Triple], base: str) -> list[Finding]:
    """D8: exactly one FabLab, at `<base>#lab`."""
    typed = (t for t in triples if t.predicate.value == RDF_TYPE)
    labs = {node_name(t.subject) for t in typed if getattr(t.object, "value", "") == FABLAB}
    return [] if labs == {lab_of(base)} else [Finding("D8-lab", None, None, "", ", ".join(sorted(labs)) or None)]


def dangling(triples: Sequence[ox.Triple], base: str) -> Iterator[Finding]:
    """D7: every `#x` of this file that is linked to must be described in it."""
    described = {node_name(t.subject) for t in triples}
    for t in triples:
        value = t.object
        if isinstance(value, ox.NamedNode) and value.value.startswith(f"{base}#") and value.value not in described:
            yield Finding("D7-dangling", node_name(t.subject), t.predicate.value, None, value.value.removeprefix(base))


def contained(triples: Sequence[ox.Triple], base: str) -> Iterator[Finding]:
    """D9: every node hangs under the lab by properties that contain (machines, guides, team …)."""
    below = ontology.containment() | RDF_OWN
    children: dict[str, list[str]] = {}
    for t in triples:
        if t.predicate.value in below and not isinstance(t.object, ox.Literal):
            children.setdefault(node_name(t.subject), []).append(node_name(t.object))
    reached, to_visit = set(), [lab_of(base)]
    while to_visit:
        node = to_visit.pop()
        if node not in reached:
            reached.add(node)
            to_visit += children.get(node, [])
    for node in {node_name(t.subject): None for t in triples}:
        if node not in reached:
            yield Finding("D9-contained", node, None, None, node)


def node_name(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    """An IRI as it is, a blank node as `_:label`: the names findings and pointers use."""
    return node.value if isinstance(node, ox.NamedNode) else str(node)
