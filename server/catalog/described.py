"""An RDF description over HTTP: in the format that Accept or the extension asks for, tagged, kept until it changes."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import Response, request
from pyoxigraph import RdfFormat, Triple, serialize

from server.catalog.errors import not_acceptable
from server.catalog.terms import NAMESPACES
from server.sparql.formats import GRAPHS, Format
from server.sparql.negotiate import choose, named
from server.store.limits import MIB
from server.web import coding
from server.web.recent import Recent

PAGE = Format("text/html", ("application/xhtml+xml",), ("html",), "")
#: A catalogue of 10,000 sources is some 40 MB in Turtle; what is larger is made for each request.
_KEPT, _LARGEST = 128 * MIB, 64 * MIB


@dataclass(frozen=True)
class Described:
    """Answers with descriptions; safe to use from many threads, and never makes two at once."""

    recent: Recent[bytes] = field(default_factory=lambda: Recent(_KEPT, len, _LARGEST))
    _making: threading.Lock = field(default_factory=threading.Lock)

    def respond(
        self,
        tag: str,
        triples: Callable[[], Iterable[Triple]],
        extension: str = "",
        page: Callable[[], str] | None = None,
    ) -> Response:
        """In: what the description depends on, what makes it, the extension asked for, what makes the page for people.

        Errors: Absent (406) when nothing that is asked for exists.
        """
        chosen = _choice(extension, page is not None)
        found = hashlib.sha256(f"{tag} {chosen.media_type} {request.full_path}".encode()).hexdigest()[:32]
        held = coding.held(found)
        if held:
            return _tagged(Response(status=304), held)
        if page is not None and chosen is PAGE:
            return _tagged(Response(page(), mimetype=PAGE.media_type), found)
        body = self._body(found, chosen, triples)
        return _tagged(Response(body, content_type=chosen.content_type(chosen.media_type)), found)

    def _body(self, tag: str, chosen: Format, triples: Callable[[], Iterable[Triple]]) -> bytes:
        with self._making:
            held = self.recent.get(tag)
            if held is None:
                held = _serialised(triples(), chosen)
                self.recent.set(tag, held)
            return held


def _choice(extension: str, has_page: bool) -> Format:
    offered = (*GRAPHS, PAGE) if has_page else GRAPHS
    if extension:
        found = named(GRAPHS, extension)
    else:
        choice = choose(offered, request.headers.get("Accept"))
        found = choice.format if choice else None
    if found is None:
        raise not_acceptable(each.media_type for each in offered)
    return found


def _serialised(triples: Iterable[Triple], chosen: Format) -> bytes:
    rdf_format = RdfFormat.from_media_type(chosen.media_type)
    assert rdf_format is not None
    return serialize(triples, format=rdf_format, prefixes=NAMESPACES) or b""


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response
