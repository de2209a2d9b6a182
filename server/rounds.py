"""A hub at work: its memory, a harvest, a publication; what the command line and the scheduler both do."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from harvester import registry
from harvester.batches import OnDecision
from harvester.clock import Clock, utc_now
from harvester.desk import asks, faults, lost, post, telling, usage
from harvester.desk.dns import Texts, system_texts
from harvester.desk.proving import prove
from harvester.desk.recognise import recognise
from harvester.desk.settle import withdraw_refused
from harvester.fetch import Fetcher
from harvester.history import prune_history
from harvester.hub import open_hub
from harvester.keep import AtStep, no_stop
from harvester.keep_logs import keep_logs
from harvester.live import look as live
from harvester.lock import only_one
from harvester.notices import erase_old
from harvester.pipeline import Harvest, Summary
from harvester.registry import Source
from harvester.shared import recompose
from server.settings import Settings
from server.store import generations
from server.store.dump.members import clear as clear_members
from server.store.dump.write import write_dump
from server.store.publish import Target, publish

log = logging.getLogger("fabcommons")


class Hub:
    """An opened hub. Everything that writes must be called while holding `only_one(settings.data)`.

    In: the settings; the clock; a fetcher to use (else each harvest makes its own); what reads TXT records.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock = utc_now,
        fetcher: Fetcher | None = None,
        texts: Texts | None = None,
    ) -> None:
        self.settings, self.clock, self.fetcher = settings, clock, fetcher
        self.texts = texts or partial(system_texts, seconds=settings.dns_time.total_seconds())
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
        """Visit these sources and keep what they give; what may not be served (any more) is not visited, and goes."""
        data, kept = self.settings.data, self.settings.receipts_kept
        withdraw_refused(self.engine, data, self.clock(), kept, at_step)
        served = [source for source in chosen if source.status == "accepted"]
        summary = Harvest(self.engine, self.settings, on_decision, self.clock, self.fetcher, at_step).run(served)
        if recognise(self.engine, data, self.clock()):
            withdraw_refused(self.engine, data, self.clock(), kept, at_step)
        prune_history(self.engine, self.settings.data, self.clock() - self.settings.history_kept)
        return summary

    def keep_logs(self) -> int:
        """Bring the graphs of the labs' log books up to date; out: how many changed."""
        conf = self.settings
        return keep_logs(self.engine, conf.data, conf.public_base_url, conf.zone, self.clock())

    def publish(self, at_step: AtStep = no_stop) -> Path | None:
        """Publish what changed, log books and registry too, then write its dump; out: the new generation, or None."""
        self.keep_logs()
        recompose(self.engine, self.settings.data, self.target.names.registry, self.clock())
        made = publish(self.engine, self.target, at_step)
        self.dump(at_step)
        return made

    def dump(self, at_step: AtStep = no_stop) -> Path | None:
        """Write the dump of what is served, unless it is written; out: its folder, or None."""
        target = self.target
        return write_dump(self.engine, target.data, target.names, self.clock(), target.processes, at_step)

    def publish_anew(self) -> Path | None:
        """Publish from nothing; older generations go as soon as nobody reads them, for what was erased must be gone."""
        self.keep_logs()
        older = generations.all_generations(self.settings.data)
        made = publish(self.engine, self.target, anew=True)
        generations.doom(self.settings.data, older)
        clear_members(self.settings.data)
        self.dump()
        return made

    def look(self) -> int:
        """Ask the labs that tell whether they are open; out: how many. No lock is needed: its table is its own."""
        endpoints = live.due(self.engine, self.clock())
        if self.fetcher is not None:
            live.look(self.engine, self.settings, self.fetcher, self.clock, endpoints)
        elif endpoints:
            with closing(Fetcher(self.settings)) as fetcher:
                live.look(self.engine, self.settings, fetcher, self.clock, endpoints)
        return len(endpoints)

    def round(self) -> Path | None:
        """One scheduled round: harvest what is due, publish if anything changed; log books wait for no visit."""
        with only_one(self.settings.data):
            self.dump()  # if the last round was stopped before it
            if self.keep_logs():
                publish(self.engine, self.target)
            self._apart("prefixes could not be proved", self._prove)
            asked = asks.counted(self.engine)
            with self.engine.connect() as db:
                due = registry.due(db, self.clock(), asked)
            self.harvest(due)
            asks.answered(self.engine, asked)
            self._apart("labs could not be told", self._tell)
            self._apart("what is too old could not be erased", self._erase_old)
            return self.publish()

    def _apart(self, trouble: str, task: Callable[[], object]) -> None:
        """Do what must not keep a round from being published: a fault of ours in it is told, and tried again."""
        try:
            task()
        except Exception:
            log.exception("%s", trouble)

    def _prove(self) -> None:
        prove(self.engine, self.settings, self.fetcher, self.texts, self.clock())

    def _tell(self) -> None:
        telling.tell(self.engine, self.settings, self.clock())
        faults.tell(self.engine, self.settings.public_base_url, self.clock())

    def _erase_old(self) -> None:
        conf, now = self.settings, self.clock()
        usage.erase(self.engine, now.date() - conf.usage_kept)
        erase_old(self.engine, now - conf.notice_kept, now)
        faults.erase_old(self.engine, now - conf.fault_kept)

    def post(self) -> int:
        """Write to new contacts, and send the e-mails that wait; out: how many. No lock: a mail server may be slow."""
        now, conf = self.clock(), self.settings
        telling.ask_to_confirm(self.engine, conf, now)
        lost.answer(self.engine, conf.public_base_url, now, conf.reissue_kept, conf.reissue_most)
        return post.send(self.engine, self.settings, post.sender_of(self.settings, self.settings.publisher_email), now)
