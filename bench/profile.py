"""Where the time goes: each stage of judging in one process, and the functions of the harvesting process itself."""

import cProfile
import pstats
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

from harvester import judge as judging
from harvester.judge import Profile, judge

Row = tuple[object, ...]


def stages(documents: Sequence[tuple[bytes, str]], profile: Profile) -> list[Row]:
    """What `judge` spends in each function of the harvester's other files that it calls.

    In: documents with their bases. The first one is judged before, for what is made once. Out: rows of stage,
    milliseconds of CPU a document, share; the last is the whole.
    """
    judge(*documents[0], profile)
    spent: dict[str, float] = defaultdict(float)
    with _replaced(_timing(spent)):
        start = time.process_time()
        for content, base in documents:
            judge(content, base, profile)
        whole = time.process_time() - start
    named = sorted(spent.items(), key=lambda pair: -pair[1])
    rows = [*named, ("judge itself", whole - sum(spent.values())), ("whole", whole)]
    return [(name, f"{1000 * took / len(documents):.2f}", f"{took / whole:.0%}") for name, took in rows]


Wrap = Callable[[FunctionType], Callable[..., Any]]


def _timing(spent: dict[str, float]) -> Wrap:
    def wrap(function: FunctionType) -> Callable[..., Any]:
        name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"

        def timed(*args: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*args, **named)
            finally:
                spent[name] += time.process_time() - start

        return timed

    return wrap


@contextmanager
def _replaced(wrap: Wrap) -> Iterator[None]:
    """While the block lasts, `judge` calls the wrapped functions; those call one another as before."""
    was = dict(vars(judging))
    vars(judging).update({name: _wrapped(value, wrap) for name, value in was.items() if _is_others(value)})
    try:
        yield
    finally:
        vars(judging).update(was)


def _wrapped(value: FunctionType | ModuleType, wrap: Wrap) -> object:
    if isinstance(value, FunctionType):
        return wrap(value)
    members: Mapping[str, Any] = vars(value)
    return SimpleNamespace(**{name: wrap(m) if isinstance(m, FunctionType) else m for name, m in members.items()})


def _is_others(value: object) -> bool:
    """A file of the harvester, or a function of another file than `judge`."""
    if isinstance(value, FunctionType):
        return value.__module__.startswith("harvester.") and value.__module__ != judging.__name__
    return isinstance(value, ModuleType) and value.__name__.startswith("harvester.")


@contextmanager
def profiled() -> Iterator[list[Row]]:
    """Profile every thread during the block; out: the 15 functions with most CPU of their own, once it ends."""
    rows: list[Row] = []
    profiles: list[cProfile.Profile] = []

    def begin(_frame: FrameType, _event: str, _arg: object) -> None:
        sys.setprofile(None)
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].enable()

    threading.setprofile(begin)
    mine = cProfile.Profile(time.thread_time)
    mine.enable()
    try:
        yield rows
    finally:
        mine.disable()
        threading.setprofile(None)
        rows += _top([mine, *profiles])


def _top(profiles: Sequence[cProfile.Profile]) -> list[Row]:
    stats = pstats.Stats(profiles[0])
    for profile in profiles[1:]:
        stats.add(profile)
    raw: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    rows = sorted(((own, whole, calls, place) for place, (_, calls, own, whole, _) in raw.items()), reverse=True)
    return [(_named(place), calls, f"{own:.2f}", f"{whole:.2f}") for own, whole, calls, place in rows[:15]]


def _named(place: tuple[str, int, str]) -> str:
    file, line, function = place
    return f"`{function}`" if file == "~" else f"{'/'.join(file.rsplit('/', 2)[-2:])}:{line} `{function}`"
