"""Places in the guard pool: how many queries of whom run at once, and what becomes of those that are not quick."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from server.store.answers import QueryBusy, Stopped, TooManyLong
from server.store.limits import QueryLimits

_T = TypeVar("_T")


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

    @contextmanager
    def place(self) -> Iterator["Place"]:
        """Hold a place; raises Stopped with QueryBusy when none becomes free in time."""
        if not self.places.acquire(timeout=self.limits.waiting):
            raise Stopped(QueryBusy(self.limits.waiting))
        place = Place(self, self.places)
        try:
            yield place
        finally:
            place.taken.release()


@dataclass
class Place:
    """One place, held by one query; `taken` is where."""

    lane: Lane
    taken: threading.Semaphore

    def wait(self, future: Future[_T]) -> _T:
        """What `future` gives; raises Stopped when the query is not quick and may neither move nor stay."""
        limits, seen_running = self.lane.limits, False
        while not seen_running:  # a worker that has just been replaced takes its time before the query begins
            seen_running = future.running()
            with suppress(TimeoutError):
                return future.result(timeout=limits.quick)
            if future.done():  # just now, or by a time limit of its own
                return future.result()
        if not self._move() and not self.lane.patient:
            future.cancel()
            raise Stopped(TooManyLong(limits.quick, limits.long))
        return future.result()

    def _move(self) -> bool:
        """Leave this place to others and take a long one; False if none is free."""
        if not self.lane.long_places.acquire(blocking=False):
            return False
        self.taken.release()
        self.taken = self.lane.long_places
        return True
