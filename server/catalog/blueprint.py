"""The dumps, VoID and the catalogue as a Flask blueprint. Wires, and does nothing else."""

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as Redirect

from harvester.clock import Clock, utc_now
from server.catalog.dumps import Dumps
from server.catalog.views import Catalogue
from server.settings import Settings

_EXPOSED = "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified, Retry-After"
_ALLOWED = "Accept, Accept-Language, If-Match, If-Modified-Since, If-None-Match, If-Range, Range"


def catalog_blueprint(settings: Settings, engine: Engine, clock: Clock = utc_now) -> Blueprint:
    """In: the settings, the hub's memory (only read), the clock."""
    blueprint = Blueprint("catalog", __name__)
    dumps, catalogue = Dumps(settings.data), Catalogue(settings, engine, clock)
    routes = (
        ("/dump/", "dumps", dumps.index),
        ("/dump/manifest.json", "manifest", dumps.manifest),
        ("/dump/<name>", "dump", dumps.file),
        ("/dump/sources/<slug>.nq.gz", "source_dump", dumps.source),
        ("/catalog", "catalog", catalogue.whole),
        ("/catalog.<extension>", "catalog_as", catalogue.whole),
        ("/catalog/<slug>", "dataset", catalogue.dataset),
        ("/catalog/<slug>.<extension>", "dataset_as", catalogue.dataset),
        ("/.well-known/void", "void", catalogue.void),
        ("/.well-known/void.<extension>", "void_as", catalogue.void),
        ("/dataset", "whole_dataset", _see_catalogue),
    )
    for path, name, view in routes:
        blueprint.add_url_rule(path, name, view)
    blueprint.after_request(_open_to_every_origin)
    return blueprint


def _see_catalogue() -> Redirect:
    """The dataset is no document; the catalogue tells of it. https://www.w3.org/TR/cooluris/#r303gendocument"""
    return redirect(url_for("catalog.catalog"), 303)


def _open_to_every_origin(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = _ALLOWED
    return response
