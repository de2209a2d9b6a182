"""The feeds of the sources of one harvest: which are to be looked at, what they add, how they are asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine

from harvester.clock import Clock
from harvester.decide import Visited
from harvester.failures import Failure
from harvester.feeds import kept
from harvester.feeds.gather import Gatherer, Read
from harvester.feeds.hosts import Hosts
from harvester.feeds.kept import Feed
from harvester.feeds.supplement import Supplement
from harvester.fetch import Document, Fetcher, Unchanged
from harvester.registry import Source
from harvester.report import PUBLISHABLE, Link
from harvester.settings import HarvestSettings


@dataclass(slots=True)
class Following:
    """In: the hub's memory, settings, clock; who fetches, who reads within limits, the version of what reads."""

    engine: Engine
    settings: HarvestSettings
    clock: Clock
    fetcher: Fetcher
    read: Read
    version: str
    hosts: Hosts = field(default_factory=Hosts)
    having: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self.having = kept.having_feeds(self.engine)

    def known(self, source: Source) -> tuple[Feed, ...]:
        """The feeds of a source as they were when it was last looked at."""
        return kept.of_source(self.engine, source.id) if source.id in self.having else ()

    def supplements(self, feeds: Sequence[Feed]) -> tuple[Supplement, ...]:
        """What these feeds add to the file now."""
        return kept.supplements(feeds, self.clock(), self.settings.feed_kept, self.settings.feeds_per_lab)

    def links(self, visited: Visited) -> tuple[Link, ...] | None:
        """The feeds to look at after a visit; None when there is nothing to look at."""
        source, verdict = visited.source, visited.verdict
        if not visited.fetched or isinstance(visited.answer, Failure):
            return None
        if (verdict.outcome if verdict else source.verdict) not in PUBLISHABLE:
            return None
        if verdict:
            return verdict.links if verdict.links or source.id in self.having else None
        known = self.known(source)
        return tuple(Link(feed.kind, feed.url, feed.subject, feed.zone) for feed in known) or None

    def gather(self, source: Source, links: Sequence[Link]) -> tuple[Feed, ...]:
        """Ask the feeds whose time has come."""
        gatherer = Gatherer(self.settings, self.fetch, self.read, self.version)
        return gatherer.gather(links, self.known(source), self.clock())

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Document | Unchanged | Failure:
        """Fetch when it is our turn at that host; not at all once the host asked for rest."""
        with self.hosts.turn(url):
            resting = self.hosts.resting(url)
            answer = resting or self.fetcher.fetch(url, etag, last_modified)
            self.hosts.heard(url, answer)
            return answer
