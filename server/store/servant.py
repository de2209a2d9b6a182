"""One worker process and the pipe to it: takes one task at a time, is killed when nobody waits for its answer."""

from typing import Any

from harvester.bare import BareContext
from server.store import worker
from server.store.answers import Answer, QueryProblem
from server.store.limits import QueryLimits
from server.store.task import Extract, Task


class Expired(Exception):  # noqa: N818 - what a query did to its worker, not a mistake of ours
    """The process ended instead of answering; minus a signal, or an exit status."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


class Servant:
    """Whoever holds it is the only one to use it; starting does not wait for the process to be ready."""

    def __init__(self, limits: QueryLimits) -> None:
        context: Any = BareContext()
        context.set_forkserver_preload([worker.__name__])  # a new worker is a fork of a process that has the engine
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=worker.serve, args=(limits, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._sandbox = ""
        self.tasks, self.busy, self.ended = 0, False, False

    @property
    def pid(self) -> int:
        """Its process."""
        return int(self._process.pid)

    def sandbox(self) -> str:
        """What keeps it off the network; waits until the process is ready. Raises Expired."""
        if not self._sandbox:
            self._sandbox = str(self._received())
        return self._sandbox

    def take(self, task: Task | Extract) -> None:
        """Hand it a task. Raises Expired if somebody killed it while nobody asked anything."""
        self.sandbox()
        self.tasks += 1
        try:
            self._pipe.send(task)
        except OSError:
            raise Expired(self.end()) from None
        self.busy = True

    def has_answered(self, seconds: float) -> bool:
        """Wait so long for the answer to the task it took; True also when it has ended instead."""
        return self._pipe.poll(seconds)  # type: ignore[no-any-return]

    def answer(self) -> Answer | QueryProblem:
        """The answer to the task it took. Raises Expired."""
        answer: Answer | QueryProblem = self._received()
        self.busy = False
        return answer

    def end(self) -> int:
        """Kill the process, if it still runs; out: its exit code."""
        self.ended = True
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._pipe.close()
        return int(self._process.exitcode)

    def _received(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(1)  # it is ending by itself: its exit code tells why
            raise Expired(self.end()) from None
