"""How much checking the web may ask: a rate for each client, page and API together, and a few checks at once.

Every page that checks something waits for its turn here: a check may take a minute, and the site has so many threads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from flask import request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.check import Checker
from server.pages.errors import Later
from server.pages.site import Site
from server.web.rate import RateLimit

_RATE_FILE = "checks.sqlite"
_PATIENCE, _BUSY = 2.0, 10  # seconds: waited for a place; told to wait when there is none

_gates: WeakKeyDictionary[Checker, "Gate"] = WeakKeyDictionary()
_making = Lock()


class Gate:
    """Lets checks of one site in."""

    def __init__(self, site: Site) -> None:
        self._settings, self._clock = site.settings, site.clock

    @cached_property
    def _rate(self) -> RateLimit | None:
        conf = self._settings
        if not conf.check_rate:
            return None
        return RateLimit(conf.data / _RATE_FILE, conf.check_rate, conf.check_burst, self._clock)

    def wait(self) -> int:
        """Seconds before this client may check again; 0: it may now, and this is counted."""
        return self._rate.wait(request.remote_addr or "") if self._rate else 0


def gate_of(site: Site) -> Gate:
    """The one gate of a site."""
    with _making:
        return _gates.setdefault(site.checker, Gate(site))


@contextmanager
def admitted(site: Site) -> Iterator[Checker]:
    """The check, while this request may use it. Errors: Later (429, 503)."""
    wait = gate_of(site).wait()
    if wait:
        raise Later(429, gettext("Trop de vérifications viennent de votre adresse en peu de temps."), wait)
    with in_turn(site) as checker:
        yield checker


@contextmanager
def in_turn(site: Site) -> Iterator[Checker]:
    """The check, while this request may use it: few go on at once, whatever page asks. Errors: Later (503)."""
    if not site.checker.places.acquire(timeout=_PATIENCE):
        raise Later(503, gettext("Beaucoup de fiches sont en cours de vérification."), _BUSY)
    try:
        yield site.checker
    finally:
        site.checker.places.release()
