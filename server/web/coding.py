"""Content codings: answers travel as br or gzip where the client takes them, each with a tag of its own.

https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3.3: one tag may not name two codings.
"""

from flask import Flask, Response, g, request
from flask_compress import Compress

from server.store.limits import MIB
from server.web.recent import Recent

CODINGS = ("br", "gzip")
#: Media types that compress well; pictures and dumps are compressed already.
MEDIA_TYPES = (
    "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/tab-separated-values", "text/turtle",
    "text/calendar", "image/svg+xml", "application/json", "application/geo+json", "application/ld+json",
    "application/problem+json", "application/sparql-results+json", "application/sparql-results+xml",
    "application/xml", "text/xml", "application/rdf+xml", "application/n-triples", "application/n-quads",
    "application/trig", "application/atom+xml", "application/xhtml+xml",
)  # fmt: skip
_SMALL = 2 * MIB


def install(app: Flask, kept: int) -> None:
    """Compress what `app` answers; keep up to `kept` bytes of compressed answers that have a tag."""
    app.config.update(
        COMPRESS_ALGORITHM=list(CODINGS),
        COMPRESS_ALGORITHM_STREAMING=list(CODINGS),
        COMPRESS_MIMETYPES=list(MEDIA_TYPES),
        COMPRESS_CACHE_BACKEND=lambda: _Coded(kept),
        COMPRESS_CACHE_KEY=lambda _request: g.coding_key,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app)
    app.after_request(lambda response: _coded(compress, response))


def held(tag: str) -> str | None:
    """The tag by which the client says that it holds what `tag` names, in whatever coding; None if it does not."""
    names = (tag, *(f"{tag}:{coding}" for coding in CODINGS))
    return next((name for name in names if request.if_none_match.contains_weak(name)), None)


def _coded(compress: Compress, response: Response) -> Response:
    if response.status_code == 206:  # a part of what has no coding
        return response
    tag, weak = response.get_etag()
    g.coding_key = tag or ""
    wished = request.accept_encodings.best_match((*CODINGS, "identity"))
    request.environ["HTTP_ACCEPT_ENCODING"] = wished or ""  # Flask-Compress reads `gzip;q=0` as a wish for gzip
    response = compress.after_request(_readable(response, wished))
    if tag and weak and "Content-Encoding" in response.headers:
        response.set_etag(f"{tag}:{response.headers['Content-Encoding']}", weak=True)
    return response


def _readable(response: Response, wished: str | None) -> Response:
    """A small file is read whole, so that its coded form is kept; a large one is coded on its way. Both are closed."""
    if response.direct_passthrough and wished in CODINGS and response.mimetype in MEDIA_TYPES:
        file, response.direct_passthrough = response.response, False
        if close := getattr(file, "close", None):
            response.call_on_close(close)
        if response.content_length and response.content_length <= _SMALL:
            response.get_data()
        else:
            response.response = (piece for piece in file)  # type: ignore[assignment]  # bytes, as file is
    return response


class _Coded:
    """Compressed bodies by coding and tag; what has no tag is not kept."""

    def __init__(self, size: int) -> None:
        self._bodies = Recent[bytes](size, len, size // 8)

    def get(self, key: str) -> bytes | None:
        return self._bodies.get(key)

    def set(self, key: str, body: bytes) -> None:
        if not key.endswith(";"):
            self._bodies.set(key, body)
