"""Which answers count as views and hits of a lab's things; wired into the application."""

from flask import Flask, Response, g, request

from server.pages.holder import holder
from server.pages.linked.thing import Thing
from server.pages.site import Site
from server.pages.telling.tally import SCANNED, Tally, is_person

#: A page about a file is for who mends it: reading it is no use of the lab's things.
_NOT_COUNTED = frozenset({"pages.source"})
_SPARQL = "sparql."


def install(app: Flask, site: Site) -> None:
    """Count what `app` answers from now on."""
    tally = Tally(site.engine, site.settings.usage_every, site.today)
    app.extensions["tally"] = tally

    def counted(response: Response) -> Response:
        if request.method in ("GET", "POST") and response.status_code in (200, 304):
            _count(site, tally, response)
        return response

    app.after_request(counted)


def _count(site: Site, tally: Tally, response: Response) -> None:
    endpoint = request.endpoint or ""
    thing: Thing | None = g.get("thing")
    if endpoint.startswith(_SPARQL):
        body = _plain_body(response)
        if body:
            tally.answer(body)
    elif thing is not None and thing.source is not None and request.method == "GET":
        if "data" in g:
            tally.hit(thing.iri, thing.source.id)
        elif endpoint not in _NOT_COUNTED and _is_read(site, thing.source.id):
            tally.view(thing.iri, thing.source.id)


def _is_read(site: Site, source: int) -> bool:
    """By a person who is not of the lab itself, and not fetched ahead in case somebody might."""
    who = holder(site)
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return not ahead and not (who and who.may_see(source)) and is_person(request.headers.get("User-Agent", ""))


def _plain_body(response: Response) -> bytes:
    """The beginning of an answer that is at hand and not coded."""
    if response.is_streamed or "Content-Encoding" in response.headers or response.mimetype == "text/html":
        return b""
    found = bytearray()
    for piece in response.response:
        found += piece if isinstance(piece, bytes) else piece.encode()
        if len(found) >= SCANNED:
            break
    return bytes(found[:SCANNED])
