"""The pages as a Flask blueprint: addresses, filters, headers, errors. Wires, and does nothing else."""

from functools import partial
from typing import Any, cast

from flask import Blueprint, Flask, Response, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from server.pages import editor, errors, headers, language, links, navigation
from server.pages.ask import Unanswered
from server.pages.holder import holder
from server.pages.linked import about, resource, respond, words
from server.pages.linked.kinds import KINDS, NODES, Kind
from server.pages.routes import FORMS, ROUTES, SENT
from server.pages.site import Site
from server.pages.template_filters import template_filters

_NEGOTIATED = frozenset(f"pages.{kind.endpoint}" for kind in KINDS)


def pages_blueprint(site: Site) -> Blueprint:
    """The site's pages. In: what every page depends on."""
    blueprint = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
    )
    for path, endpoint, view in ROUTES:
        blueprint.add_url_rule(path, endpoint, partial(view, site))
    for path, endpoint, view in FORMS:
        blueprint.add_url_rule(path, endpoint, partial(view, site), methods=("GET", "POST"))
    for path, endpoint, view in SENT:
        blueprint.add_url_rule(path, endpoint, partial(view, site), methods=("POST",))
    for kind in KINDS:
        _negotiated(blueprint, site, kind)
    _resources(blueprint, site)
    for name, function in template_filters(site).items():
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
    blueprint.app_errorhandler(HTTPException)(partial(errors.absent, site))
    blueprint.app_errorhandler(InternalServerError)(errors.unexpected)
    blueprint.app_errorhandler(OperationalError)(partial(errors.busy, site))
    blueprint.app_errorhandler(Unanswered)(errors.unanswered)


def _before(site: Site) -> Response | None:
    if request.endpoint == "pages.static" or request.endpoint in _NEGOTIATED:
        return None
    if request.method not in ("GET", "HEAD") or holder(site):
        return None
    g.page_tag = headers.tag(site)
    return headers.unchanged(g.page_tag)


def _after(response: Response) -> Response:
    """Tag pages; errors are never kept, nor what a holder of a key sees; files have their own dates."""
    if g.get("holder") is not None:
        response.headers["Cache-Control"] = "private, no-store"
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
        "holder": holder(site),
        "settings": site.settings,
        "editor_page": editor.address,
        "lab_page": links.lab_page,
        "machine_page": links.machine_page,
        "fragment": links.fragment,
        "navigation": navigation,
        "accessibility_state": site.settings.accessibility_state,
        **words.context(site),
    }


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Who chose a language by hand keeps it from page to page."""
    if endpoint != "pages.static" and request.args.get("lang") in language.LANGUAGES:
        values.setdefault("lang", request.args["lang"])
