"""Judging in processes that can be killed: a document that keeps a library busy for ever costs one process, not the hub."""

import resource
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from typing import Any

from pebble import ProcessExpired, ProcessPool

from harvester.fetch import Failure
from harvester.judge import Profile, judge
from harvester.report import Verdict
from harvester.settings import HarvestSettings
from harvester.validate import EngineError

Judged = Callable[[Verdict | Failure], None]


class JudgePool:
    """Judges documents side by side, each within the settings' time and memory."""

    def __init__(self, settings: HarvestSettings, profile: Profile) -> None:
        self._profile = profile
        self._seconds = settings.judge_time.total_seconds()
        self._pool = ProcessPool(
            max_workers=settings.judge_processes,
            initializer=_limit,
            initargs=[settings.judge_memory_bytes],
            context=get_context("forkserver"),
        )

    def judge(self, content: bytes, base: str, done: Judged, proved: Sequence[str] = ()) -> None:
        """Judge one document; `done` is called with a Verdict, or a Failure (L3-time, L3-engine), from another thread."""
        future = self._pool.schedule(judge, args=[content, base, self._profile, proved], timeout=self._seconds)
        future.add_done_callback(lambda f: done(_outcome(f, self._seconds)))

    def __enter__(self) -> "JudgePool":
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.stop()
        self._pool.join()


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _outcome(future: Any, seconds: float) -> Verdict | Failure:
    try:
        verdict: Verdict = future.result()
    except (TimeoutError, FutureTimeoutError):
        return Failure("L3-time", f"{seconds:g}")
    except (ProcessExpired, MemoryError, EngineError) as error:
        return Failure("L3-engine", str(error)[:300])
    return verdict
