"""Recent answers, kept in memory up to a size: the same question on the same generation is not asked twice."""

import threading
from collections import OrderedDict

from server.store.answers import Answer
from server.store.limits import MIB


class AnswerCache:
    """Least recently used answers by their tag; safe to use from many threads."""

    def __init__(self, size: int = 32 * MIB, largest: int = MIB) -> None:
        self._size, self._largest, self._held = size, largest, 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> Answer | None:
        """The answer with that tag, if it is still held."""
        with self._lock:
            if tag in self._answers:
                self._answers.move_to_end(tag)
            return self._answers.get(tag)

    def put(self, tag: str, answer: Answer) -> None:
        """Hold `answer`, forgetting the oldest ones; an answer larger than `largest` is not held."""
        if len(answer.body) > self._largest:
            return
        with self._lock:
            self._held += len(answer.body) - len(self._answers[tag].body if tag in self._answers else b"")
            self._answers[tag] = answer
            while self._held > self._size:
                self._held -= len(self._answers.popitem(last=False)[1].body)
