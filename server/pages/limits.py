"""How often one client may ask: a limit for each name, whichever page or call counts on it; made when first asked."""

from datetime import timedelta
from threading import Lock

from flask import current_app, request

from server.pages.errors import Later
from server.pages.site import Site
from server.web.rate import RateLimit

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_MAKING = Lock()


def check(site: Site, name: str, rate: int, burst: int, sentence: str) -> None:
    """Count a request of this client. In: the rate an hour (0: no limit). Errors: Later (429) with the sentence."""
    seconds = wait(site, name, rate, burst)
    if seconds:
        raise Later(429, sentence, seconds)


def wait(site: Site, name: str, rate: int, burst: int, span: timedelta = HOUR, who: str = "") -> int:
    """Seconds before this client, or who else is named, may ask again; 0: now, and this is counted.

    In: the name of what is asked, how many times in a span (0: no limit), how many at once.
    """
    if not rate:
        return 0
    return _limit(site, name, rate, burst, span).wait(who or request.remote_addr or "")


def _limit(site: Site, name: str, rate: int, burst: int, span: timedelta) -> RateLimit:
    """Counted in a file of the data folder, so that all processes count together."""
    with _MAKING:
        made: dict[str, RateLimit] = current_app.extensions.setdefault("limits", {})
        if name not in made:
            seconds = max(1, round(span.total_seconds()))
            made[name] = RateLimit(site.settings.data / f"{name}.sqlite", rate, burst, site.clock, seconds)
        return made[name]
