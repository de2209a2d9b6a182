"""What is ready is decided and kept, a batch after the other, in order: the end of the harvest."""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import Engine

from harvester import registry
from harvester.decide import Decision, Visited, decide
from harvester.failures import Failure
from harvester.keep import AtStep, keep
from harvester.settings import HarvestSettings

_SIZE = 64
_IN_FLIGHT = 192

OnDecision = Callable[[Decision], None]


class Batches:
    """Visits are put into `ready` by many threads, each with `room` acquired, and kept by one.

    In: the hub's memory, its settings, by what was judged (version, day), who hears of each decision once it is kept,
    what is called at each step of keeping.
    """

    def __init__(
        self, engine: Engine, settings: HarvestSettings, judged: tuple[str, str], heard: OnDecision, at_step: AtStep
    ) -> None:
        self._engine, self._settings, self._heard, self._at_step = engine, settings, heard, at_step
        self._version, self._today = judged
        self.size = _SIZE
        self.ready: queue.Queue[Visited] = queue.Queue()
        self.room = threading.Semaphore(_IN_FLIGHT)

    def keep_all(self, expected: int) -> None:
        """Keep `expected` visits as they get ready, in batches."""
        while expected:
            batch = [self.ready.get()]
            while len(batch) < min(self.size, expected):
                try:
                    batch.append(self.ready.get(timeout=0.05))
                except queue.Empty:
                    break
            visited = self._remembering(batch)
            self.keep([decide(v, self._version, self._today, self._settings) for v in visited])
            self.room.release(len(batch))
            expected -= len(batch)

    def keep(self, decisions: Sequence[Decision]) -> None:
        """Keep what was decided, then tell of it."""
        if not decisions:
            return
        keep(self._engine, self._settings.data, decisions, self._settings.receipts_kept, self._at_step)
        for decision in decisions:
            self._heard(decision)

    def _remembering(self, batch: Sequence[Visited]) -> list[Visited]:
        """The same visits; those that may change something, or must be explained, know what was kept before."""
        telling = [
            v.source
            for v in batch
            if v.verdict or isinstance(v.answer, Failure) or v.source.verdict == "REJECTED" or v.source.failures
        ]
        with self._engine.connect() as db:
            known = {source.id: source for source in registry.with_memory(db, telling)}
        return [replace(v, source=known.get(v.source.id, v.source)) for v in batch]
