"""What the kernel holds a worker to: time, memory, no core dump, no word on standard error."""

import ctypes
import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_M_ARENA_MAX = -8  # malloc.h


def settle() -> None:
    """Once at the start of the process, before its first thread."""
    _LIBC.mallopt(_M_ARENA_MAX, 1)  # many arenas would make the memory limit a lottery
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler in Python would wait for the engine to come back
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C at a terminal is for the program, which ends its workers
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)  # the engine prints a stack trace for each query that runs out of memory
    os.close(nowhere)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """SIGALRM with its default action: the kernel ends the process even inside the engine."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def give_back() -> None:
    """Return free memory to the system: after a large query malloc would keep hundreds of MiB."""
    _LIBC.malloc_trim(0)


def free_memory() -> None:
    """Lift the memory limit, while a generation is opened."""
    _limit_data(resource.getrlimit(resource.RLIMIT_DATA)[1])


def limit_memory(more: int) -> None:
    """From here on the process may allocate `more` bytes. RLIMIT_AS would count the mapped files of the store too."""
    _limit_data(_data_size() + more)


def _limit_data(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _data_size() -> int:
    found = re.search(r"VmData:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0
