"""`/sources/<slug>/again`: a press on the button asks for a visit now."""

from typing import cast

from flask import Response, redirect, request, url_for

from server.pages import sender
from server.pages.site import Site
from server.pages.telling.asking import ask
from server.pages.telling.feed import existing

_MOST = 1024


def again(site: Site, slug: str) -> Response:
    """Asked for by the button, a visit; looked at, the page of the source."""
    asked = request.method == "POST"
    if asked:
        sender.check(site.settings, _MOST)
        ask(site, existing(site, slug), "again")
    return cast(Response, redirect(url_for("pages.source", slug=slug, ok="asked" if asked else None), 303))
