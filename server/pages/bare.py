"""The little that a page needs where there is no hub, only a dataset: words, styles, headers."""

from typing import cast

from flask import Blueprint, Flask, request

from server.pages import headers, language


def bare_blueprint() -> Blueprint:
    """Stands in for the pages of a hub: same names, one layout."""
    blueprint = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
    )
    blueprint.record_once(lambda state: language.install(cast(Flask, state.app)))
    blueprint.app_context_processor(
        lambda: {"lang": language.chosen(), "release": headers.release(), "here": request.path, "query": {}}
    )
    blueprint.after_app_request(headers.secure)
    return blueprint
