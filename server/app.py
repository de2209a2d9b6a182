"""The web application: wires the parts together, and does nothing else."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from harvester.clock import Clock, utc_now
from server.catalog.blueprint import catalog_blueprint
from server.health import health_blueprint
from server.pages import pages_blueprint
from server.settings import Settings
from server.sparql.blueprint import sparql_blueprint
from server.store import generations
from server.store.guard import GuardPool


def create_app(settings: Settings, pool: GuardPool, engine: Engine, clock: Clock = utc_now) -> Flask:
    """The hub's web site and endpoint over a data folder.

    In: the settings, the guard pool (closed by the caller), the hub's memory, the clock.
    """

    def current() -> Path | None:
        return generations.current(settings.data)

    app = Flask("server")
    app.register_blueprint(sparql_blueprint(pool, current, endpoint=f"{settings.public_base_url}/sparql"))
    app.register_blueprint(pages_blueprint(pool, current, settings, engine, clock))
    app.register_blueprint(catalog_blueprint(settings, engine, clock))
    app.register_blueprint(health_blueprint(pool, current))
    return app


def create_endpoint(generation: Callable[[], Path | None], pool: GuardPool) -> Flask:
    """The endpoint alone, over any dataset: what `serve --dataset` shows."""
    app = Flask("server")
    app.register_blueprint(sparql_blueprint(pool, generation))
    app.register_blueprint(health_blueprint(pool, generation))
    return app
