"""The feeds of one lab, asked as politely as its file: conditionally, and less often when they fail."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harvester import files
from harvester.adapters.fragment import Fragment
from harvester.adapters.ical import Window
from harvester.adapters.received import Limits, Received
from harvester.authority import normalise
from harvester.failures import Failure
from harvester.feeds.kept import Feed
from harvester.feeds.read import window
from harvester.fetch import Document, Unchanged
from harvester.report import Finding, Link
from harvester.schedule import after_failure
from harvester.settings import HarvestSettings

Fetch = Callable[[str, str, str], Document | Unchanged | Failure]
Read = Callable[[str, Received, Window], Fragment | Finding | Failure]

_OWN = "fabcommons"
_NO_ANSWER = frozenset({"T-dns", "T-connect", "T-timeout", "T-tls"})


@dataclass(frozen=True, slots=True)
class Gatherer:
    """In: the settings, how to fetch (politely), how to read within limits, the version of what reads."""

    settings: HarvestSettings
    fetch: Fetch
    read: Read
    version: str

    def gather(self, links: Sequence[Link], known: Sequence[Feed], now: datetime) -> tuple[Feed, ...]:
        """Each feed that is linked to, asked if its time has come; those over the limit are noted, not asked."""
        by_link = {(feed.kind, feed.url): feed for feed in known}
        return tuple(self._all(links, by_link, now))

    def _all(self, links: Sequence[Link], known: dict[tuple[str, str], Feed], now: datetime) -> Iterator[Feed]:
        for number, link in enumerate(links):
            feed = known.get((link.kind, link.url), Feed(link.kind, link.url, link.subject))
            feed = replace(feed, subject=link.subject, zone=link.zone)
            waits = feed.next_at is not None and feed.next_at > now
            if self._is_ours(feed.url):  # each visit would add what the last one did
                yield replace(feed, failure=["F1-form", _OWN], content="")
            else:
                yield feed if waits or number >= self.settings.feeds_per_lab else self._asked(feed, now)

    def _is_ours(self, url: str) -> bool:
        try:
            return normalise(url).startswith(normalise(f"{self.settings.public_base_url}/"))
        except ValueError:
            return False

    def _asked(self, feed: Feed, now: datetime) -> Feed:
        current = self._is_current(feed, now)
        answer = self.fetch(feed.url, *((feed.etag, feed.last_modified) if current else ("", "")))
        if isinstance(answer, Failure) and answer.rule == "T-retry-after":  # its host asked for rest before its turn
            return replace(feed, next_at=after_failure(1, answer.retry_after, now, self.settings))
        if isinstance(answer, Failure):
            return self._failed(feed, answer, now)
        same = isinstance(answer, Unchanged) or (current and files.sha256(answer.content) == feed.sha256)
        if same and current:
            return replace(feed, failure=None, failures=0, checked_at=now, read_at=now, next_at=None)
        return self._read(feed, answer, now) if isinstance(answer, Document) else feed

    def _is_current(self, feed: Feed, now: datetime) -> bool:
        """Whether «unchanged» would do: made by the rules and in the zone of today, and far enough ahead."""
        made = feed.made_at is not None and now - feed.made_at < self.settings.feed_kept
        return made and feed.pipeline == self._version(feed) and bool(feed.content)

    def _version(self, feed: Feed) -> str:
        return f"{self.version}/{feed.zone}"

    def _read(self, feed: Feed, answer: Document, now: datetime) -> Feed:
        settings = self.settings
        today = now.replace(tzinfo=UTC).astimezone(settings.zone).date()
        days = settings.feed_days + settings.feed_kept.days + 1
        what = window(today, days, settings.feed_events, feed.zone, settings.time_zone)
        received = Received(answer.content, answer.content_type, answer.url, Limits.of(settings))
        made = self.read(feed.kind, received, what)
        if isinstance(made, Failure):
            return self._failed(feed, made, now)
        if isinstance(made, Finding):
            failed = self._failed(feed, Failure(made.rule, made.params.get("key", "")), now)
            return replace(failed, failure=[made.rule, made.params.get("key", "")])
        return replace(
            feed, etag=answer.etag, last_modified=answer.last_modified, sha256=files.sha256(answer.content),
            pipeline=self._version(feed), failure=None, failures=0, checked_at=now, read_at=now, made_at=now,
            next_at=None, content=made.written(),
        )  # fmt: skip

    def _failed(self, feed: Feed, failure: Failure, now: datetime) -> Feed:
        failures = feed.failures + 1
        later = after_failure(failures, failure.retry_after, now, self.settings)
        return replace(feed, failure=_reason(failure), failures=failures, checked_at=now, next_at=later)


def _reason(failure: Failure) -> list[str]:
    """The rule by which a publisher is told, and what it is filled with."""
    if failure.status:
        return ["F1-missing", str(failure.status)]
    return ["F1-unreachable" if failure.rule in _NO_ANSWER else "F1-failed", failure.rule]
