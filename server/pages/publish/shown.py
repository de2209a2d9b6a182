"""The answers of the form: its page, or the finished file to keep."""

from flask import Response, g, make_response, render_template, request

from server.pages import maps
from server.pages.language import chosen as lang
from server.pages.publish import drawn
from server.pages.publish.draft import Draft
from server.pages.publish.told import Told
from server.pages.site import Site

#: What a download is called, and what it is served as.
DOWNLOADS = {"fablab.jsonld": "application/ld+json", "fablab.json": "application/json"}


def shown(site: Site, draft: Draft, told: Told) -> Response:
    """The page of a draft, with what is to be said."""
    g.pop("page_tag", None) if request.method == "POST" else None
    template = "pages/published.html" if draft.view == "done" else "pages/publish.html"
    seen = drawn.drawn(site, draft, told.findings)
    words = {"seen": seen, "draft": draft, "told": told, "map": drawn.map_of(site, seen)}
    response = make_response(render_template(template, **words), told.status)
    response.headers["Content-Security-Policy"] = maps.policy(site)
    if request.method == "POST":
        # kept in the browser of who typed it, so that «back» shows it again; asked anew whenever it is sent again
        response.headers.update({"Cache-Control": "private, no-cache", "Content-Language": lang()})
    return response


def download(draft: Draft, name: str) -> Response:
    """The file under one of the names of `DOWNLOADS`."""
    response = Response(draft.text, mimetype=DOWNLOADS[name])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
