"""The W3C suites: SPARQL 1.1 Protocol for queries (20) and Service Description (3), over real HTTP."""

import csv
import io
import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
import w3c_protocol
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from sparql_kit import Endpoint
from w3c_protocol import SUITES, Exchange

from server.store.dataset import load_dataset
from server.store.guard import GuardPool

DUMP = SUITES / "protocol.nq"
pytestmark = pytest.mark.skipif(not DUMP.exists(), reason="the W3C suites are not in ../shared/suites")
TESTS = list(w3c_protocol.query_tests()) if DUMP.exists() else []
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with GuardPool(workers=1) as pool:
        made = Endpoint(pool, load_dataset(DUMP, tmp_path_factory.mktemp("w3c")))
        yield made
        made.close()


def test_there_are_twenty() -> None:
    assert len({exchange.name for exchange in TESTS}) == 20


@pytest.mark.parametrize("exchange", TESTS, ids=lambda exchange: exchange.name)
def test_protocol(endpoint: Endpoint, exchange: Exchange) -> None:
    headers = {name.replace("-", "_"): value for name, value in exchange.headers.items()}
    reply = endpoint.ask(exchange.method, f"/sparql{exchange.target}", exchange.body, **headers)
    assert f"{reply.status // 100}xx" in exchange.statuses or str(reply.status) in exchange.statuses, reply.text
    content_type = reply.headers["Content-Type"].split(";")[0]
    if exchange.kind == "boolean" or exchange.boolean is not None:
        assert boolean(content_type, reply.body) in ((True, False) if exchange.boolean is None else (exchange.boolean,))
    if exchange.kind == "tabular":
        assert rows(content_type, reply.text) >= 1
    if exchange.kind == "RDF":
        rdf_format = RdfFormat.from_media_type(content_type)
        assert rdf_format is not None
        list(parse(reply.body, rdf_format))


def boolean(content_type: str, body: bytes) -> bool:
    if content_type == "application/sparql-results+json":
        return bool(json.loads(body)["boolean"])
    return ET.fromstring(body).findtext("{*}boolean") == "true"


def rows(content_type: str, text: str) -> int:
    if content_type == "application/sparql-results+json":
        return len(json.loads(text)["results"]["bindings"])
    return len(list(csv.reader(io.StringIO(text)))) - 1


#: https://www.w3.org/ns/sparql-service-description: property → class of its values (None: an IRI of no class here)
SCHEMA: dict[str, str | None] = {
    "endpoint": None,
    "supportedLanguage": None,
    "feature": None,
    "resultFormat": None,
    "defaultDataset": "Dataset",
    "defaultGraph": "Graph",
    "extensionFunction": "Function",
    "namedGraph": "NamedGraph",
    "name": None,
}


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/n-triples", None])
def test_service_description(endpoint: Endpoint, media_type: str | None) -> None:
    reply = endpoint.ask("GET", "/sparql", None, **({"Accept": media_type} if media_type else {}))
    content_type = reply.headers["Content-Type"].split(";")[0]
    assert content_type == (media_type or "text/turtle")
    graph = Graph().parse(data=reply.text, format=content_type)  # returns-rdf
    services = list(graph.subjects(RDF.type, SD.Service))
    assert len(services) == 1
    assert list(graph.objects(services[0], SD.endpoint)) == [URIRef(endpoint.address)]  # has-endpoint-triple
    for subject, predicate, value in graph.triples((None, None, None)):  # conforms-to-schema
        if predicate != RDF.type:
            if not predicate.startswith(str(SD)):  # that vocabulary says nothing of others
                assert predicate == RDFS.comment
                continue
            name = str(predicate).removeprefix(str(SD))
            assert name in SCHEMA
            expected = SCHEMA[name]
            assert expected is None or (value, RDF.type, SD[expected]) in graph
        assert subject in services or (subject, RDF.type, None) in graph
