"""The command `serve`: web site, API and SPARQL, with the scheduled harvest; or one dump, read-only."""

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from server.app import create_app, create_endpoint
from server.cli.options import data_option, settings
from server.collect import collecting
from server.rounds import Hub
from server.settings import Settings
from server.store.dataset import load_dataset
from server.store.guard import GuardPool
from server.web.access import AccessLog, Wsgi, access_log
from server.web.listen import Web

log = logging.getLogger("fabcommons")


@click.command()
@data_option
@click.option("--host", help="Address to listen on (FABCOMMONS_HOST).")
@click.option("--port", type=int, help="Port to listen on (FABCOMMONS_PORT).")
@click.option("--harvest-every", help="How often to look for due sources, for instance 10m (FABCOMMONS_HARVEST_EVERY).")
@click.option(
    "--dataset", type=click.Path(path_type=Path), help="Serve this dump (N-Quads, TriG …, also .gz) read-only."
)
def serve(
    data: Path | None, host: str | None, port: int | None, harvest_every: str | None, dataset: Path | None
) -> None:
    """Web site, API, SPARQL, scheduled harvest."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait is no news
    conf = settings(data=data, host=host, port=port, harvest_every=harvest_every)
    if dataset is not None:
        serve_dataset(dataset, conf)
        return
    if conf.missing:
        log.warning("the legal pages say «non renseigné» for want of settings: %s", ", ".join(conf.missing))
    hub = Hub(conf)
    with collecting(hub):
        serve_hub(hub)


def serve_hub(hub: Hub, ready: Callable[[str], None] = lambda address: log.info("fabcommons: %s", address)) -> None:
    """Serve until interrupted; `ready` hears the address."""
    conf = hub.settings
    with GuardPool(conf.query_limits, conf.query_workers, conf.page_workers) as pool:
        if pool.sandbox == "none":
            log.warning("query workers can open sockets here: only the scan of queries keeps SERVICE out")
        web = Web(logged(create_app(conf, pool, hub.engine, hub.clock), conf), conf)
        ready(web.address)
        web.run()


def logged(app: Flask, conf: Settings) -> Wsgi:
    """The application, with its requests noted where the operator wants it."""
    return AccessLog(app, access_log(conf.access_log, conf.access_log_kept)) if conf.access_log else app


def serve_dataset(dump: Path, conf: Settings) -> None:
    """Serve one dump until interrupted."""
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        generation = load_dataset(dump, Path(folder))
        with GuardPool(conf.query_limits, conf.query_workers) as pool:
            web = Web(logged(create_endpoint(lambda: generation, pool, conf, Path(folder)), conf), conf)
            log.info("%s/sparql: %s", web.address, dump.name)
            web.run()


COMMANDS = (serve,)
