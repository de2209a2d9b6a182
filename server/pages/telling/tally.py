"""Counts views and hits in memory and hands them on in batches; no address, no cookie, no order of events is kept.

A view: somebody's browser read the page of a lab's thing. A hit: a program was given it as data, or in an answer of
SPARQL. https://github.com/monperrus/crawler-user-agents says who is a robot.
"""

import logging
import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from crawleruseragents import is_crawler
from sqlalchemy import Engine

from harvester.desk import usage
from harvester.desk.usage import Count, Counted

log = logging.getLogger("fabcommons")

#: Bytes of an answer that are looked through, and answers that wait for it: more are not counted.
SCANNED, _ANSWERS = 64 * 1024, 64
#: Things counted of one answer, and keys held in memory.
_THINGS, _KEYS = 200, 20_000
_IRI = re.compile(rb"https?://[^\s<>\"'{}|\\^`,;)\]&]{4,500}")


class Tally:
    """Counts until the next batch. In: the hub's memory, how long a batch gathers, the day it is."""

    def __init__(self, engine: Engine, every: timedelta, today: Callable[[], date]) -> None:
        self._engine, self._every, self._today = engine, every.total_seconds(), today
        self._lock, self._counts = threading.Lock(), dict[Counted, Count]()
        self._answers: deque[tuple[date, bytes]] = deque(maxlen=_ANSWERS)
        self._waiting = False

    def view(self, thing: str, source: int) -> None:
        """Somebody read the page of a thing."""
        self._add({Counted(self._today(), thing, source): Count(views=1)})

    def hit(self, thing: str, source: int) -> None:
        """A program was given a thing."""
        self._add({Counted(self._today(), thing, source): Count(hits=1)})

    def answer(self, body: bytes) -> None:
        """An answer went out; what it holds is looked at with the next batch."""
        self._answers.append((self._today(), body[:SCANNED]))
        self._add({})

    def flush(self) -> None:
        """Write down what was counted. What cannot be written now waits for the next batch."""
        with self._lock:
            counts, self._counts, self._waiting = self._counts, {}, False
        answers = [self._answers.popleft() for _ in range(len(self._answers))]
        try:
            counts = _summed([counts, *_hits(answers, usage.bases(self._engine))]) if answers else counts
            if counts:
                usage.add(self._engine, counts)
        except Exception:  # a page must not fail because it could not be counted
            log.exception("views could not be written down")
            self._add(counts)

    def _add(self, counts: Mapping[Counted, Count]) -> None:
        with self._lock:
            for key, count in counts.items():
                if key in self._counts or len(self._counts) < _KEYS:
                    self._counts[key] = self._counts.get(key, Count()) + count
            begin, self._waiting = not self._waiting, True
        if begin:
            timer = threading.Timer(self._every, self.flush)
            timer.daemon = True
            timer.start()


def _summed(many: Iterable[Mapping[Counted, Count]]) -> dict[Counted, Count]:
    found: dict[Counted, Count] = {}
    for counts in many:
        for key, count in counts.items():
            found[key] = found.get(key, Count()) + count
    return found


def _hits(answers: Iterable[tuple[date, bytes]], bases: Mapping[str, int]) -> list[dict[Counted, Count]]:
    """Each thing of a source once an answer."""
    return [
        {Counted(day, iri, bases[base]): Count(hits=1) for iri, base in named(body, bases)} for day, body in answers
    ]


def named(body: bytes, bases: Mapping[str, int]) -> list[tuple[str, str]]:
    """The IRIs of sources' things in an answer, each with its base: once, and so many at most."""
    found: dict[str, str] = {}
    for iri in dict.fromkeys(_IRI.findall(body)):
        text = iri.decode("utf-8", "replace")
        base = text.partition("#")[0]
        if base in bases and len(found) < _THINGS:
            found[text] = base
    return list(found.items())


@lru_cache(maxsize=2048)
def is_person(agent: str) -> bool:
    """Whether a User-Agent is a browser's, as far as it says: all of them say Mozilla, few programs do."""
    return agent.startswith(("Mozilla/", "Opera/")) and not is_crawler(agent)
