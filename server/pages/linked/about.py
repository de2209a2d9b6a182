"""What every answer about a thing says in its headers: what it is about, its other formats, who may read it."""

from collections.abc import Collection

from flask import Response, g, request
from werkzeug.urls import iri_to_uri

from server.pages.linked.addresses import of_format
from server.pages.linked.formats import HTML
from server.pages.linked.thing import Thing
from server.sparql.formats import Format

_EXPOSED = "Content-Language, ETag, Link"


def alternates() -> list[tuple[Format, str]]:
    """The other formats of the thing of this page, with their addresses."""
    thing: Thing | None = g.get("thing")
    if thing is None or (thing.source is not None and thing.source.graph is None):
        return []
    return [(each, of_format(each)) for each in thing.formats if each is not HTML]


def finished(response: Response, endpoints: Collection[str]) -> Response:
    """Add what every answer about a thing says of itself: other formats, what it is about, who may read it."""
    if request.method == "OPTIONS" and request.endpoint in endpoints:
        return _preflight(response)
    if "negotiated" not in g:
        return response
    response.headers["Vary"] = "Accept, Accept-Language"
    data = response.mimetype != HTML.media_type or "data" in g  # a 304 has no type
    if data:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if response.status_code in (200, 304) and "thing" in g:
        response.headers["Link"] = ", ".join(_links(g.thing, data=data))
    return response


def _preflight(response: Response) -> Response:
    """What a program in a web page of any origin may send: https://fetch.spec.whatwg.org/#http-cors-protocol."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _links(thing: Thing, *, data: bool) -> list[str]:
    """https://www.rfc-editor.org/rfc/rfc8288; `about`: RFC 6903; `canonical`: RFC 6596; `via`: RFC 4287.

    A thing's own IRI is the canonical one of its data; not of a page, which search engines would then drop.
    """
    found = [f'<{iri_to_uri(thing.iri)}>; rel="about"']
    found += [f'<{iri_to_uri(thing.iri)}>; rel="canonical"'] if data else []
    if thing.source is not None:
        found.append(f'<{iri_to_uri(thing.source.base)}>; rel="via"')
    found += [f'<{path}>; rel="alternate"; type="{each.media_type}"' for each, path in alternates()]
    return found
