"""Opens a generation for reading and keeps its publisher from deleting it meanwhile."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pyoxigraph import Store

#: What a generation is made of, besides its stamp.
LOCK, STORE, FINDER = "lock", "store", "finder"


class GenerationGone(Exception):  # noqa: N818 - a state of the world, not a mistake
    """The generation was deleted before it could be opened."""


@dataclass
class Reader:
    """A generation opened read-only; holds a shared lock on it until `close`."""

    path: Path
    store: Store
    _lock: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Lock, check, open `path` (a directory with `lock` and `store/`); GenerationGone if it is being deleted."""
        lock = shared_lock(path)
        try:
            return cls(path, Store.read_only(str(path / STORE)), lock)
        except BaseException:
            os.close(lock)
            raise

    def close(self) -> None:
        """Close the store, then release the lock; in that order, or the publisher deletes files still in use."""
        del self.store
        os.close(self._lock)


def shared_lock(path: Path) -> int:
    """A descriptor that keeps a generation from being deleted until it is closed; GenerationGone if it is too late."""
    try:
        lock = os.open(path / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise GenerationGone(path.name) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        _check_still_there(path, lock)
    except BaseException:
        os.close(lock)
        raise
    return lock


def _check_still_there(path: Path, lock: int) -> None:
    """The publisher may have deleted the directory while we waited for the lock."""
    try:
        same = os.path.samestat((path / LOCK).stat(), os.fstat(lock))
    except FileNotFoundError:
        same = False
    if not same:
        raise GenerationGone(path.name)
