"""The guard pool: every query runs in another process, which is killed when it exceeds its limits."""

import logging
import signal
import threading
from collections import deque
from types import TracebackType
from typing import Self

from server.store.answers import Answer, EngineFailure, QueryBusy, QueryOutOfMemory, QueryProblem, QueryTimeout
from server.store.limits import QueryLimits
from server.store.servant import Expired, Servant
from server.store.task import Task

_log = logging.getLogger(__name__)
_TASKS_PER_WORKER = 20_000  # then the process is replaced, so that no fragmentation is for ever


class GuardPool:
    """Worker processes that share nothing with this one; safe to use from many threads, and as a context."""

    def __init__(self, limits: QueryLimits | None = None, workers: int = 2) -> None:
        self.limits, self.workers = limits or QueryLimits(), workers
        self._free = threading.BoundedSemaphore(workers)
        self._idle = deque(Servant(self.limits) for _ in range(workers))  # as many as `_free` counts
        self._all = set(self._idle)
        self._mend, self._closed = threading.Lock(), False
        self.sandbox = self._idle[-1].sandbox()
        """What keeps the workers off the network: `seccomp`, `network namespace` or `none`."""

    def run(self, task: Task) -> Answer | QueryProblem:
        """A complete answer or a problem, within the limits of time plus waiting."""
        if not self._free.acquire(timeout=self.limits.waiting):
            return QueryBusy(self.limits.waiting)
        servant = self._idle.popleft()  # each in turn, so that all follow the generations
        try:
            servant = self._taking(servant, task)
            return self._told(servant.answer(self.limits.seconds))
        except TimeoutError:
            return QueryTimeout(self.limits.seconds)
        except Expired as error:
            return self._cause_of_death(error.exit_code)
        finally:
            self._put_back(servant)

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

    def _taking(self, servant: Servant, task: Task) -> Servant:
        """A worker that has taken the task: another one, if this was killed from outside meanwhile."""
        try:
            servant.take(task)
        except Expired:
            servant = self._replace(servant)
            servant.take(task)
        return servant

    def _put_back(self, servant: Servant) -> None:
        try:
            if servant.ended or servant.tasks >= _TASKS_PER_WORKER:
                servant = self._replace(servant)
        finally:  # where no process can be started now, the next query tries again
            self._idle.append(servant)
            self._free.release()

    def _replace(self, servant: Servant) -> Servant:
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
