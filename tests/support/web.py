"""A web server on loopback whose answers a test scripts, and that remembers what it was asked."""

import contextlib
import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    port: int  # of the client: one for each connection

    @property
    def conditional(self) -> bool:
        """Whether it asked for news only."""
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


@dataclass(frozen=True)
class Exchange:
    """What a script works with: the request, the raw connection, and whether the server is being stopped."""

    asked: Asked
    connection: socket.socket
    stopping: threading.Event

    def send(self, content: bytes) -> None:
        """Bytes onto the wire, as they are."""
        self.connection.sendall(content)

    def hang_up(self) -> None:
        """Close the connection, in the middle of whatever was being said."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def drip(self, content: bytes, every: float = 0.02) -> None:
        """One byte at a time until the other side gives up: slow, but never silent."""
        for number in range(len(content)):
            if self.stopping.wait(every):
                return
            self.send(content[number : number + 1])


Script = Callable[[Exchange], None]


@dataclass(frozen=True)
class Page:
    """A document with its headers; answers 304 when asked conditionally, unless `etag` is empty."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None

    def __call__(self, exchange: Exchange) -> None:
        """Answer one request."""
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"' if self.etag is None else self.etag
        if self.status == 200 and tag and exchange.asked.headers.get("If-None-Match") == tag:
            exchange.send(_head(304, {"ETag": tag}))
            return
        headers = {"Content-Type": "application/ld+json", "Content-Length": str(len(self.body)), **self.headers}
        exchange.send(_head(self.status, headers | ({"ETag": tag} if tag and self.status == 200 else {})) + self.body)


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


class Web:
    """Serves scripts by path, over TLS if asked; a context that stops, whatever state its connections are in."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self._scripts: dict[str, Script] = {}
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        """The address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    def put(self, path: str, body: bytes | str | Script, **page: Any) -> str:
        """Serve these bytes, or this script, at a path; out: its address."""
        content = body.encode() if isinstance(body, str) else body
        self._scripts[path] = Page(content, **page) if isinstance(content, bytes) else content
        return self.url(path)

    def script(self, path: str) -> Script:
        """What answers at a path; 404 where nothing was put."""
        return self._scripts.get(path, Page(b"nothing here", 404))

    def asked_for(self, path: str) -> list[Asked]:
        """The requests for a path, oldest first."""
        return [asked for asked in self.asked if asked.path == path]

    def close(self) -> None:
        """Stop; scripts that wait for it go on at once."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the tests."""


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, dict(self.headers), self.client_address[1])
            web.asked.append(asked)
            web.script(self.path)(Exchange(asked, self.connection, web.stopping))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Tests are quiet."""

    return Handler
