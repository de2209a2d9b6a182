"""The union of all graphs holds each triple once: what SPARQL counts is what there is."""

from pyoxigraph import RdfFormat, Store, parse

from tests.queries.answers import ask


def test_the_union_counts_each_triple_once(store: Store, quads: bytes) -> None:
    distinct = {quad.triple for quad in parse(quads, RdfFormat.N_QUADS)}
    assert ask(store, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }") == [{"n": str(len(distinct))}]
