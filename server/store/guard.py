"""The guard pool: every query runs in another process, which is killed when it exceeds its limits."""

import logging
import signal
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from server.store.answers import Answer, EngineFailure, QueryOutOfMemory, QueryProblem, QueryTimeout, Stopped
from server.store.lanes import Gone, Lane, never
from server.store.limits import QueryLimits
from server.store.servant import Expired, Servant
from server.store.task import Extract, Task

_log = logging.getLogger(__name__)
_TASKS_PER_WORKER = 20_000  # then the process is replaced, so that no fragmentation is for ever


class GuardPool:
    """Worker processes that share nothing with this one; safe to use from many threads, and as a context.

    In: the limits of a query; how many quick queries run at once; how many more of the site's own (`pages`).
    """

    def __init__(self, limits: QueryLimits | None = None, workers: int = 2, page_workers: int = 0) -> None:
        self.limits = limits or QueryLimits()
        self.workers = workers + page_workers + self.limits.long
        long = threading.BoundedSemaphore(self.limits.long)
        self._public = Lane(self.limits, threading.BoundedSemaphore(workers), long)
        pages = Lane(self.limits, threading.BoundedSemaphore(page_workers), long, patient=True)
        self.pages = PagesPool(self, pages) if page_workers else self
        """The same pool for the site's own queries, which have places of their own."""
        self._idle = deque(Servant(self.limits) for _ in range(self.workers))  # as many as there are places
        self._all = set(self._idle)
        self._mend, self._closed = threading.Lock(), False
        self.sandbox = self._idle[-1].sandbox()
        """What keeps the workers off the network: `seccomp`, `network namespace` or `none`."""

    def run(self, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """A complete answer or a problem, within the limits of time plus waiting; `gone`: whether nobody waits."""
        return self.run_in(self._public, task, gone)

    def run_in(self, lane: Lane, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """The same from a place in `lane`."""
        try:
            with lane.place(gone) as place, self._taking(task) as servant:
                return self._told(place.wait(servant))
        except Stopped as error:
            return error.problem
        except Expired as error:
            return self._cause_of_death(error.exit_code)

    def close(self) -> None:
        """End every worker; the pool cannot be used again."""
        with self._mend:
            self._closed = True
        for servant in self._all:
            servant.end()

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    @contextmanager
    def _taking(self, task: Task | Extract) -> Iterator[Servant]:
        """A worker that has taken the task; another one if this was killed from outside while nobody asked anything."""
        servant = self._idle.popleft()  # each in turn, so that all follow the generations
        try:
            try:
                servant.take(task)
            except Expired:
                servant = self._replaced(servant)
                servant.take(task)
            yield servant
        finally:
            self._put_back(servant)

    def _put_back(self, servant: Servant) -> None:
        """Whoever has not answered is not waited for."""
        try:
            if servant.busy or servant.ended or servant.tasks >= _TASKS_PER_WORKER:
                servant = self._replaced(servant)
        finally:  # where no process can be started now, the next query tries again
            self._idle.append(servant)

    def _replaced(self, servant: Servant) -> Servant:
        with self._mend:
            if self._closed:
                return servant
            fresh = Servant(self.limits)
            self._all = self._all - {servant} | {fresh}
        servant.end()
        return fresh

    def _told(self, answer: Answer | QueryProblem) -> Answer | QueryProblem:
        if isinstance(answer, EngineFailure):
            _log.error("the engine failed on a query: %s", answer.cause)
        return answer

    def _cause_of_death(self, exit_code: int) -> QueryProblem:
        """SIGALRM is the worker's own clock; anything else that ends it inside the engine is memory or stack."""
        if exit_code == -signal.SIGALRM:
            return QueryTimeout(self.limits.seconds)
        return QueryOutOfMemory(self.limits.memory)


class PagesPool:
    """The guard pool as the site's own pages see it."""

    def __init__(self, pool: GuardPool, lane: Lane) -> None:
        self.limits, self._pool, self._lane = pool.limits, pool, lane

    def run(self, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """A complete answer or a problem, within the limits of time plus waiting."""
        return self._pool.run_in(self._lane, task, gone)
