"""Nothing a client sends makes the server call anybody: every spelling through the whole HTTP stack, and a listener."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sparql_kit import EX, Endpoint, generation, heard, listener, numbered
from test_scan import PASSED, REFUSED, URL, prepared

from server.store.guard import GuardPool
from server.store.limits import QueryLimits


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with GuardPool(QueryLimits(), workers=2) as pool:
        made = Endpoint(pool, generation(tmp_path_factory.mktemp("store"), numbered(5)))
        yield made
        made.close()


def test_no_spelling_reaches_a_listener(endpoint: Endpoint) -> None:
    with listener() as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        for query in [query for query, _ in REFUSED] + PASSED:
            text = prepared(query).replace(URL, f"{address}/").replace("http://127.0.0.1:1>", f"{address}>")
            for method, target, body, content_type in (
                ("GET", f"?query={quote(text)}", None, ""),
                ("POST", "", text.encode(), "application/sparql-query"),
                ("POST", "", f"query={quote(text)}".encode(), "application/x-www-form-urlencoded"),
            ):
                reply = endpoint.ask(method, f"/sparql{target}", body, Content_Type=content_type)
                assert reply.status in ((200,) if query in PASSED else (400, 403)), reply.text
        assert not heard(server)


def test_no_graph_is_ever_fetched(endpoint: Endpoint) -> None:
    with listener() as server:
        address = quote(f"http://127.0.0.1:{server.getsockname()[1]}/x.ttl", safe="")
        for iri in (address, quote(__file__, safe=""), quote(f"file://{__file__}", safe="")):
            for parameter in ("default-graph-uri", "named-graph-uri"):
                query = quote("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
                reply = endpoint.ask("GET", f"/sparql?query={query}&{parameter}={iri}", Accept="text/csv")
                assert (reply.status, len(reply.text.splitlines())) in ((200, 1), (400, 1))
        for clause in ("FROM", "FROM NAMED"):
            for iri in (f"http://127.0.0.1:{server.getsockname()[1]}/x.ttl", f"file://{__file__}", f"{EX}none"):
                query = f"SELECT * {clause} <{iri}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
                assert len(endpoint.query(query, "text/csv").text.splitlines()) == 1
        assert not heard(server)
