"""Rates of what clients may ask, one for each name, whichever page or call counts on it; made when first asked."""

from datetime import timedelta
from threading import Lock

from flask import current_app, request

from harvester.clock import Clock
from server.pages.errors import Later
from server.pages.site import Site
from server.settings import Settings
from server.web.rate import RateLimit

_HOUR = timedelta(hours=1)
_MAKING = Lock()


def limit(name: str, conf: Settings, clock: Clock, rate: int, burst: int, span: timedelta) -> RateLimit:
    """The rate of that name, counted in a file of the data folder. In: how many in a span, how many at once."""
    with _MAKING:
        made: dict[str, RateLimit] = current_app.extensions.setdefault("limits", {})
        if name not in made:
            seconds = max(1, round(span.total_seconds()))
            made[name] = RateLimit(conf.data / f"{name}.sqlite", rate, burst, clock, seconds)
        return made[name]


def check(site: Site, name: str, rate: int, burst: int, sentence: str) -> None:
    """Count a request of this client. In: the rate an hour (0: no limit). Errors: Later (429) with the sentence."""
    if not rate:
        return
    wait = limit(name, site.settings, site.clock, rate, burst, _HOUR).wait(request.remote_addr or "")
    if wait:
        raise Later(429, sentence, wait)
