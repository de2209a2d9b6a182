"""Places in the guard pool: how many queries of whom run at once, and what becomes of those that are not quick."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.store.answers import Answer, ClientGone, QueryBusy, QueryProblem, QueryTimeout, Stopped, TooManyLong
from server.store.limits import QueryLimits
from server.store.servant import Servant

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

    def wait(self, servant: Servant) -> Answer | QueryProblem:
        """The answer to what `servant` took; raises Stopped when it is not awaited any longer, and Expired."""
        limits, began = self.lane.limits, time.monotonic()
        while (left := limits.seconds - (time.monotonic() - began)) > 0:
            if servant.has_answered(min(limits.quick, left)):
                return servant.answer()
            if self.gone():
                raise Stopped(ClientGone())
            if left > limits.quick and not self._may_go_on():
                raise Stopped(TooManyLong(limits.quick, limits.long))
        raise Stopped(QueryTimeout(limits.seconds))

    def _may_go_on(self) -> bool:
        return self.taken is self.lane.long_places or self._move() or self.lane.patient

    def _move(self) -> bool:
        """Leave this place to others and take a long one; False if none is free."""
        if not self.lane.long_places.acquire(blocking=False):
            return False
        self.taken.release()
        self.taken = self.lane.long_places
        return True
