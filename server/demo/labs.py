"""Web servers of the sample labs: one a lab, on loopback, with ETag and 304 as a decent host has."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType

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
    """Serve every lab of the network, and what its file links to, while inside; yields slug → address of its file."""
    feeds = _feeds(network / "feeds")
    with ExitStack() as stack:
        yield {
            file.stem: stack.enter_context(_one_lab(moved(file.read_bytes(), shift), feeds))
            for file in sorted((network / "labs").glob("*.jsonld"))
        }


def _feeds(folder: Path) -> Mapping[str, bytes]:
    """What the labs' files link to, which lies under its host's name: path with the host → the bytes."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@contextmanager
def _one_lab(content: bytes, feeds: Mapping[str, bytes]) -> Iterator[str]:
    pages: dict[str, bytes] = {}
    handler = type("LabHandler", (_LabHandler,), {"pages": pages})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    for path, served in feeds.items():
        pages[f"/{path}"] = served
        here = f"http://127.0.0.1:{server.server_port}/{path}"
        content = content.replace(f'"https://{path}"'.encode(), f'"{here}"'.encode())
    pages["/fablab.jsonld"] = content
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fablab.jsonld"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_TYPES: Mapping[str, str] = {"jsonld": "application/ld+json", "ics": "text/calendar; charset=utf-8"}


class _LabHandler(BaseHTTPRequestHandler):
    """Answers with a lab's files."""

    pages: Mapping[str, bytes] = MappingProxyType({})

    def do_GET(self) -> None:
        content = self.pages.get(self.path)
        etag = f'"{hashlib.sha256(content or b"").hexdigest()[:16]}"'
        if content is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif self.headers.get("If-None-Match") == etag:
            self._head(HTTPStatus.NOT_MODIFIED, etag, content)
        else:
            self._head(HTTPStatus.OK, etag, content)
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, etag: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", etag)
        if status is HTTPStatus.OK:
            self.send_header("Content-Type", _TYPES.get(self.path.rpartition(".")[2], "application/json"))
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Keep the terminal for the harvest."""
