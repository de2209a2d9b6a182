"""What the publisher reads of the hub: which graphs there are now, where they come from, what changed since."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from harvester.hub import forgotten, sources, versions
from server.store.provenance import Version


@dataclass(frozen=True, slots=True)
class Part:
    """A source's share of the dataset: its graph's file (None when withdrawn), the history of that graph, its row."""

    base: str
    slug: str
    file: str | None
    history: tuple[Version, ...]
    number: int = 0
    log: str | None = None
    """The file of the graph of its log book, when there is something in it."""


def last_seq(db: Connection) -> int:
    """Number of the last change."""
    return int(db.execute(select(func.max(versions.c.seq))).scalar() or 0)


def last_generation(db: Connection) -> int:
    """Number of the last generation that showed a change; it outlives a deleted index."""
    return int(db.execute(select(func.max(versions.c.generation))).scalar() or 0)


def parts(db: Connection, since: int = 0) -> list[Part]:
    """The sources whose graph changed after `since`, as they are now (withdrawn ones too unless `since` is 0)."""
    changed = select(versions.c.source).where(versions.c.seq > since, versions.c.source.is_not(None))
    columns = (sources.c.id, sources.c.base, sources.c.slug, sources.c.graph, sources.c.log)
    rows = db.execute(select(*columns).where(sources.c.id.in_(changed)))
    found = [row for row in rows if since or row.graph]
    histories = _histories(db, None if not since else [row.id for row in found])
    return [Part(row.base, row.slug, row.graph, tuple(histories.get(row.id, ())), row.id, row.log) for row in found]


def _histories(db: Connection, ids: Iterable[int] | None) -> dict[int, list[Version]]:
    """The versions of each source; one that keeps the graph of the version before it is none."""
    of_file = (sources.c.id == versions.c.source) & (sources.c.base == versions.c.graph)  # not of its log book
    query = select(versions).join(sources, of_file).order_by(versions.c.seq)
    if ids is not None:
        query = query.where(versions.c.source.in_(list(ids)))
    found: dict[int, list[Version]] = defaultdict(list)
    newest: dict[int, str | None] = {}
    for row in db.execute(query):
        if row.file is not None and newest.get(row.source) != row.file:
            found[row.source].append(Version(row.seq, row.url, row.sha256, row.fetched_at, row.kept_at))
        newest[row.source] = row.file
    return found


def count(db: Connection) -> int:
    """How many sources have a graph."""
    return int(db.execute(select(func.count()).where(sources.c.graph.is_not(None))).scalar_one())


def registry_file(db: Connection) -> str | None:
    """File of the registry graph now valid, or None when none was loaded."""
    newest = select(versions.c.file).where(versions.c.source.is_(None)).order_by(versions.c.seq.desc()).limit(1)
    return db.execute(newest).scalar()


def forgotten_digest(db: Connection) -> str:
    """Changes whenever something was forgotten: then nothing of the old store may be reused."""
    marks = sorted(db.scalars(select(forgotten.c.mark)))
    return hashlib.sha256("".join(marks).encode()).hexdigest()[:16] if marks else ""
