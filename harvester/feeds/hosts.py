"""One request a host at a time, whoever makes it; a host that asked for rest is left alone for the round."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from harvester.failures import Failure


class Hosts:
    """Turns at hosts, for the threads of one harvest."""

    def __init__(self) -> None:
        self._locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()
        self._resting: dict[str, Failure] = {}

    def resting(self, url: str) -> Failure | None:
        """What a host said when it asked for rest, as it is told of those not asked any more."""
        return self._resting.get(host(url))

    def heard(self, url: str, answer: object) -> None:
        """Remember that a host asks for rest."""
        if isinstance(answer, Failure) and answer.retry_after:
            self._resting[host(url)] = replace(answer, rule="T-retry-after")

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait until nobody else asks that host, then have it alone."""
        with self._guard:
            lock = self._locks[host(url)]
        with lock:
            yield


def host(url: str) -> str:
    """Scheme, name and port of an address: what is never asked twice at a time."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}".lower()
    except ValueError:
        return url
