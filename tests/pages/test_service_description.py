"""The description of the hub's endpoint: true counts, functions that the engine has, limits in words, ways onward."""

import pyoxigraph as ox
import pytest
from pages_kit import Answering
from rdflib import RDF, RDFS, Graph, Namespace, URIRef

from server.sparql.functions import EXTENSION_FUNCTIONS, GEOF

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
HUB = "https://commons.example"


@pytest.fixture(scope="module")
def described(site: Answering) -> Graph:
    return Graph().parse(data=site.get("/sparql", Accept="text/turtle").text, format="turtle")


def test_counts_are_those_of_void(described: Graph, site: Answering) -> None:
    void = Graph().parse(data=site.get("/.well-known/void.ttl").text, format="turtle")
    union = described.value(URIRef(f"{HUB}/dataset"), SD.defaultGraph)
    for name in ("triples", "entities", "distinctSubjects", "classes", "properties"):
        assert described.value(union, VOID[name]) == void.value(URIRef(f"{HUB}/dataset"), VOID[name])


def test_graphs_named_are_there(described: Graph, site: Answering) -> None:
    names = set(described.objects(None, SD.name))
    assert len(names) == 3
    for name in names:
        answer = site.client.get("/sparql", query_string={"query": f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"})
        assert b"true" in answer.data


def test_it_leads_to_void_and_the_catalogue(described: Graph, site: Answering) -> None:
    for address in described.objects(URIRef(f"{HUB}/dataset"), RDFS.seeAlso):
        assert site.get(str(address).removeprefix(HUB)).status_code == 200


@pytest.mark.parametrize("function", EXTENSION_FUNCTIONS)
def test_engine_has_the_function(function: str) -> None:
    list(ox.Store().query(f"SELECT (<{function}>(1, 2, 3, 4) AS ?r) {{}}"))  # type: ignore[arg-type]


def test_engine_would_say_that_it_lacks_one() -> None:
    with pytest.raises(RuntimeError):
        list(ox.Store().query(f"SELECT (<{GEOF}buffer>(1, 2, 3, 4) AS ?r) {{}}"))  # type: ignore[arg-type]


def test_functions_and_limits_are_told(described: Graph) -> None:
    assert {str(each) for each in described.subjects(RDF.type, SD.Function)} == set(EXTENSION_FUNCTIONS)
    told = {comment.language: str(comment) for comment in described.objects(URIRef(f"{HUB}/sparql"), RDFS.comment)}
    assert "au bout de 10\u00a0s" in told["fr"]
    assert "at most 100,000 rows and 50\u00a0MiB" in told["en"]


def test_before_the_first_dump_nothing_is_counted(empty: Answering) -> None:
    graph = Graph().parse(data=empty.get("/sparql", Accept="text/turtle").text, format="turtle")
    assert not list(graph.objects(None, VOID.triples))
    assert len(list(graph.objects(None, SD.defaultGraph))) == 1
