"""How much checking the web may ask: a rate for each client, page and API together, and a few checks at once.

Every page that checks something waits for its turn here: a check may take a minute, and the site has so many threads.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.check import Checker
from server.pages import limits
from server.pages.errors import Later
from server.pages.site import Site

_PATIENCE, _BUSY = 2.0, 10  # seconds: waited for a place; told to wait when there is none


@contextmanager
def admitted(site: Site) -> Iterator[Checker]:
    """The check, while this request may use it. Errors: Later (429, 503)."""
    wait = limits.wait(site, "checks", site.settings.check_rate, site.settings.check_burst, limits.MINUTE)
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
