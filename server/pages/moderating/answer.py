"""The answers of the moderators' pages: kept by nobody, found by no search engine."""

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for

from server.pages import language
from server.pages.moderating import said
from server.pages.moderating.perform import Outcome

_NOTHING = Outcome()


def page(name: str, outcome: Outcome = _NOTHING, **values: object) -> Response:
    """The page of that name. In: what became of an act that was sent to it, what its template shows."""
    body = render_template(f"pages/{name}.html", outcome=outcome, said=said, **values)
    return make_response(body, 409 if outcome.error else 200, headers())


def back(endpoint: str, outcome: Outcome, **values: Any) -> Response:
    """To a page, once an act is done there."""
    return make_response(redirect(url_for(f"pages.{endpoint}", done=outcome.done, **values), 303))


def headers() -> dict[str, str]:
    """What every such answer says to browsers and search engines."""
    return {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Content-Language": language.chosen()}
