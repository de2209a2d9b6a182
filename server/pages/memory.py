"""What the hub remembers of its sources, read for the pages; nothing here writes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, or_, select

from harvester.desk.tables import acts, asks, events
from harvester.hub import receipts, sources, versions, visits
from harvester.registry import PUBLIC, Source

#: From a source to the one that took its place, at most so many times.
_STEPS = 20

_LIGHT = tuple(column for column in sources.c if column.name not in ("report", "failure", "entities", "withheld"))


#: What nobody but moderators and its own lab sees: it waits, or was sent away.
_PUBLIC = sources.c.status.in_(PUBLIC)


def source(engine: Engine, slug: str) -> Source | None:
    """The source of that slug, whole, unless it waits or was sent away."""
    return _whole(engine, sources.c.slug == slug, _PUBLIC)


def any_source(engine: Engine, slug: str) -> Source | None:
    """The source of that slug, whole, whatever its status: for who may see it."""
    return _whole(engine, sources.c.slug == slug)


def successor(engine: Engine, gone: Source) -> Source | None:
    """The source that took the place of one, and of that one, and so on; None when none did, or it is not shown."""
    heir: Source | None = gone
    for _ in range(_STEPS):
        if heir is None or heir.successor is None:
            break
        heir = _whole(engine, sources.c.id == heir.successor, _PUBLIC)
    return heir if heir is not None and heir.status == "accepted" and heir.id != gone.id else None


def _whole(engine: Engine, *which: ColumnElement[bool]) -> Source | None:
    with engine.connect() as db:
        row = db.execute(select(sources).where(*which)).one_or_none()
    return Source(**row._mapping) if row else None


def numbered(engine: Engine, number: int) -> Source:
    """The source of that number, whole."""
    with engine.connect() as db:
        return Source(**db.execute(select(sources).where(sources.c.id == number)).one()._mapping)


def by_base(engine: Engine, base: str) -> Source | None:
    """The source whose file has that base, without its report and lists."""
    with engine.connect() as db:
        row = db.execute(select(*_LIGHT).where(sources.c.base == base, _PUBLIC)).one_or_none()
    return Source(**row._mapping) if row else None


def at_address(engine: Engine, addresses: Collection[str]) -> Source | None:
    """The source whose file lies at one of these addresses, or that has one as its base; accepted ones first."""
    here = or_(sources.c.url.in_(addresses), sources.c.base.in_(addresses))
    accepted_first = (sources.c.status != "accepted", sources.c.id)
    with engine.connect() as db:
        row = db.execute(select(*_LIGHT).where(here).order_by(*accepted_first).limit(1)).one_or_none()
    return Source(**row._mapping) if row else None


def registry_loaded(engine: Engine) -> datetime | None:
    """When the network's registry was loaded last (UTC)."""
    newest = select(func.max(versions.c.kept_at)).where(versions.c.source.is_(None))
    with engine.connect() as db:
        found: datetime | None = db.execute(newest).scalar()
    return found


def every_source(engine: Engine) -> list[Source]:
    """All accepted sources by slug, without their reports and lists, which are long."""
    query = select(*_LIGHT).where(sources.c.status == "accepted").order_by(sources.c.slug)
    with engine.connect() as db:
        return [Source(**row._mapping) for row in db.execute(query)]


def shown_slugs(engine: Engine) -> Sequence[str]:
    """The slugs of the labs that have a page."""
    shown = sources.c.graph.is_not(None), sources.c.gone_at.is_(None), sources.c.status == "accepted"
    with engine.connect() as db:
        return db.scalars(select(sources.c.slug).where(*shown)).all()


def whole(engine: Engine, some: Sequence[Source]) -> list[Source]:
    """The same sources in the same order, with their reports and lists."""
    with engine.connect() as db:
        rows = db.execute(select(sources).where(sources.c.id.in_([each.id for each in some])))
        found = {row.id: Source(**row._mapping) for row in rows}
    return [found[each.id] for each in some if each.id in found]


def last_visits(engine: Engine, source_id: int, limit: int = 10) -> Sequence[Any]:
    """The last visits of a source, newest first, with columns `at outcome rule status bytes seconds`."""
    newest = select(visits).where(visits.c.source == source_id).order_by(visits.c.id.desc()).limit(limit)
    with engine.connect() as db:
        return db.execute(newest).all()


def last_receipt(engine: Engine, source_id: int) -> Any:
    """The file received last, with columns `sha256 at content_type url`, or None."""
    newest = select(receipts).where(receipts.c.source == source_id).order_by(receipts.c.id.desc()).limit(1)
    with engine.connect() as db:
        return db.execute(newest).one_or_none()


def sequence(engine: Engine) -> str:
    """Changes whenever a source was added, visited, asked for, moderated, grew old, or changed what is published."""
    numbers = (versions.c.seq, visits.c.id, sources.c.id, events.c.id, acts.c.id)
    asked = select(func.count()).select_from(asks).scalar_subquery()
    newest = select(*(select(func.max(column)).scalar_subquery() for column in numbers), asked)
    with engine.connect() as db:
        return "-".join(str(value or 0) for value in db.execute(newest).one())
