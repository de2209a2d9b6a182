"""Rates for forms and calls of the API: one for each name, whichever page or call counts on it."""

from flask import current_app, request

from server.pages.errors import Later
from server.pages.site import Site
from server.web.rate import RateLimit

_HOUR = 3600


def check(site: Site, name: str, rate: int, burst: int, sentence: str) -> None:
    """Count a request of this client. In: the rate an hour (0: no limit). Errors: Later (429) with the sentence."""
    if not rate:
        return
    limits = current_app.extensions.setdefault("limits", {})
    if name not in limits:
        limits[name] = RateLimit(site.settings.data / f"{name}.sqlite", rate, burst, site.clock, _HOUR)
    wait = limits[name].wait(request.remote_addr or "")
    if wait:
        raise Later(429, sentence, wait)
