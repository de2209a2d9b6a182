"""Behind a proxy and alone: whose X-Forwarded-* headers count, under which address the hub is, how much it takes."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from rdflib import RDF, Graph, Namespace
from support.clock import Clock

from server.settings import Settings
from server.sparql.blueprint import Public
from server.store.guard import GuardPool
from server.web.listen import Web
from server.web.rate import RateLimit
from tests.server.sparql_kit import Endpoint, generation, numbered

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORWARDED = {
    "X_Forwarded_For": "192.0.2.7",
    "X_Forwarded_Host": "commons.example",
    "X_Forwarded_Proto": "https",
}


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generation(tmp_path_factory.mktemp("things"), numbered(10))


@contextmanager
def serving(things: Path, settings: Mapping[str, Any], **options: Any) -> Iterator[Endpoint]:
    with GuardPool(workers=1) as pool, closing(Endpoint(pool, things, settings, **options)) as endpoint:
        yield endpoint


def described(endpoint: Endpoint, target: str = "/sparql", **headers: str) -> str:
    graph = Graph().parse(data=endpoint.ask("GET", target, None, **headers).text, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    return str(service)


@pytest.mark.parametrize(("proxy", "believed"), [("127.0.0.1", True), ("*", True), ("", False), ("192.0.2.1", False)])
def test_only_a_trusted_proxy_is_believed(things: Path, proxy: str, believed: bool) -> None:
    with serving(things, {"trusted_proxy": proxy}) as endpoint:
        expected = "https://commons.example/sparql" if believed else endpoint.address
        assert described(endpoint, **FORWARDED) == expected


def test_the_public_address_wins(things: Path) -> None:
    public = "https://hub.example/commons/sparql"
    with serving(things, {"trusted_proxy": "127.0.0.1"}, public=Public(public)) as endpoint:
        assert described(endpoint, **FORWARDED) == public


@pytest.mark.parametrize("target", ["/sparql", "/commons/sparql"])
def test_the_hub_may_live_under_a_path(things: Path, target: str) -> None:
    """Whether the proxy takes the path away or not."""
    with serving(things, {"public_base_url": "https://hub.example/commons"}) as endpoint:
        assert described(endpoint, target) == f"http://127.0.0.1:{endpoint.port}/commons/sparql"


def test_clients_behind_the_proxy_are_told_apart(things: Path, tmp_path: Path, clock: Clock) -> None:
    with closing(RateLimit(tmp_path / "rate.sqlite", 60, 2, clock)) as rate:
        with serving(things, {"trusted_proxy": "127.0.0.1"}, rate=rate) as endpoint:

            def status(client: str) -> int:
                return endpoint.query("ASK {}", X_Forwarded_For=client).status

            assert [status("192.0.2.7") for _ in range(3)] == [200, 200, 429]
            assert status("192.0.2.8") == 200
        with serving(things, {}, rate=rate) as endpoint:
            replies = [endpoint.query("ASK {}", X_Forwarded_For=f"192.0.2.{n}") for n in range(3)]
            assert [reply.status for reply in replies] == [200, 200, 429]  # a made-up header makes nobody new


def test_bodies_and_heads_are_limited(things: Path) -> None:
    with serving(things, {"request_bytes": 2000, "request_head_bytes": 4000}) as endpoint:
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        assert endpoint.ask("POST", "/sparql", b"query=ASK{}&x=" + b"x" * 1000, **form).status == 200
        assert endpoint.ask("POST", "/sparql", b"query=ASK{}&x=" + b"x" * 3000, **form).status == 413
        assert endpoint.ask("GET", "/sparql?query=ASK%7B%7D&x=" + "x" * 5000).status == 431


def test_one_more_connection_waits_until_an_idle_one_ends(things: Path) -> None:
    """Over the limit of connections nobody is refused."""
    with serving(things, {"web_connections": 4, "web_idle": "1s"}) as endpoint, ExitStack() as stack:
        idle = [
            stack.enter_context(socket.create_connection(("127.0.0.1", endpoint.port), timeout=20)) for _ in range(4)
        ]
        assert endpoint.query("ASK {}").status == 200
        assert idle[0].recv(1) == b""  # the server has ended it


def test_stopping_waits_until_its_call_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(Flask("empty"), Settings.read(port=0, web_threads=1))
    running = threading.Thread(target=web.run, daemon=True)
    trigger = web._server.trigger
    pull = trigger._physical_pull

    def awake_already() -> None:
        pull()
        running.join(0.2)  # time for the loop to read the call, as when a worker has just woken it
        pull()

    monkeypatch.setattr(trigger, "_physical_pull", awake_already)
    running.start()
    web.stop()
    running.join(5)
    assert not running.is_alive()
