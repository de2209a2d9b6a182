"""The command `serve`: web site, API and SPARQL, with the scheduled harvest; or one dump, read-only."""

import logging
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from waitress.server import create_server

from harvester.errors import BusyError, SettingsError
from server.app import create_app, create_endpoint
from server.cli.options import data_option, settings
from server.rounds import Hub
from server.settings import Settings
from server.store.dataset import load_dataset
from server.store.guard import GuardPool

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
    conf = settings(data=data, host=host, port=port, harvest_every=harvest_every)
    if dataset is not None:
        serve_dataset(dataset, conf)
        return
    hub = Hub(conf)
    stop = threading.Event()
    threading.Thread(target=_collect, args=(hub, stop), name="harvest", daemon=True).start()
    try:
        serve_hub(hub)
    finally:
        stop.set()


def serve_hub(hub: Hub, ready: Callable[[str], None] = lambda address: log.info("fabcommons: %s", address)) -> None:
    """Serve until interrupted; `ready` hears the address."""
    conf = hub.settings
    with GuardPool(conf.query_limits, conf.query_workers) as pool:
        if pool.sandbox == "none":
            log.warning("query workers can open sockets here: only the scan of queries keeps SERVICE out")
        listen(create_app(conf, pool, hub.engine, hub.clock), conf, ready)


def serve_dataset(dump: Path, conf: Settings) -> None:
    """Serve one dump until interrupted."""
    with tempfile.TemporaryDirectory(prefix="fabcommons-") as folder:
        generation = load_dataset(dump, Path(folder))
        with GuardPool(conf.query_limits, conf.query_workers) as pool:
            listen(
                create_endpoint(lambda: generation, pool),
                conf,
                lambda address: log.info("%s/sparql: %s", address, dump.name),
            )


def listen(app: Any, conf: Settings, ready: Callable[[str], None]) -> None:
    """Answer requests until interrupted."""
    try:
        server = create_server(app, host=conf.host, port=conf.port, threads=conf.web_threads, ident="fabcommons")
    except OSError as error:
        problem = f"cannot listen on {conf.host}:{conf.port}: {error.strerror}"
        raise SettingsError(problem, "Choose another with --port.") from error
    ready(f"http://{conf.host}:{getattr(server, 'effective_port', conf.port)}")
    with suppress(KeyboardInterrupt):
        server.run()


def _collect(hub: Hub, stop: threading.Event) -> None:
    """Look for due sources now, then at each interval; a failed round is told and tried again."""
    while True:
        try:
            generation = hub.round()
            if generation:
                log.info("generation %s published", generation.name)
        except BusyError as error:
            log.info("%s", error)
        except Exception:  # the site goes on serving the last generation
            log.exception("the harvest failed")
        if stop.wait(hub.settings.harvest_every.total_seconds()):
            return


COMMANDS = (serve,)
