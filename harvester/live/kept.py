"""The states in the hub's memory: where to look, what was seen last, what still counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from harvester.desk.tables import feeds, live
from harvester.hub import sources
from harvester.live.state import State

_SERVED = (sources.c.status == "accepted", sources.c.graph.is_not(None), sources.c.gone_at.is_(None))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a source tells its state; `failures` in a row, and when to look again (None: now)."""

    source: int
    url: str
    failures: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a lab said of this moment, when it was heard, and until when it counts."""

    slug: str
    base: str
    url: str
    open: bool
    message: str
    changed_at: datetime | None
    checked_at: datetime
    until: datetime


def endpoints(engine: Engine) -> list[Endpoint]:
    """Where served sources tell their state: they are SpaceAPI documents, or link to one."""
    own = select(sources.c.id, sources.c.url).where(sources.c.kind == "spaceapi", *_SERVED)
    linked = (
        select(sources.c.id, feeds.c.url)
        .join(feeds, feeds.c.source == sources.c.id)
        .where(feeds.c.kind == "spaceapi", *_SERVED)
        .order_by(feeds.c.id.desc())
    )
    with engine.connect() as db:
        urls = {row.id: row.url for query in (linked, own) for row in db.execute(query)}
        known = {row.source: row for row in db.execute(select(live))}
    return [
        Endpoint(source, url, known[source].failures, known[source].next_at)
        if source in known and known[source].url == url
        else Endpoint(source, url)
        for source, url in urls.items()
    ]


def forget_others(db: Connection, found: Sequence[Endpoint]) -> None:
    """What was seen where nobody tells any more goes."""
    known = {(row.source, row.url) for row in db.execute(select(live.c.source, live.c.url))}
    for source, _ in known - {(each.source, each.url) for each in found}:
        db.execute(delete(live).where(live.c.source == source))


def saw(db: Connection, endpoint: Endpoint, state: State, now: datetime, next_at: datetime) -> None:
    """Keep what a lab says."""
    values = {
        "url": endpoint.url, "open": state.open, "message": state.message, "changed_at": state.changed_at,
        "checked_at": now, "failure": None, "failures": 0, "next_at": next_at,
    }  # fmt: skip
    statement = insert(live).values(source=endpoint.source, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values))


def failed(db: Connection, endpoint: Endpoint, rule: str, now: datetime, next_at: datetime) -> None:
    """Note that a lab could not be asked; what it said before counts as long as it would have."""
    values = {"failure": [rule], "failures": endpoint.failures + 1, "next_at": next_at}
    changed = db.execute(update(live).where(live.c.source == endpoint.source).values(**values))
    if not changed.rowcount:
        db.execute(insert(live).values(source=endpoint.source, url=endpoint.url, checked_at=now, **values))


def seen(engine: Engine, now: datetime, kept: timedelta) -> list[Seen]:
    """Every lab that says whether it is open, and whose word still counts; by slug."""
    query = (
        select(sources.c.slug, sources.c.base, live)
        .join(sources, sources.c.id == live.c.source)
        .where(live.c.open.is_not(None), live.c.checked_at > now - kept, live.c.checked_at <= now, *_SERVED)
        .order_by(sources.c.slug)
    )
    with engine.connect() as db:
        return [
            Seen(
                row.slug, row.base, row.url, row.open, row.message, row.changed_at, row.checked_at,
                row.checked_at + kept,
            )
            for row in db.execute(query)
        ]  # fmt: skip
