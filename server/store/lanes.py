"""Places in the guard pool: how many queries of whom run at once, and what becomes of those that are not quick."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from server.store.answers import ClientGone, QueryBusy, QueryProblem, Stopped, TooManyLong
from server.store.limits import QueryLimits

_T = TypeVar("_T")
Gone = Callable[[], bool]
"""Whether the client has left."""


def never() -> bool:
    """Who cannot leave: a command, a page."""
    return False


@dataclass(frozen=True)
class Lane:
    """Places for one kind of caller, beside the places for long queries that all lanes share.

    In: the limits; the places of this lane; the shared ones; whether a query that is not quick may stay where it is
    when none of those is free.
    """

    limits: QueryLimits
    places: threading.Semaphore
    long_places: threading.Semaphore
    patient: bool = False
    lost: float = 5.0
    """Seconds over its time after which a query will not be answered any more."""

    @contextmanager
    def place(self, gone: Gone) -> Iterator["Place"]:
        """Hold a place; raises Stopped when none becomes free in time, or when the client is gone meanwhile."""
        if not self.places.acquire(timeout=self.limits.waiting):
            raise Stopped(QueryBusy(self.limits.waiting))
        place = Place(self, self.places, gone)
        try:
            if gone():
                raise Stopped(ClientGone())
            yield place
        finally:
            place.taken.release()


@dataclass
class Place:
    """One place, held by one query; `taken` is where."""

    lane: Lane
    taken: threading.Semaphore
    gone: Gone

    def wait(self, future: Future[_T]) -> _T:
        """What `future` gives; raises Stopped when nobody hears it, or when it is not quick and may not go on.

        BrokenProcessPool when the pool forgot it: a worker that is killed from outside may take the pool's lock along.
        """
        limits, began = self.lane.limits, time.monotonic()
        while True:
            running = future.running()  # a worker that has just been replaced takes its time before the query begins
            with suppress(TimeoutError):
                return future.result(timeout=limits.quick)
            if future.done():  # just now, or by a time limit of its own
                return future.result()
            if time.monotonic() - began > limits.seconds + self.lane.lost:
                raise BrokenProcessPool("a query was never begun, or never stopped")
            if self.gone():
                _end(future, ClientGone())
            if running and not self._may_go_on():
                _end(future, TooManyLong(limits.quick, limits.long))

    def _may_go_on(self) -> bool:
        return self.taken is self.lane.long_places or self._move() or self.lane.patient

    def _move(self) -> bool:
        """Leave this place to others and take a long one; False if none is free."""
        if not self.lane.long_places.acquire(blocking=False):
            return False
        self.taken.release()
        self.taken = self.lane.long_places
        return True


def _end(future: Future[Any], problem: QueryProblem) -> NoReturn:
    """Cancelling kills the worker."""
    future.cancel()
    raise Stopped(problem)
