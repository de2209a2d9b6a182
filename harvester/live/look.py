"""Asks those who tell whether they are open: one at a time from a host, less often when they fail."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import Engine

from harvester.clock import Clock
from harvester.failures import Failure
from harvester.feeds.hosts import Hosts, host
from harvester.fetch import Document, Fetcher
from harvester.live import kept
from harvester.live.kept import Endpoint
from harvester.live.state import State, state_of
from harvester.settings import HarvestSettings

_THREADS = 8
_RAREST = timedelta(hours=6)

log = logging.getLogger("fabcommons")


def due(engine: Engine, now: datetime) -> list[Endpoint]:
    """Whose time has come; what was seen where nobody tells any more is forgotten."""
    found = kept.endpoints(engine)
    with engine.begin() as db:
        kept.forget_others(db, found)
    return [each for each in found if each.next_at is None or each.next_at <= now]


def look(
    engine: Engine, settings: HarvestSettings, fetcher: Fetcher, clock: Clock, endpoints: Sequence[Endpoint]
) -> None:
    """Ask these, and keep what they say."""
    by_host: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in endpoints:
        by_host[host(endpoint.url)].append(endpoint)
    looking = _Looking(engine, settings, fetcher, clock)
    with ThreadPoolExecutor(_THREADS, "live") as threads:
        list(threads.map(looking.ask_all, by_host.values()))


class _Looking:
    """One look at many."""

    def __init__(self, engine: Engine, settings: HarvestSettings, fetcher: Fetcher, clock: Clock) -> None:
        self.engine, self.settings, self.fetcher, self.clock = engine, settings, fetcher, clock
        self.hosts = Hosts()

    def ask_all(self, endpoints: Sequence[Endpoint]) -> None:
        """Those of one host, one after the other; one that breaks us is told and passed over."""
        for endpoint in endpoints:
            try:
                self._ask(endpoint)
            except Exception:
                log.exception("looking whether %s is open broke off", endpoint.url)

    def _ask(self, endpoint: Endpoint) -> None:
        answer = self.hosts.resting(endpoint.url) or self.fetcher.fetch(endpoint.url)
        self.hosts.heard(endpoint.url, answer)
        now = self.clock()
        state = self._state(answer, now)
        with self.engine.begin() as db:
            if isinstance(state, State):
                kept.saw(db, endpoint, state, now, now + self.settings.live_every)
            else:
                kept.failed(db, endpoint, state.rule, now, now + self._wait(endpoint, state))

    def _state(self, answer: object, now: datetime) -> State | Failure:
        if not isinstance(answer, Document):
            return answer if isinstance(answer, Failure) else Failure("T-status", "304")
        if len(answer.content) > self.settings.live_bytes:
            return Failure("T-size", str(self.settings.live_bytes))
        return state_of(answer.content, now) or Failure("F1-form", "SpaceAPI")

    def _wait(self, endpoint: Endpoint, failure: Failure) -> timedelta:
        """Twice as long after each failure, some hours at most; never less than the host asks."""
        doubled: timedelta = self.settings.live_every * 2 ** min(endpoint.failures + 1, 10)
        return max(min(doubled, _RAREST), timedelta(seconds=min(failure.retry_after or 0, 30 * 86400)))
