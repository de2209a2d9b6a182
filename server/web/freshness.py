"""How long an answer stays fresh: until the next harvest, which alone changes what is published."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from harvester.clock import Clock
from harvester.hub import sources
from server.settings import Settings

#: The hub's memory is asked that often at most.
_LOOK_EVERY = timedelta(seconds=2)


class Freshness:
    """Cache-Control of what depends on the current generation.

    In: the hub's memory, which is only read; the settings; the clock.
    """

    def __init__(self, engine: Engine, settings: Settings, clock: Clock) -> None:
        self._engine, self._settings, self._clock = engine, settings, clock
        self._lock = threading.Lock()
        self._looked, self._due = datetime.min, datetime.min

    def __call__(self) -> str:
        """`max-age` up to the next harvest, at most the time between two rounds; `no-cache` while one is due."""
        now = self._clock()
        left = min(self._next(now) - now, self._settings.harvest_every)
        seconds = int(left.total_seconds())
        return f"public, max-age={seconds}, must-revalidate" if seconds > 0 else "public, no-cache"

    def _next(self, now: datetime) -> datetime:
        with self._lock:
            if not now - _LOOK_EVERY < self._looked <= now:
                self._looked, self._due = now, self._first_visit() or now + self._settings.harvest_every
            return self._due

    def _first_visit(self) -> datetime | None:
        wanted = select(func.min(sources.c.next_visit_at)).where(sources.c.status == "accepted")
        with self._engine.connect() as db:
            found: datetime | None = db.execute(wanted).scalar_one()
        return found
