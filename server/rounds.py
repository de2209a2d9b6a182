"""A hub at work: its memory, a harvest, a publication; what the command line and the scheduler both do."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from harvester import registry
from harvester.clock import Clock, utc_now
from harvester.desk import asks
from harvester.fetch import Fetcher
from harvester.history import prune_history
from harvester.hub import open_hub
from harvester.keep import AtStep, no_stop
from harvester.live.look import due, look
from harvester.lock import only_one
from harvester.notices import erase_old
from harvester.pipeline import Harvest, OnDecision, Summary
from harvester.registry import Source
from server.settings import Settings
from server.store import generations
from server.store.dump.members import clear as clear_members
from server.store.dump.write import write_dump
from server.store.publish import Target, publish


class Hub:
    """An opened hub. Everything that writes must be called while holding `only_one(settings.data)`.

    In: the settings; the clock; a fetcher to use (else each harvest makes its own).
    """

    def __init__(self, settings: Settings, clock: Clock = utc_now, fetcher: Fetcher | None = None) -> None:
        self.settings, self.clock, self.fetcher = settings, clock, fetcher
        self.engine = open_hub(settings.data)
        self.target = Target(settings.data, settings.public_base_url, settings.judge_processes)

    def choose(self, slugs: Sequence[str] = (), *, everything: bool = False) -> list[Source]:
        """The sources named, all accepted ones, or those due."""
        with self.engine.connect() as db:
            if slugs:
                return registry.named(db, slugs)
            if everything:
                return registry.accepted(db)
            return registry.due(db, self.clock())

    def harvest(
        self, chosen: Sequence[Source], on_decision: OnDecision = lambda _decision: None, at_step: AtStep = no_stop
    ) -> Summary:
        """Visit these sources and keep what they give."""
        summary = Harvest(self.engine, self.settings, on_decision, self.clock, self.fetcher, at_step).run(chosen)
        prune_history(self.engine, self.settings.data, self.clock() - self.settings.history_kept)
        return summary

    def publish(self, at_step: AtStep = no_stop) -> Path | None:
        """Publish what changed, then write its dump; out: the new generation, or None."""
        made = publish(self.engine, self.target, at_step)
        self.dump(at_step)
        return made

    def dump(self, at_step: AtStep = no_stop) -> Path | None:
        """Write the dump of what is served, unless it is written; out: its folder, or None."""
        target = self.target
        return write_dump(self.engine, target.data, target.names, self.clock(), target.processes, at_step)

    def publish_anew(self) -> Path | None:
        """Publish from nothing; older generations go as soon as nobody reads them, for what was erased must be gone."""
        older = generations.all_generations(self.settings.data)
        made = publish(self.engine, self.target, anew=True)
        generations.doom(self.settings.data, older)
        clear_members(self.settings.data)
        self.dump()
        return made

    def look(self) -> int:
        """Ask the labs that tell whether they are open; out: how many. No lock is needed: its table is its own."""
        endpoints = due(self.engine, self.clock())
        if self.fetcher is not None:
            look(self.engine, self.settings, self.fetcher, self.clock, endpoints)
        elif endpoints:
            with closing(Fetcher(self.settings)) as fetcher:
                look(self.engine, self.settings, fetcher, self.clock, endpoints)
        return len(endpoints)

    def round(self) -> Path | None:
        """One scheduled round: harvest what is due, publish if anything changed."""
        with only_one(self.settings.data):
            self.dump()  # if the last round was stopped before it
            asked = asks.waiting(self.engine)
            with self.engine.connect() as db:
                due = registry.due(db, self.clock(), asked)
            self.harvest(due)
            asks.answered(self.engine, asked)
            erase_old(self.engine, self.clock() - self.settings.notice_kept, self.clock())
            return self.publish()
