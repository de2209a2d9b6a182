"""Recent values by key, kept in memory up to a size; safe to use from many threads."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import LRUCache

_V = TypeVar("_V")


class Recent(Generic[_V]):
    """The least recently used values go first.

    In: the size of all values together, the largest that is kept, what weighs one (all in bytes).
    """

    def __init__(self, size: int, weigh: Callable[[_V], int], largest: int | None = None) -> None:
        self._values: LRUCache[str, _V] = LRUCache(size, weigh)
        self._largest, self._weigh = min(size, size if largest is None else largest), weigh
        self._lock = threading.Lock()

    def get(self, key: str) -> _V | None:
        """The value of that key, if it is still kept."""
        with self._lock:
            return self._values.get(key)

    def set(self, key: str, value: _V) -> None:
        """Keep `value`, unless it is too large."""
        if self._weigh(value) <= self._largest:
            with self._lock:
                self._values[key] = value
