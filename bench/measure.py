"""Wall time, CPU time and memory of a phase of work, its child processes counted (Linux: read from /proc)."""

import os
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_EVERY = 0.5
_TICKS_OF_IDLENESS = 1


@dataclass(slots=True)
class Phase:
    """What a phase cost: seconds by the clock, seconds of CPU, memory in MiB.

    `own` is the CPU of this process, `cpu` that of the whole tree; `rss` the most that this process held, `pss` the
    most of the whole tree (shared pages counted once).
    """

    name: str
    wall: float = 0.0
    own: float = 0.0
    cpu: float = 0.0
    rss: float = 0.0
    pss: float = 0.0

    @property
    def row(self) -> tuple[str, ...]:
        """Cells of a table."""
        return (
            self.name,
            f"{self.wall:.2f}",
            f"{self.cpu:.2f}",
            f"{self.own:.2f}",
            f"{self.rss:.0f}",
            f"{self.pss:.0f}",
        )


HEADINGS = ("phase", "wall s", "CPU s", "of it own", "own peak RSS MiB", "tree peak PSS MiB")


@contextmanager
def measured(name: str, without: Collection[int] = ()) -> Iterator[Phase]:
    """Measure a block; `without` names processes that are not part of the work, such as the servers of the sources."""
    phase = Phase(name)
    watch = _Watch(set(without))
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of earlier phases
    start, before, own = time.perf_counter(), watch.cpu(), time.process_time()
    watch.thread.start()
    try:
        yield phase
    finally:
        watch.stop.set()
        watch.thread.join()
        phase.wall = time.perf_counter() - start
        phase.cpu, phase.own = watch.cpu() - before, time.process_time() - own
        phase.rss = _field(f"/proc/{os.getpid()}/status", "VmHWM:") / 1024
        phase.pss = max(watch.pss, _pss(os.getpid())) / 1024


class _Watch:
    """Looks at the process tree now and then, for children that end take their figures with them."""

    def __init__(self, without: set[int]) -> None:
        self.without, self.seen, self.pss = without, dict[int, float](), 0.0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self.stop.wait(_EVERY):
            self.cpu()
            self.pss = max(self.pss, sum(map(_pss, [os.getpid(), *self.seen])))

    def cpu(self) -> float:
        """Seconds of CPU so far, of this process and of all children ever seen."""
        self.seen.update(_descendants(self.without))
        return time.process_time() + sum(self.seen.values())


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a running process has used so far."""
    found = _stat(str(pid))
    return found[1][1] if found else 0.0


def tree(pid: int) -> list[int]:
    """A process and all that descend from it, those that still run."""
    return [pid, *(child for child, _ in _descendants(set(), pid))]


def settled(pid: int, patience: float = 60.0) -> bool:
    """Wait until a process tree has nothing to do: clients that went away left their queries behind."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = sum(map(cpu_of, tree(pid)))
        time.sleep(0.1)
        if sum(map(cpu_of, tree(pid))) - before <= _TICKS_OF_IDLENESS / _TICK:
            return True
    return False


def still_there(processes: Collection[tuple[int, int]]) -> list[int]:
    """Which of these (number, start) still run; a number may have gone to another process since."""
    return [pid for pid, began in processes if start_of(pid) == began]


def start_of(pid: int) -> int:
    """When a process began, in ticks since the machine did; 0 when it is no more."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == "Z" else int(fields[19])


def memory(pids: Collection[int]) -> float:
    """MiB of these processes together, shared pages counted once (PSS)."""
    return sum(map(_pss, pids)) / 1024


def _descendants(without: set[int], of: int | None = None) -> Iterator[tuple[int, float]]:
    stats = dict(filter(None, (_stat(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())))
    pending = [of or os.getpid()]
    while pending:
        parent = pending.pop()
        for pid, (above, cpu) in stats.items():
            if above == parent and pid not in without:
                pending.append(pid)
                yield pid, cpu


def _stat(pid: str) -> tuple[int, tuple[int, float]] | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(pid), (int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICK)


def _pss(pid: int) -> float:
    return _field(f"/proc/{pid}/smaps_rollup", "Pss:")


def _field(file: str, name: str) -> float:
    """A figure in kB, nothing when the process has ended."""
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in lines if line.startswith(name)), 0.0)
