"""Linked-data clients over real HTTP: rdflib goes from an IRI to data; JSON-LD is read by the hub's own context."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
import rdflib
from linked_kit import canonical
from pages_kit import Answering
from pyld import jsonld
from waitress.server import create_server

GIER = "https://gier.example/fablab.jsonld"


@pytest.fixture(scope="module")
def hub(site: Answering) -> Iterator[str]:
    """The site on loopback."""
    server: Any = create_server(site.app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(server.close)
    thread.join(5)


def fetched(address: str, accept: str) -> bytes:
    with urlopen(Request(address, headers={"Accept": accept})) as answer:
        return bytes(answer.read())


def test_rdflib_follows_an_iri_to_its_data(hub: str) -> None:
    graph = rdflib.Graph().parse(f"{hub}/resource?iri={quote(f'{GIER}#laser-1', safe='')}")
    name = graph.value(rdflib.URIRef(f"{GIER}#laser-1"), rdflib.URIRef("http://schema.org/name"))
    assert str(name) == "La grande laser"


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf"])
def test_rdflib_reads_each_extension(hub: str, name: str) -> None:
    assert len(rdflib.Graph().parse(f"{hub}/models/furan-laser/fl-6040.{name}")) > 20


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of what it calls itself
def test_rdflib_reads_who_said_what(hub: str) -> None:
    data = rdflib.Dataset()
    data.parse(f"{hub}/machines/gier/laser-1.trig", format="trig")
    assert rdflib.URIRef(GIER) in {graph.identifier for graph in data.graphs()}


def test_json_ld_is_read_by_the_context_that_the_hub_serves(hub: str) -> None:
    def load(_url: str, _options: object) -> dict[str, object]:
        document = json.loads(fetched(f"{hub}/context/v1", "application/ld+json, application/json"))
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": _url, "document": document}

    told = json.loads(fetched(f"{hub}/labs/gier", "application/ld+json"))
    expanded = jsonld.expand(told, {"documentLoader": load})
    read = [quad.triple for quad in ox.parse(json.dumps(expanded), ox.RdfFormat.JSON_LD)]
    turtle = [quad.triple for quad in ox.parse(fetched(f"{hub}/labs/gier", "text/turtle"), ox.RdfFormat.TURTLE)]
    assert canonical(read) == canonical(turtle)
