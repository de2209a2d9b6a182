"""Built exports, kept on disk up to a size, each built once however many ask for it."""

import os
import threading
import weakref
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

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
    """Least recently used exports go first; safe to use from many threads."""

    def __init__(self, size: int) -> None:
        self._size, self._held = size, 0
        self._built: OrderedDict[str, Built] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, tag: str, make: Callable[[], BinaryIO]) -> Built:
        """The export with that tag, made if it is not held. Errors: those of `make`."""
        with self._lock:
            making = self._making[tag]
        with making:
            found = self._known(tag)
            if found is None:
                found = Built.of(make())
                self._put(tag, found)
        with self._lock:
            self._making.pop(tag, None)
        return found

    def _known(self, tag: str) -> Built | None:
        with self._lock:
            if tag in self._built:
                self._built.move_to_end(tag)
            return self._built.get(tag)

    def _put(self, tag: str, built: Built) -> None:
        """The last one is held even if it is larger than all may be: it is being sent."""
        with self._lock:
            self._built[tag] = built
            self._held += built.size
            while self._held > self._size and len(self._built) > 1:
                self._held -= self._built.popitem(last=False)[1].size
