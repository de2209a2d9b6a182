"""Built exports, kept on disk up to a size, each built once however many ask for it."""

import os
import threading
import weakref
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from server.pages.ask import Unanswered
from server.store.answers import QueryBusy

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Built:
    """A whole export in a file that has no name any more: it vanishes with its last reader."""

    handle: int
    size: int

    @classmethod
    def of(cls, file: BinaryIO) -> "Built":
        """Take over a file; its handle is closed when nobody can read from it any more."""
        with file:
            built = cls(os.dup(file.fileno()), os.fstat(file.fileno()).st_size)
        weakref.finalize(built, os.close, built.handle)
        return built

    def pieces(self) -> Iterator[bytes]:
        """The content, for any number of readers at once."""
        at = 0
        while piece := os.pread(self.handle, _PIECE, at):
            at += len(piece)
            yield piece


class Kept:
    """Least recently used exports go first; safe to use from many threads.

    In: bytes on disk, how many are made at the same time, seconds that a request waits for its turn.
    """

    def __init__(self, size: int, builds: int, waiting: float) -> None:
        self._size, self._held, self._waiting = size, 0, waiting
        self._free = threading.BoundedSemaphore(builds)
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Semaphore] = defaultdict(threading.Semaphore)

    def get(self, tag: str, make: Callable[[], BinaryIO]) -> Built:
        """The export with that tag, made if it is not held. Errors: those of `make`; Unanswered after the wait."""
        found = self._known(tag)
        if found is not None:
            return found
        with self._turn(self._maker(tag)):
            return self._known(tag) or self._made(tag, make)

    def _maker(self, tag: str) -> threading.Semaphore:
        """Whoever holds it makes the export; the others wait."""
        with self._lock:
            return self._making[tag]

    def _made(self, tag: str, make: Callable[[], BinaryIO]) -> Built:
        try:
            with self._turn(self._free):
                built = Built.of(make())
            self._put(tag, built)
        finally:
            with self._lock:
                self._making.pop(tag, None)
        return built

    @contextmanager
    def _turn(self, gate: threading.Semaphore) -> Iterator[None]:
        if not gate.acquire(timeout=self._waiting):
            raise Unanswered(QueryBusy(self._waiting))
        try:
            yield
        finally:
            gate.release()

    def _known(self, tag: str) -> Built | None:
        with self._lock:
            if tag in self._built:
                self._built.move_to_end(tag)
            return self._built.get(tag)

    def _put(self, tag: str, built: Built) -> None:
        """The last one is held even if it is larger than all may be: it is being sent."""
        with self._lock:
            before = self._built.pop(tag, None)
            self._built[tag] = built
            self._held += built.size - (before.size if before else 0)
            while self._held > self._size and len(self._built) > 1:
                self._held -= self._built.popitem(last=False)[1].size
