"""Small real stores, a pool and an endpoint on loopback, for the tests of the SPARQL side."""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from pyoxigraph import Literal, NamedNode, Quad, Store

from server.settings import Settings
from server.sparql.blueprint import sparql_blueprint
from server.sparql.run import Pool
from server.store.limits import MIB, QueryLimits
from server.store.reader import LOCK, STORE
from server.web import coding
from server.web.listen import Web

EX = "http://ex.example/"
CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def generation(folder: Path, quads: list[Quad], name: str = "000001") -> Path:
    """A generation as the publisher would leave it."""
    path = folder / name
    path.mkdir(parents=True)
    store = Store(str(path / STORE))
    store.extend(quads)
    store.flush()
    (path / LOCK).touch()
    return path


def numbered(count: int, graphs: int = 3) -> list[Quad]:
    """`count` labelled things, spread over some named graphs."""
    label = NamedNode(f"{EX}label")
    return [
        Quad(NamedNode(f"{EX}thing/{n}"), label, Literal(f"thing {n}"), NamedNode(f"{EX}graph/{n % graphs}"))
        for n in range(count)
    ]


#: Limits small enough for a test to meet each of them at once: time in the one, everything else in the other.
HASTY = QueryLimits(seconds=0.3, waiting=30)
TIGHT = QueryLimits(seconds=30, rows=1000, bytes=200_000, memory=64 * MIB, query_bytes=4096, waiting=60)


@dataclass
class Reply:
    """An HTTP response, with everything of it."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode("utf-8")

    @property
    def media_type(self) -> str:
        """Content-Type without its parameters."""
        return str(self.headers["Content-Type"]).split(";")[0]


class Endpoint:
    """An HTTP server on loopback with the blueprint at /sparql; `settings` are those of the web server."""

    def __init__(self, pool: Pool, current: Path, settings: Mapping[str, Any] | None = None, **options: Any) -> None:
        self.current: Path | None = current
        app = Flask("endpoint")
        coding.install(app, MIB)
        app.register_blueprint(sparql_blueprint(pool, lambda: self.current, **options))
        self._web = Web(app, Settings.read(**{"port": 0, "web_threads": 8, **(settings or {})}))
        self.host, self.port = "127.0.0.1", self._web.port
        self._thread = threading.Thread(target=self._web.run, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Address of the endpoint."""
        return f"http://{self.host}:{self.port}/sparql"

    def ask(self, method: str = "GET", target: str = "/sparql", body: bytes | None = None, **headers: str) -> Reply:
        """One request; headers with underscores for hyphens."""
        connection = HTTPConnection(self.host, self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, body, sent)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str = "", extra: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """GET with this query."""
        if accept:
            headers["Accept"] = accept
        return self.ask("GET", f"/sparql?{urlencode({'query': text, **(extra or {})})}", None, **headers)

    def ask_form(self, fields: Sequence[tuple[str, str]], accept: str = "") -> Reply:
        """POST of a form."""
        headers = {"Content_Type": "application/x-www-form-urlencoded", **({"Accept": accept} if accept else {})}
        return self.ask("POST", "/sparql", urlencode(fields).encode(), **headers)

    def close(self) -> None:
        """Stop the server."""
        self._web.stop()
        self._thread.join(5)


@contextmanager
def listener() -> Iterator[socket.socket]:
    """A socket on loopback that nobody should ever call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def heard(server: socket.socket) -> bool:
    """Whether somebody called."""
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
