"""A visit is asked for before its time: by a press on «regarder à nouveau», or by a ping. Politely, for the source."""

from datetime import datetime

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import asks
from harvester.registry import Source
from server.pages import limits
from server.pages.errors import Absent, Later
from server.pages.site import Site


def ask(site: Site, source: Source, why: str) -> datetime:
    """Ask for a visit; out: when it will be made at the latest, if nothing else is under way.

    Errors: Absent (409) for a source that is not visited, Later (429) when it was asked for too often.
    """
    now = site.clock()
    if source.status != "accepted":
        raise Absent(409, gettext("Cette source n'est pas relue : elle n'est pas, ou plus, acceptée ici."), source.slug)
    waiting = is_waiting(site, source)
    if not waiting:
        _count(site, source)
    if not waiting or _once_more(site, source):
        with site.engine.begin() as db:
            asks.ask(db, source.id, now, why)
    return expected(site, now)


def expected(site: Site, now: datetime) -> datetime:
    """When a visit that is asked for now will have been made, unless a round is under way."""
    return now + site.settings.listen_every + site.settings.fetch_time


def is_waiting(site: Site, source: Source) -> bool:
    """Whether a visit of the source was asked for and is still to come."""
    return source.id in asks.waiting(site.engine)


def check_client(site: Site) -> None:
    """Count a wish of this client. Errors: Later."""
    sentence = gettext("Beaucoup de demandes viennent de votre adresse en peu de temps.")
    limits.check(site, "asks", site.settings.again_rate, site.settings.again_burst, sentence)


def _count(site: Site, source: Source) -> None:
    check_client(site)
    wait = limits.wait(site, "asks-sources", 1, 1, site.settings.again_every, source.slug)
    if wait:
        raise Later(429, gettext("Cette source vient d'être relue. Laissons-la souffler un peu."), wait)


def _once_more(site: Site, source: Source) -> bool:
    """Whether to ask again though a visit is to come: it may be under way, and have read what was there before."""
    return not limits.wait(site, "asks-more", 1, 1, site.settings.again_every, source.slug)
