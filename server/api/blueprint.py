"""The API as a Flask blueprint: addresses, methods, who may ask from where. Wires, and does nothing else."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request

from server.api import checks, live, ping, proposals, register, sources
from server.pages.site import Site

#: Address under `/api/v1`, name, methods, view. Views take `site` and what the address holds.
ROUTES: tuple[tuple[str, str, tuple[str, ...], Callable[..., Response]], ...] = (
    ("/ping", "ping", ("POST",), ping.ping),
    ("/sources", "sources", ("GET",), sources.sources),
    ("/sources/<slug>", "source", ("GET",), sources.source),
    ("/check", "check", ("GET", "POST"), checks.check),
    ("/register", "register", ("POST",), register.register),
    ("/live", "live", ("GET",), live.live),
    ("/proposals", "proposals", ("GET",), proposals.awaiting),
)


def api_blueprint(site: Site) -> Blueprint:
    """In: what every view depends on."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    for path, name, methods, view in ROUTES:
        blueprint.add_url_rule(path, name, partial(view, site), methods=methods)
    blueprint.after_request(_open_to_every_origin)
    return blueprint


def _open_to_every_origin(response: Response) -> Response:
    """No view reads the cookie: what a page of another site may ask, anybody may."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type"
    return response
