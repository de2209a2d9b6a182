"""Reads the W3C SPARQL 1.1 Protocol manifest into requests and expectations (external suite, see its licence)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

SUITES = Path(__file__).parents[3] / "shared" / "suites" / "rdf-tests"
MANIFEST = SUITES / "sparql" / "sparql11" / "protocol" / "manifest.ttl"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


@dataclass(frozen=True)
class Exchange:
    """One request of a test and what it must give; `expected` is statuses like `2xx`."""

    name: str
    method: str
    target: str
    body: bytes | None
    headers: dict[str, str]
    statuses: tuple[str, ...]
    boolean: bool | None
    kind: str | None


def query_tests() -> Iterator[Exchange]:
    """The tests of query operations, in the order of the manifest; those of updates have `update` in their name."""
    graph = Graph().parse(MANIFEST)
    manifest = graph.value(None, RDF.type, MF.Manifest)
    entries = graph.value(manifest, MF.entries)
    assert entries is not None
    for test in Collection(graph, entries):
        name = str(test).rpartition("#")[2]
        if "update" not in name:
            yield from _exchanges(graph, test, name)


def _exchanges(graph: Graph, test: Node, name: str) -> Iterator[Exchange]:
    requests = graph.value(graph.value(test, MF.action), HT.requests)
    assert requests is not None
    for request in Collection(graph, requests):
        response = graph.value(request, HT.resp)
        boolean = graph.value(response, MF.expectedBoolean)
        kind = graph.value(response, MF.expectedFormat)
        yield Exchange(
            name,
            str(graph.value(request, HT.methodName)),
            str(graph.value(request, HT.absolutePath)).removeprefix("/sparql/"),
            _body(graph, request),
            _headers(graph, request),
            tuple(str(status).rpartition("StatusCode")[2] for status in graph.objects(response, MF.expectedStatus)),
            bool(boolean.toPython()) if boolean is not None else None,  # type: ignore[attr-defined]
            str(kind) if kind is not None else None,
        )


def _body(graph: Graph, request: Node) -> bytes | None:
    body = graph.value(request, HT.body)
    if body is None:
        return None
    return str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))


def _headers(graph: Graph, request: Node) -> dict[str, str]:
    first = graph.value(request, HT.headers)
    if first is None or first == URIRef(RDF.nil):
        return {}
    return {
        str(graph.value(header, HT.fieldName)): str(graph.value(header, HT.fieldValue))
        for header in Collection(graph, first)
    }
