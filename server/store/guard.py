"""The guard pool: every query runs in another process, which is killed when it exceeds its limits."""

import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TaskTimeoutError
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool
from pebble.common.types import CONSTS

from harvester.bare import BareContext
from server.store import worker
from server.store.answers import Answer, EngineFailure, QueryOutOfMemory, QueryProblem, QueryTimeout, Stopped
from server.store.lanes import Gone, Lane, never
from server.store.limits import QueryLimits
from server.store.task import Extract, Task

CONSTS.term_timeout = 0.0  # pebble waits 3 s between TERM and KILL: a limit of 10 s is 10 s

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
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
        self._mend = threading.Lock()
        self._closed = False
        self._pool = self._start()
        self.sandbox = self._call(worker.sandbox_in_force, timeout=None)
        """What keeps the workers off the network: `seccomp`, `network namespace` or `none`."""

    def run(self, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """A complete answer or a problem, within the limits of time plus waiting; `gone`: whether nobody waits."""
        return self.run_in(self._public, task, gone)

    def run_in(self, lane: Lane, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """The same from a place in `lane`."""
        try:
            with lane.place(gone) as place:
                return self._told(self._call(worker.run, task, timeout=self.limits.seconds, wait=place.wait))
        except Stopped as error:
            return error.problem
        except TaskTimeoutError:
            return QueryTimeout(self.limits.seconds)
        except ProcessExpired as error:
            return self._cause_of_death(error.exitcode)

    def close(self) -> None:
        """End every worker; the pool cannot be used again."""
        self._closed = True
        _end(self._pool)

    def __enter__(self) -> Self:
        """The pool itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def _call(
        self,
        function: Callable[..., _T],
        *args: object,
        timeout: float | None,
        wait: Callable[[Future[_T]], _T] = Future.result,
    ) -> _T:
        """One call in a worker; if the pool breaks, it is replaced and the call made once more."""
        for last in (False, True):
            pool = self._pool
            try:
                return wait(self._submit(pool, function, args, timeout))
            except BrokenProcessPool:
                if last or self._closed:
                    raise
                self._replace(pool)
        raise AssertionError("unreachable")

    def _submit(
        self, pool: ProcessPool, function: Callable[..., _T], args: tuple[object, ...], timeout: float | None
    ) -> Future[_T]:
        try:
            return pool.schedule(function, args=args, timeout=timeout)
        except RuntimeError as error:  # pebble's word for a pool that is no longer active
            raise BrokenProcessPool(str(error)) from error

    def _told(self, answer: Answer | QueryProblem) -> Answer | QueryProblem:
        if isinstance(answer, EngineFailure):
            _log.error("the engine failed on a query: %s", answer.cause)
        return answer

    def _cause_of_death(self, exit_code: int) -> QueryProblem:
        """SIGALRM is the worker's own clock; anything else that ends it inside the engine is memory or stack."""
        if exit_code == -signal.SIGALRM:
            return QueryTimeout(self.limits.seconds)
        return QueryOutOfMemory(self.limits.memory)

    def _replace(self, broken: ProcessPool) -> None:
        """pebble gives a whole pool up when a worker is killed from outside while none works."""
        with self._mend:
            if self._pool is broken and not self._closed:
                self._pool = self._start()
                threading.Thread(target=_end, args=(broken,), daemon=True).start()  # it may never come to its end

    def _start(self) -> ProcessPool:
        context = BareContext()
        context.set_forkserver_preload([worker.__name__])  # a new worker is a fork of a process that has the engine
        return ProcessPool(
            max_workers=self.workers,
            max_tasks=_TASKS_PER_WORKER,
            initializer=worker.start,
            initargs=(self.limits,),
            context=context,
        )


class PagesPool:
    """The guard pool as the site's own pages see it."""

    def __init__(self, pool: GuardPool, lane: Lane) -> None:
        self.limits, self._pool, self._lane = pool.limits, pool, lane

    def run(self, task: Task | Extract, gone: Gone = never) -> Answer | QueryProblem:
        """A complete answer or a problem, within the limits of time plus waiting."""
        return self._pool.run_in(self._lane, task, gone)


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
