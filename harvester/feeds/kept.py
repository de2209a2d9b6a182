"""Feeds in the hub's memory: what was last read of each, and how reading it went."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from harvester.adapters.fragment import read_fragment
from harvester.desk.tables import feeds
from harvester.feeds.supplement import Supplement, is_fed


@dataclass(frozen=True, slots=True)
class Feed:
    """A row of `feeds`, without its number and source. Times are UTC without offset.

    `content` is the fragment last made, at `made_at`, by the rules of `pipeline`; `read_at` is when the feed could last
    be read; `failure` names a rule and a reason, while it cannot.
    """

    kind: str
    url: str
    subject: str
    zone: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    pipeline: str = ""
    failure: list[str] | None = None
    failures: int = 0
    checked_at: datetime | None = None
    read_at: datetime | None = None
    made_at: datetime | None = None
    next_at: datetime | None = None
    content: str = ""


_COLUMNS = [feeds.c[each.name] for each in fields(Feed)]


def having_feeds(engine: Engine) -> frozenset[int]:
    """The sources whose files link to feeds."""
    with engine.connect() as db:
        return frozenset(db.scalars(select(feeds.c.source).distinct()))


def of_source(engine: Engine, source: int) -> tuple[Feed, ...]:
    """The feeds of a source, in the order in which they are followed."""
    with engine.connect() as db:
        rows = db.execute(select(*_COLUMNS).where(feeds.c.source == source).order_by(feeds.c.id))
        return tuple(Feed(**row._mapping) for row in rows)


def write(db: Connection, found: Mapping[int, Iterable[Feed]]) -> None:
    """Make these the feeds of their sources; those that a file no longer links to go."""
    if not found:
        return
    db.execute(delete(feeds).where(feeds.c.source.in_(found)))
    rows: list[dict[str, Any]] = [{"source": source, **asdict(feed)} for source, each in found.items() for feed in each]
    if rows:
        db.execute(insert(feeds), rows)


def without(feed: Feed, gone: Collection[str | None]) -> Feed:
    """A feed without the events of these IRIs."""
    if not feed.content or not any(is_fed(iri or "") for iri in gone):
        return feed
    fragment, names = read_fragment(feed.content), {(iri or "").rpartition("#")[2] for iri in gone}
    events = {name: event for name, event in fragment.events.items() if name.removeprefix("#") not in names}
    return replace(feed, content=replace(fragment, events=events).written())


def supplements(found: Sequence[Feed], now: datetime, kept: timedelta, limit: int) -> tuple[Supplement, ...]:
    """What these feeds add to the file. In: the feeds, now, how long they count unread, how many of a lab count."""
    made = [_supplement(feed, now, kept) for feed in found[:limit]]
    if len(found) > limit:
        left = found[limit]
        made.append(Supplement(left.kind, left.url, left.subject, "", "F1-many", str(limit)))
    return tuple(made)


def _supplement(feed: Feed, now: datetime, kept: timedelta) -> Supplement:
    aged = feed.read_at is None or now - feed.read_at >= kept
    content = "" if aged else feed.content
    rule, reason = feed.failure or ("", "")
    if rule and aged and feed.content:
        rule = "F1-aged"
    return Supplement(feed.kind, feed.url, feed.subject, content, rule, reason)
