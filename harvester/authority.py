"""Who may say what: a file speaks of its own things only (ONTOLOGY «Who may assert what»)."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urldefrag, urlsplit

import pyoxigraph as ox
from url_normalize import url_normalize

from harvester.errors import DocumentError

def normalise(url: str) -> str:
    """The base IRI of a file registered under `url`.

    Scheme and host lower case, default port and fragment dropped, dot segments and percent-encoding normalised, query
    kept. Errors: ValueError for what is not a plain http(s) address.
    Source: https://www.rfc-editor.org/rfc/rfc3986#section-6.2
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(f"not a plain http or https address: {url}")
    return urldefrag(str(url_normalize(url.strip()))).url


def owns(base: str, iri: str, proved: Sequence[str] = ()) -> bool:
    """True when the source of `base` may speak of `iri`: the file itself, its fragments, or a prefix it proved."""
    return iri == base or iri.startswith(f"{base}#") or any(iri.startswith(prefix) for prefix in proved)


def own_graph(quads: Iterable[ox.Quad], base: str, proved: Sequence[str] = ()) -> Iterator[ox.Triple]:
    """The triples of the document's one graph.

    Proposals (named graphs under `<base>#`) are left out. Errors: DocumentError D4-authority for a subject of another
    source, D5-named-graph for a graph outside the document.
    """
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, ox.DefaultGraph):
            if isinstance(quad.subject, ox.NamedNode) and not owns(base, quad.subject.value, proved):
                raise DocumentError("D4-authority", value=quad.subject.value)
            yield quad.triple
        elif not (isinstance(graph, ox.NamedNode) and graph.value.startswith(f"{base}#")):
            raise DocumentError("D5-named-graph", value=str(graph))
