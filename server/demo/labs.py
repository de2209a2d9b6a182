"""Web servers of the sample labs: one a lab, on loopback, with ETag and 304 as a decent host has."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from server.demo.dates import moved


def sample_network() -> Path:
    """Folder of the sample network: packaged beside this file, or in the source tree."""
    packaged = Path(__file__).with_name("loire")
    return packaged if packaged.exists() else Path(__file__).parents[2] / "examples" / "loire"


def base_of(slug: str) -> str:
    """The base IRI under which a sample lab is registered, whatever port it is served from."""
    return f"https://{slug}.example/fablab.jsonld"


@contextmanager
def serving(network: Path, shift: timedelta) -> Iterator[Mapping[str, str]]:
    """Serve every lab of the network while inside; yields slug → address of its file."""
    with ExitStack() as stack:
        yield {
            file.stem: stack.enter_context(_one_lab(moved(file.read_bytes(), shift)))
            for file in sorted((network / "labs").glob("*.jsonld"))
        }


@contextmanager
def _one_lab(content: bytes) -> Iterator[str]:
    handler = type("LabHandler", (_LabHandler,), {"content": content})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fablab.jsonld"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _LabHandler(BaseHTTPRequestHandler):
    """Answers with one file."""

    content = b""

    def do_GET(self) -> None:
        etag = f'"{hashlib.sha256(self.content).hexdigest()[:16]}"'
        if self.path != "/fablab.jsonld":
            self.send_error(HTTPStatus.NOT_FOUND)
        elif self.headers.get("If-None-Match") == etag:
            self._head(HTTPStatus.NOT_MODIFIED, etag)
        else:
            self._head(HTTPStatus.OK, etag)
            self.wfile.write(self.content)

    def _head(self, status: HTTPStatus, etag: str) -> None:
        self.send_response(status)
        self.send_header("ETag", etag)
        if status is HTTPStatus.OK:
            self.send_header("Content-Type", "application/ld+json")
            self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Keep the terminal for the harvest."""
