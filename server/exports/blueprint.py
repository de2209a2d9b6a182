"""The exports on the web: their own addresses, and the lists by Accept. Wires, and does nothing else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Blueprint, Response, request

from server.exports.kept import Kept
from server.exports.kinds import KINDS
from server.exports.page import page
from server.exports.service import LISTS, Exports, opened
from server.pages.site import Site
from server.sparql.run import Pool


def exports_blueprint(pool: Pool, generation: Callable[[], Path | None], site: Site) -> Blueprint:
    """The exports and the page that lists them.

    In: the guard pool; what names the directory of the current generation (None: nothing published yet); the site.
    """
    conf = site.settings
    kept = Kept(conf.export_bytes, conf.export_builds, conf.query_waiting.total_seconds())
    service = Exports(pool, generation, site, kept)
    blueprint = Blueprint("exports", __name__)
    for kind in KINDS:
        blueprint.add_url_rule(kind.path, kind.name, partial(service.answer, kind))
    blueprint.add_url_rule("/exports/", "index", partial(page, service))
    blueprint.before_app_request(service.negotiate)
    blueprint.after_request(_allow)
    blueprint.after_app_request(_tell_of_exports)
    return blueprint


def _allow(response: Response) -> Response:
    """Scripts of other sites may read, and ask again with a tag."""
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return opened(response)


def _tell_of_exports(response: Response) -> Response:
    """The pages of the lists depend on Accept, and are as open as the tables at the same address."""
    if request.path in LISTS:
        response.vary.add("Accept")
        return _allow(response)
    return response
