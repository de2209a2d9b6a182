"""Rates of what clients may ask, one for each name and application; made when first asked."""

from datetime import timedelta
from threading import Lock

from flask import current_app

from harvester.clock import Clock
from server.settings import Settings
from server.web.rate import RateLimit

_MAKING = Lock()


def limit(name: str, conf: Settings, clock: Clock, rate: int, burst: int, span: timedelta) -> RateLimit:
    """The rate of that name, counted in a file of the data folder. In: how many in a span, how many at once."""
    with _MAKING:
        made: dict[str, RateLimit] = current_app.extensions.setdefault("limits", {})
        if name not in made:
            seconds = max(1, round(span.total_seconds()))
            made[name] = RateLimit(conf.data / f"{name}.sqlite", rate, burst, clock, seconds)
        return made[name]
