"""Judging in processes that can be killed: a document that keeps a library busy costs one process, not the hub."""

import logging
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from queue import SimpleQueue
from typing import Any

from pebble import ProcessPool
from pebble.common.types import CONSTS

from harvester.adapters.fragment import Fragment
from harvester.adapters.ical import Window
from harvester.adapters.received import Received
from harvester.bare import BareContext
from harvester.failures import Failure
from harvester.feeds.read import read_feed
from harvester.feeds.supplement import Supplement
from harvester.judge import Profile, judge
from harvester.report import Finding, Verdict
from harvester.settings import HarvestSettings

CONSTS.term_timeout = 0.0  # pebble waits 3 s between TERM and KILL, and the other processes wait with it
CONSTS.sleep_unit = 0.02  # how often it looks for documents over time and dead processes: 0.1 s by default

log = logging.getLogger("fabcommons")
Judged = Callable[[Verdict | Failure], None]


class JudgePool:
    """Judges documents side by side, each within the settings' time and memory."""

    def __init__(self, settings: HarvestSettings, profile: Profile) -> None:
        self.profile, self.settings = profile, settings
        self._largest = settings.max_document_bytes
        self._seconds = settings.judge_time.total_seconds()
        context = BareContext()
        context.set_forkserver_preload([judge.__module__])  # a new process is a fork of one that has read it all
        self._pool = ProcessPool(
            max_workers=settings.judge_processes,
            initializer=_limit,
            initargs=[settings.judge_memory_bytes],
            context=context,
        )

    def judge(
        self,
        content: bytes,
        base: str,
        done: Judged,
        proved: Sequence[str] = (),
        content_type: str = "",
        supplements: Sequence[Supplement] = (),
    ) -> None:
        """Judge one document; `done` gets a Verdict, or a Failure (L3-time, L3-engine), in another thread."""
        self._ask(done, judge, content, base, self.profile, proved, content_type, supplements)

    def read_feed(self, kind: str, received: Received, window: Window) -> Fragment | Finding | Failure:
        """Read one feed and wait: what it says, a Finding when it is nothing of the kind, a Failure (L3-…)."""
        answers: SimpleQueue[Any] = SimpleQueue()
        self._ask(answers.put, read_feed, kind, received, window)
        found: Fragment | Finding | Failure = answers.get()
        return found

    def _ask(self, done: Callable[[Any], None], task: Callable[..., Any], *args: Any) -> None:
        future = self._pool.schedule(_within, args=[self._seconds, task, *args], timeout=self._seconds)
        future.add_done_callback(lambda f: done(_outcome(f, self._seconds)))

    def judge_now(self, content: bytes, base: str, content_type: str = "") -> Verdict | Failure:
        """Judge one document and wait; a document larger than any that would be fetched is a Failure (T-size)."""
        if len(content) > self._largest:
            return Failure("T-size", str(self._largest))
        answers: SimpleQueue[Verdict | Failure] = SimpleQueue()
        self.judge(content, base, answers.put, content_type=content_type)
        return answers.get()

    def __enter__(self) -> "JudgePool":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _within(seconds: float, task: Callable[..., Any], *args: Any) -> Any:
    """Do the task, and let the kernel end the process a little late, should nobody be left to kill it."""
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    try:
        return task(*args)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _outcome(future: Any, seconds: float) -> Any:
    try:
        return future.result()
    except (TimeoutError, FutureTimeoutError):
        return Failure("L3-time", f"{seconds:g}")
    except BaseException as error:  # the harvest waits for every verdict: a dead process, a panic, a defect of ours
        if getattr(error, "exitcode", None) == -signal.SIGALRM:
            return Failure("L3-time", f"{seconds:g}")
        log.error("judging broke off: %s", error)
        return Failure("L3-engine", f"{type(error).__name__}: {error}"[:300])
