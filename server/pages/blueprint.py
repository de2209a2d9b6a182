"""The pages as a Flask blueprint: addresses, filters, headers, errors. Wires, and does nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError

from server.pages import editor, errors, guide_index, headers, home, labs, language, links, machines, sheet, sources
from server.pages.ask import Unanswered
from server.pages.filters import filters
from server.pages.linked import about, resource, respond, words
from server.pages.linked.kinds import KINDS, NODES, Kind
from server.pages.maintenance import lab as upkeep_lab
from server.pages.maintenance import model as upkeep_model
from server.pages.maintenance import network as upkeep_network
from server.pages.site import Site

ROUTES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/", "home", home.page),
    ("/labs", "labs", labs.index),
    ("/machines", "machines", machines.index),
    ("/sources", "sources", sources.index),
    ("/labs/<slug>/maintenance", "upkeep", upkeep_lab.page),
    ("/labs/<slug>/maintenance.ics", "upkeep_feed", upkeep_lab.feed),
    ("/labs/<slug>/labels", "sheet", sheet.page),
    ("/guides", "guides", guide_index.page),
    ("/models/<maker>/<model>/maintenance", "upkeep_model", upkeep_model.page),
    ("/maintenance", "upkeep_network", upkeep_network.page),
    ("/sparql/completions.json", "completions", editor.offered),
)


_NEGOTIATED = frozenset(f"pages.{kind.endpoint}" for kind in KINDS)


def pages_blueprint(site: Site) -> Blueprint:
    """The site's pages. In: what every page depends on."""
    blueprint = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
    )
    for path, endpoint, view in ROUTES:
        blueprint.add_url_rule(path, endpoint, partial(view, site))
    for kind in KINDS:
        _negotiated(blueprint, site, kind)
    _resources(blueprint, site)
    for name, function in filters(site).items():
        blueprint.add_app_template_filter(function, name)
    _wire(blueprint, site)
    return blueprint


def _negotiated(blueprint: Blueprint, site: Site, kind: Kind) -> None:
    """A kind of thing, at its address with and without an extension."""
    view = partial(respond.answer, site, kind.find, kind.show)
    blueprint.add_url_rule(kind.path, kind.endpoint, view, strict_slashes="<path:" in kind.path)
    if "<" not in kind.path:
        blueprint.add_url_rule(f"{kind.path}.<extension>", kind.endpoint, view)


def _resources(blueprint: Blueprint, site: Site) -> None:
    """Where any IRI leads to its page: asked for by name, or because it is an address of this hub."""
    blueprint.add_url_rule("/resource", "resource", partial(resource.resource, site))
    for first in NODES:
        blueprint.add_url_rule(f"/{first}/<path:rest>", f"node_{first}", partial(resource.node, site, first))


def _wire(blueprint: Blueprint, site: Site) -> None:
    blueprint.record_once(lambda state: language.install(cast(Flask, state.app)))
    blueprint.app_context_processor(lambda: _context(site))
    blueprint.before_request(lambda: _before(site))
    blueprint.after_request(_after)
    blueprint.after_app_request(headers.secure)
    blueprint.url_defaults(_keep_language)
    blueprint.app_errorhandler(HTTPException)(errors.absent)
    blueprint.app_errorhandler(InternalServerError)(errors.unexpected)
    blueprint.app_errorhandler(Unanswered)(errors.unanswered)


def _before(site: Site) -> Response | None:
    if request.endpoint == "pages.static" or request.endpoint in _NEGOTIATED:
        return None
    g.page_tag = headers.tag(site)
    return headers.unchanged(g.page_tag)


def _after(response: Response) -> Response:
    """Tag pages; errors are never kept, and files have their own dates."""
    if response.status_code == 200 and "page_tag" in g:
        headers.tagged(response, g.page_tag)
    if request.endpoint == "pages.static" and request.args.get("v") == headers.release():
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return about.finished(response, _NEGOTIATED)


def _context(site: Site) -> dict[str, Any]:
    """What every template may use."""
    return {
        "lang": language.chosen(),
        "release": headers.release(),
        "here": request.path,
        "query": {name: value for name, value in request.args.items() if name != "lang"},
        "now": site.clock(),
        "settings": site.settings,
        "editor_page": editor.address,
        "lab_page": links.lab_page,
        "machine_page": links.machine_page,
        "fragment": links.fragment,
        **words.context(site),
    }


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Who chose a language by hand keeps it from page to page."""
    if endpoint != "pages.static" and request.args.get("lang") in language.LANGUAGES:
        values.setdefault("lang", request.args["lang"])
