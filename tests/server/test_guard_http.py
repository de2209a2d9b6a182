"""The guard as clients meet it: what never ends, is too large or eats memory, and two hundred clients at once."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from server.store.guard import GuardPool
from server.store.limits import MIB, QueryLimits
from tests.server.sparql_kit import CROSS_JOIN, Endpoint, generation, numbered

LIMITS = QueryLimits(seconds=6, rows=10_000, quick=2, long=1, memory=256 * MIB, waiting=60)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TEN_MILLION_ROWS = "SELECT ?a { ?a ?b ?c . ?d ?e ?f }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?f) ?c"
THINGS = 4000

#: Query, status, code, words of the limit in French and in English.
HOSTILE = [
    (CROSS_JOIN, 503, "query-timeout", "6\u00a0s", "6\u00a0s"),
    (TEN_MILLION_ROWS, 413, "answer-too-large", "10\u202f000 lignes", "10,000 rows"),
    (SORT, 503, "query-out-of-memory", "256\u00a0Mio", "256\u00a0MiB"),
]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    things = generation(tmp_path_factory.mktemp("things"), numbered(THINGS))
    with GuardPool(LIMITS, workers=2) as pool:
        made = Endpoint(pool, things, {"web_threads": 64})
        yield made
        made.close()


def count(endpoint: Endpoint, salt: int = 0) -> int:
    """Asked anew each time: `salt` makes another query of it."""
    reply = endpoint.query(f"{COUNT} # {salt}")
    assert reply.status == 200, reply.text
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize(("query", "status", "code", "french", "english"), HOSTILE)
def test_the_limit_is_said_and_others_go_on(
    endpoint: Endpoint, query: str, status: int, code: str, french: str, english: str
) -> None:
    with ThreadPoolExecutor(1) as other:
        hostile = other.submit(endpoint.query, query, Accept_Language="fr")
        assert {count(endpoint, n) for n in range(20)} == {THINGS}
        reply = hostile.result()
    assert reply.status == status, reply.text
    assert reply.media_type == "application/problem+json"
    told = json.loads(reply.body)
    assert (told["status"], told["code"]) == (status, code)
    assert french in told["detail"]
    assert english in json.loads(endpoint.query(query, Accept_Language="en").body)["detail"]
    assert count(endpoint, 21) == THINGS


def test_two_hundred_clients_at_once(endpoint: Endpoint) -> None:
    """One in twenty is hostile; the others get their answer, and the pool is whole afterwards."""
    hostile = (CROSS_JOIN, TEN_MILLION_ROWS, SORT)
    queries = [hostile[n // 20 % 3] if n % 20 == 0 else f"{COUNT} # at once {n}" for n in range(200)]
    with ThreadPoolExecutor(200) as clients:
        replies = list(clients.map(endpoint.query, queries))
    honest = [reply.status for query, reply in zip(queries, replies, strict=True) if query not in hostile]
    refused = {reply.status for query, reply in zip(queries, replies, strict=True) if query in hostile}
    assert honest == [200] * 190
    assert refused == {413, 503}
    assert count(endpoint, 22) == THINGS


def test_no_worker_is_lost(endpoint: Endpoint, tmp_path: Path) -> None:
    with GuardPool(LIMITS, workers=2) as pool:
        site = Endpoint(pool, generation(tmp_path, numbered(THINGS)))
        for query, status, *_ in HOSTILE:
            assert site.query(query).status == status
        assert {count(site, n) for n in range(30, 40)} == {THINGS}
        assert len({servant.pid for servant in pool._all}) == pool.workers
        site.close()


def test_a_query_ends_when_its_client_leaves(tmp_path: Path) -> None:
    """Its place is free long before its time is over."""
    limits = QueryLimits(seconds=300, quick=0.2, long=1)
    with GuardPool(limits, workers=1) as pool:
        site = Endpoint(pool, generation(tmp_path, numbered(THINGS)))
        with socket.create_connection((site.host, site.port)) as client:
            client.sendall(f"GET /sparql?query={quote(CROSS_JOIN)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert count(site) == THINGS  # when the other query has moved
        assert pool._public.long_places.acquire(timeout=60)
        pool._public.long_places.release()
        site.close()
