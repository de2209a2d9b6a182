"""The harvest, from due sources to kept graphs. The only file that turns exceptions into outcomes.

due ──▶ fetch (threads, one a host) ──▶ judge (killable processes) ──▶ decide ──▶ keep (batches, in order)
                 │ 304 or same bytes ───────────────────────────────────▲
receipts judged by older rules ──▶ judge ───────────────────────────────┘

What a file links to (feeds) is gathered after it, by threads of their own; if that says something new, the file is
judged again with it.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from harvester import files, registry
from harvester.batches import Batches, OnDecision
from harvester.clock import Clock, utc_now
from harvester.decide import Decision, Visited, withdrawal
from harvester.desk import bans, hosted
from harvester.desk.proofs import prefixes
from harvester.failures import Failure
from harvester.feeds.following import Following
from harvester.feeds.kept import Feed
from harvester.feeds.supplement import mark
from harvester.fetch import Document, Fetcher, Unchanged
from harvester.judge import Profile
from harvester.keep import AtStep, no_stop
from harvester.ledger import content_type
from harvester.pool import Judged, JudgePool
from harvester.profile import marks_of, pipeline_version, profile_of
from harvester.registry import Source
from harvester.report import Link, Outcome, Verdict
from harvester.schedule import is_gone
from harvester.settings import HarvestSettings

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Summary:
    """What a harvest did: visits by outcome, and whether there is something to publish."""

    outcomes: Counter[str] = field(default_factory=Counter)
    changed: int = 0

    def add(self, decision: Decision) -> None:
        """Count one decision."""
        self.outcomes[str(decision.outcome)] += 1
        self.changed += bool(decision.changes or decision.withdrawn or decision.graph is not None)


@dataclass(slots=True)
class Harvest:
    """One round. `on_decision` hears of each visit once it is kept, `at_step` of each step of keeping."""

    engine: Engine
    settings: HarvestSettings
    on_decision: OnDecision = lambda _decision: None
    clock: Clock = utc_now
    fetcher: Fetcher | None = None
    at_step: AtStep = no_stop
    summary: Summary = field(default_factory=Summary)

    def run(self, sources: Sequence[Source]) -> Summary:
        """Visit these sources, judge again what older rules judged, withdraw what was silent too long."""
        marks = marks_of(self.engine)
        profile = profile_of(self.settings, self.clock(), marks)
        version = pipeline_version(self.settings, marks)
        fetcher = self.fetcher or Fetcher(self.settings)
        try:
            with JudgePool(self.settings, profile) as pool:
                round_ = _Round(self, pool, fetcher, version, profile)
                round_.visit(sources)
                round_.judge_again({source.id for source in sources})
                round_.withdraw_silent()
        finally:
            if self.fetcher is None:
                fetcher.close()
        return self.summary

    def heard(self, decision: Decision) -> None:
        """Count a decision that is kept, and tell of it."""
        self.summary.add(decision)
        self.on_decision(decision)


class _Round:
    """The moving parts of one harvest."""

    def __init__(self, harvest: Harvest, pool: JudgePool, fetcher: Fetcher, version: str, profile: Profile) -> None:
        self.harvest, self.pool, self.fetcher, self.version = harvest, pool, fetcher, version
        self.today = profile.today.isoformat()
        self.data: Path = harvest.settings.data
        self.batches = Batches(harvest.engine, harvest.settings, (version, self.today), harvest.heard, harvest.at_step)
        self.ready, self.room = self.batches.ready, self.batches.room
        self.abandoned = False
        self.proved = prefixes(harvest.engine)
        self.following = Following(harvest.engine, harvest.settings, harvest.clock, fetcher, pool.read_feed, version)
        self.bans = bans.read(harvest.engine)

    def visit(self, sources: Sequence[Source]) -> None:
        """Fetch side by side, one at a time from each host."""
        hosts: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            hosts[source.host].append(source)
        many = self.harvest.settings.fetch_threads
        with ThreadPoolExecutor(many, "feeds") as self.feeders, ThreadPoolExecutor(many, "fetch") as threads:
            for group in hosts.values():
                threads.submit(self._visit_host, group)
            try:
                self.batches.keep_all(len(sources))
            except BaseException:
                self.abandoned = True
                self.room.release(len(sources))  # nobody keeps any more: threads waiting for room must see it
                raise

    def _visit_host(self, sources: Sequence[Source]) -> None:
        wait: Failure | None = None
        for source in sources:
            self.room.acquire()
            if self.abandoned:
                return
            at, start = self.harvest.clock(), time.perf_counter()
            answer = wait or self._fetch(source)
            self._hand_over(Visited(source, at, time.perf_counter() - start, answer, fetched=wait is None))
            if isinstance(answer, Failure) and answer.retry_after:
                wait = replace(answer, rule="T-retry-after")

    def _fetch(self, source: Source) -> Document | Unchanged | Failure:
        conditional = source.receipt is not None and not source.held and self._can_judge(source)
        try:
            if source.hosted:
                return hosted.document(self.harvest.engine, source.id, source.url)
            answer = self.following.fetch(source.url, *((source.etag, source.last_modified) if conditional else ()))
            return self._unless_banned(answer)
        except Exception as error:
            return _our_fault(error, source)

    def _unless_banned(self, answer: Document | Unchanged | Failure) -> Document | Unchanged | Failure:
        """A source that leads to a host that was sent away brings nothing."""
        by = "" if isinstance(answer, Failure) else answer.url
        return Failure("T-banned", bans.host_of(by)) if by and self.bans.stop(by) else answer

    def _can_judge(self, source: Source) -> bool:
        """False when «unchanged» would leave us with nothing to judge by the rules of today."""
        alone = source.id not in self.following.having
        return (alone and self._is_current(source)) or self._stored(source) is not None

    def _hand_over(self, visited: Visited) -> None:
        """Every visit gets ready, whatever happens: the harvest waits for each."""
        try:
            self._judge_if_new(visited)
        except Exception as error:
            self.ready.put(replace(visited, answer=_our_fault(error, visited.source)))

    def _judge_if_new(self, visited: Visited) -> None:
        """Hand a document to the judges, unless the same bytes were judged by the same rules."""
        source, answer = visited.source, visited.answer
        if isinstance(answer, Unchanged) and not self._is_current(source):
            answer = self._stored(source) or answer
        same = (
            isinstance(answer, Document) and files.sha256(answer.content) == source.receipt and self._is_current(source)
        )
        if not isinstance(answer, Document) or same:
            self._look_at_feeds(visited)
        else:
            feeds = self.following.known(source)
            self._judge(replace(visited, answer=answer), answer, feeds, self._look_at_feeds)

    def _judge(
        self, visited: Visited, document: Document, feeds: Sequence[Feed], done: Callable[[Visited], None]
    ) -> None:
        """Judge a document with what these feeds add; `done` gets the visit with its verdict, in another thread."""
        source, supplements = visited.source, self.following.supplements(feeds)
        asked = replace(visited, answer=document, supplements=mark(supplements))
        judged: Judged = lambda verdict: done(_with(asked, verdict))  # noqa: E731
        proved = self.proved.get(source.id, ())
        self.pool.judge(document.content, source.base, judged, proved, document.content_type, supplements)

    def _look_at_feeds(self, visited: Visited) -> None:
        """The visit is ready, unless its file links to feeds: these come first."""
        links = self.following.links(visited)
        if links is None or self.abandoned:
            self.ready.put(visited)
        else:
            self.feeders.submit(self._gather, visited, links)

    def _gather(self, visited: Visited, links: Sequence[Link]) -> None:
        try:
            self._with_feeds(visited, self.following.gather(visited.source, links))
        except Exception as error:
            self.ready.put(replace(visited, answer=_our_fault(error, visited.source)))

    def _with_feeds(self, visited: Visited, feeds: tuple[Feed, ...]) -> None:
        """Judge again if the feeds say something else than before; what takes too long with them stays without."""
        source, now = visited.source, mark(self.following.supplements(feeds))
        before = visited.supplements if visited.verdict else source.supplements
        document = visited.answer if isinstance(visited.answer, Document) else self._stored(source)
        if now == before or document is None:
            self.ready.put(replace(visited, feeds=feeds if now == before else None))
            return

        def done(judged: Visited) -> None:
            self.ready.put(visited if isinstance(judged.answer, Failure) else judged)

        self._judge(replace(visited, feeds=feeds), document, feeds, done)

    def _is_current(self, source: Source) -> bool:
        return source.pipeline == self.version and source.judged_on == self.today

    def _stored(self, source: Source) -> Document | None:
        content = files.read_receipt(self.data, source.receipt) if source.receipt else None
        if content is None:
            return None
        with self.harvest.engine.connect() as db:
            stated = content_type(db, source.id, source.receipt or "")
        return Document(content, source.url, stated, source.etag, source.last_modified)

    def judge_again(self, visited: set[int]) -> None:
        """Judge the stored receipts of sources that older rules judged, or another day; nothing is fetched."""
        with self.harvest.engine.connect() as db:
            old = [s for s in registry.judged_otherwise(db, self.version, self.today) if s.id not in visited]
        pending = 0
        for source in old:
            stored = self._stored(source)
            if stored is not None:
                self.room.acquire()
                self._hand_over(Visited(source, self.harvest.clock(), 0.0, stored, fetched=False))
                pending += 1
                if pending == self.batches.size:
                    self.batches.keep_all(pending)
                    pending = 0
        self.batches.keep_all(pending)

    def withdraw_silent(self) -> None:
        """Withdraw what has had no publishable file for too long, with tombstones."""
        now = self.harvest.clock()
        with self.harvest.engine.connect() as db:
            quiet = registry.silent_since(db, now - self.harvest.settings.gone_after)
        silent = [source for source in quiet if is_gone(source, now, self.harvest.settings)]
        nothing = [Decision(Visited(s, now, 0.0, Unchanged(), fetched=False), Outcome.GONE, {}) for s in silent]
        self.batches.keep([withdrawal(decision, now) for decision in nothing])


def _our_fault(error: Exception, source: Source) -> Failure:
    _log.error("visiting %s broke off", source.slug, exc_info=error)
    return Failure("L3-engine", f"{type(error).__name__}: {error}"[:300])


def _with(visited: Visited, judged: Verdict | Failure) -> Visited:
    return replace(visited, answer=judged) if isinstance(judged, Failure) else replace(visited, verdict=judged)
