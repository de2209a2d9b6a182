"""The scheduled harvest beside a site that serves: due sources at each interval, asked ones at once; and e-mails."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from harvester.desk import asks, logbook
from harvester.errors import BusyError
from server.rounds import Hub

_LOOK_EVERY = 10.0  # seconds between two glances at whose time has come

log = logging.getLogger("fabcommons")


@contextmanager
def collecting(hub: Hub) -> Iterator[None]:
    """Gather in a thread of its own, and look who is open in another, until the end of the block."""
    stop = threading.Event()
    for name, task in (("harvest", _collect), ("live", _look)):
        threading.Thread(target=task, args=(hub, stop), name=name, daemon=True).start()
    try:
        yield
    finally:
        stop.set()


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
        if _rest(hub, stop):
            return


def _post(hub: Hub) -> None:
    try:
        hub.post()
    except Exception:  # labs are gathered all the same
        log.exception("e-mails could not be sent")


def _look(hub: Hub, stop: threading.Event) -> None:
    """Ask who tells whether it is open, each at its time; a failed look is told and tried again."""
    while True:
        try:
            hub.look()
        except Exception:  # the rest of the site goes on
            log.exception("looking who is open failed")
        if stop.wait(min(_LOOK_EVERY, hub.settings.live_every.total_seconds())):
            return


def _rest(hub: Hub, stop: threading.Event) -> bool:
    """Wait for the next round, or until somebody asks for a visit; out: whether to stop."""
    end = time.monotonic() + hub.settings.harvest_every.total_seconds()
    while (left := end - time.monotonic()) > 0:
        _post(hub)
        if stop.wait(min(left, hub.settings.listen_every.total_seconds())):
            return True
        if asks.waiting(hub.engine) or logbook.waiting(hub.engine, hub.settings.public_base_url):
            break
    return False
