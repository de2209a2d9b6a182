"""The web application: wires the parts together, and does nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, request
from sqlalchemy import Engine

from harvester.check import Checker
from harvester.clock import Clock, utc_now
from server.api.blueprint import api_blueprint
from server.catalog import service
from server.catalog.blueprint import catalog_blueprint
from server.exports.blueprint import exports_blueprint
from server.health import health_blueprint
from server.pages import editor, pages_blueprint
from server.pages.ask import Ask
from server.pages.bare import bare_blueprint
from server.pages.site import Site
from server.pages.telling import counting
from server.places import Places
from server.search.find import Finder
from server.settings import Settings
from server.sparql.blueprint import Public, sparql_blueprint
from server.store import generations
from server.store.guard import GuardPool
from server.web import access, coding
from server.web.freshness import Freshness
from server.web.rate import RateLimit


class Application(Flask):
    """A Flask application whose log names no secret address: an edit link that met a fault of ours is still one."""

    def log_exception(self, exc_info: Any) -> None:
        """As Flask does it, but for the end of what only its reader may know."""
        self.logger.error("Exception on %s [%s]", access.path(request.environ), request.method, exc_info=exc_info)


def create_app(settings: Settings, pool: GuardPool, engine: Engine, clock: Clock = utc_now) -> Flask:
    """The hub's web site and endpoint over a data folder.

    In: the settings, the guard pool (closed by the caller), the hub's memory, the clock.
    """

    def current() -> Path | None:
        return generations.current(settings.data)

    app = Application("server")
    coding.install(app, settings.answer_cache_bytes)
    app.register_blueprint(
        sparql_blueprint(
            pool,
            current,
            public=Public(f"{settings.public_base_url}/sparql", lambda: service.dataset(settings)),
            page=lambda: editor.page(pool.limits),
            cache_control=Freshness(engine, settings, clock),
            kept=settings.answer_cache_bytes,
            rate=_rate(settings.data, settings, clock),
        )
    )
    places = Places(settings.data)
    finder = Finder(current, settings.zone, places)
    checker = Checker(settings, engine, clock)
    app.extensions["checker"] = checker
    site = Site(Ask(pool.pages, current), settings, engine, clock, places, finder, checker)
    app.register_blueprint(pages_blueprint(site))
    app.register_blueprint(api_blueprint(site))
    app.register_blueprint(exports_blueprint(pool.pages, current, site))
    app.register_blueprint(catalog_blueprint(settings, engine, clock))
    app.register_blueprint(health_blueprint(pool.pages, current))
    counting.install(app, site)
    return app


def create_endpoint(
    generation: Callable[[], Path | None], pool: GuardPool, settings: Settings, folder: Path, clock: Clock = utc_now
) -> Flask:
    """The endpoint alone, over any dataset: what `serve --dataset` shows; `folder` is for files of its own.

    Who tries a dump or a test suite asks fast: the rate counts only where it was set.
    """
    app = Flask("server")
    coding.install(app, settings.answer_cache_bytes)
    rate = _rate(folder, settings, clock) if "query_rate" in settings.model_fields_set else None
    app.register_blueprint(
        sparql_blueprint(
            pool, generation, page=lambda: editor.bare_page(pool.limits), kept=settings.answer_cache_bytes, rate=rate
        )
    )
    app.register_blueprint(bare_blueprint())
    app.register_blueprint(health_blueprint(pool.pages, generation))
    return app


def _rate(folder: Path, settings: Settings, clock: Clock) -> RateLimit | None:
    if not settings.query_rate:
        return None
    return RateLimit(folder / "rate.sqlite", settings.query_rate, settings.query_burst, clock)
