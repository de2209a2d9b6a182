"""Things taken out of a generation whole: their triples in every graph, with what hangs under them."""

from collections.abc import Iterator

import pyoxigraph as ox

from server.store.task import Extract


def extract(store: ox.Store, asked: Extract) -> Iterator[ox.Quad]:
    """The quads of the graphs and of the things asked for; one that is in both comes twice.

    Blank nodes come along, at any depth; so do the parts of a thing, the nodes that it names by one of `asked.parts`
    and whose IRIs begin as `asked.within` says.
    """
    for graph in asked.graphs:
        yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    yield from _closure(store, asked)


def _closure(store: ox.Store, asked: Extract) -> Iterator[ox.Quad]:
    waiting: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri) for iri in reversed(asked.things)]
    seen = set(waiting)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, None):
            yield quad
            node = quad.object
            if _belongs(quad, asked) and isinstance(node, ox.NamedNode | ox.BlankNode) and node not in seen:
                seen.add(node)
                waiting.append(node)


def _belongs(quad: ox.Quad, asked: Extract) -> bool:
    node = quad.object
    if isinstance(node, ox.BlankNode):
        return True
    named = isinstance(node, ox.NamedNode) and quad.predicate.value in asked.parts
    return named and node.value.startswith(asked.within)  # type: ignore[union-attr]
