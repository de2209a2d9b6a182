"""The registry of sources: who is in, where each file lives, who is due."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update

from harvester.authority import normalise
from harvester.errors import RegistryError
from harvester.hub import forgotten, sources
from harvester.judge import forgotten_mark
from harvester.words import slug as slug_of

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COMMON_STEMS = frozenset({"", "fablab", "index", "lab", "commons", "fabcommons"})


@dataclass(frozen=True, slots=True)
class Source:
    """A row of the registry. Times are UTC without offset; `graph` names the file of the graph now kept."""

    id: int
    slug: str
    base: str
    url: str
    status: str
    registered_at: datetime
    etag: str = ""
    last_modified: str = ""
    receipt: str | None = None
    pipeline: str = ""
    judged_on: str = ""
    outcome: str | None = None
    verdict: str | None = None
    report: list[Any] | None = None
    failure: Any = None
    graph: str | None = None
    entities: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    quads: int = 0
    held: bool = False
    failures: int = 0
    last_visit_at: datetime | None = None
    last_success_at: datetime | None = None
    next_visit_at: datetime | None = None
    gone_at: datetime | None = None
    kind: str = ""
    seeded: bool = False
    hosted: bool = False
    successor: int | None = None
    supplements: str = ""
    log: str | None = None
    log_mark: str = ""

    @property
    def host(self) -> str:
        """Scheme, name and port: what is never asked twice at a time."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def add(engine: Engine, url: str, now: datetime, *, slug: str | None = None, base: str | None = None) -> Source:
    """Register a source as accepted, due at once.

    In: its address; a slug (else made from the address); a base IRI (else the address, normalised; it never changes).
    Errors: RegistryError for a bad address or slug, and for a base or slug that exists.
    """
    with engine.begin() as db:
        return add_all(db, [(url, slug, base)], now)[0]


_LONGEST_SLUG = 60

#: Statuses of a source that people may see; the others wait for a moderator, or were sent away.
PUBLIC = ("accepted", "superseded")


def add_all(
    db: Connection,
    entries: Iterable[tuple[str, str | None, str | None]],
    now: datetime,
    *,
    status: str = "accepted",
    seeded: bool = False,
) -> list[Source]:
    """Register many (url, slug, base) at once, all or none; `seeded`: they are a directory's records, not the labs'."""
    known = db.execute(select(sources.c.slug, sources.c.base)).all()
    slugs, bases = {row.slug for row in known}, {row.base: row.slug for row in known}
    added = []
    for url, slug, base in entries:
        values = {**_entry(url, slug, base, slugs, bases), "status": status, "seeded": seeded}
        db.execute(delete(forgotten).where(forgotten.c.mark == forgotten_mark(values["base"])))
        row = db.execute(
            insert(sources).values(**values, registered_at=now, next_visit_at=now).returning(sources)
        ).one()
        added.append(_source(row))
    return added


def _entry(url: str, slug: str | None, base: str | None, slugs: set[str], bases: dict[str, str]) -> dict[str, Any]:
    try:
        name = normalise(base or url)
        normalise(url)
    except ValueError as error:
        raise RegistryError(
            str(error), "Give a full address, for instance https://gier.example/fablab.jsonld"
        ) from error
    if name in bases:
        raise RegistryError(f"{name} is registered already, as «{bases[name]}»", "See `fabcommons sources`.")
    if slug is not None and not _SLUG.fullmatch(slug):
        raise RegistryError(
            f"«{slug}» is not a slug", "Lower-case letters, digits and hyphens, for instance fablab-du-gier"
        )
    if slug in slugs:
        raise RegistryError(f"the slug «{slug}» is taken", "Choose another with --slug.")
    chosen = slug or _free(_slug_from(url), slugs)
    slugs.add(chosen)
    bases[name] = chosen
    return {"url": url, "slug": chosen, "base": name}


def _slug_from(url: str) -> str:
    parts = urlsplit(url)
    stem = PurePosixPath(parts.path).name.split(".")[0]
    host = (parts.hostname or "").removeprefix("www.")
    return slug_of(stem) if stem.lower() not in _COMMON_STEMS else slug_of(host.rpartition(".")[0] or host) or "lab"


def free_slug(db: Connection, name: str) -> str | None:
    """A slug that no other source has, made of what a lab is called; None when no letter of it can be kept."""
    wanted = slug_of(name)[:_LONGEST_SLUG].strip("-")
    return _free(wanted, set(db.scalars(select(sources.c.slug)))) if wanted else None


def _free(wanted: str, taken: set[str]) -> str:
    numbered = (f"{wanted}-{n}" for n in count(2))
    return next(name for name in chain((wanted,), numbered) if name not in taken)


#: Columns that a visit needs only when something changed; they are read then, so that a round stays small.
_HEAVY = ("report", "entities")
_LIGHT = [column for column in sources.c if column.name not in _HEAVY]


def accepted(db: Connection) -> list[Source]:
    """Every accepted source, by slug, without its memory."""
    rows = db.execute(select(*_LIGHT).where(sources.c.status == "accepted").order_by(sources.c.slug))
    return [_source(row) for row in rows]


def all_sources(db: Connection) -> list[Source]:
    """Every source, by slug."""
    return [_source(row) for row in db.execute(select(sources).order_by(sources.c.slug))]


def named(db: Connection, slugs: Sequence[str]) -> list[Source]:
    """The sources of these slugs. Errors: RegistryError naming an unknown one."""
    found = {row.slug: _source(row) for row in db.execute(select(sources).where(sources.c.slug.in_(slugs)))}
    missing = [slug for slug in slugs if slug not in found]
    if missing:
        raise RegistryError(f"no source is called «{missing[0]}»", "See `fabcommons sources`.")
    return [found[slug] for slug in slugs]


def with_memory(db: Connection, visited: Sequence[Source]) -> list[Source]:
    """The same sources with their entities and last report."""
    columns = [sources.c.id, *(sources.c[name] for name in _HEAVY)]
    rows = db.execute(select(*columns).where(sources.c.id.in_([source.id for source in visited])))
    heavy = {row.id: {name: row._mapping[name] for name in _HEAVY} for row in rows}
    return [replace(source, **heavy.get(source.id, {})) for source in visited]


def due(db: Connection, now: datetime, asked: Collection[int] = ()) -> list[Source]:
    """The accepted sources whose next visit has come, or was asked for (by number), without their memory."""
    come = or_(sources.c.next_visit_at.is_(None), sources.c.next_visit_at <= now, sources.c.id.in_(asked))
    rows = db.execute(select(*_LIGHT).where(sources.c.status == "accepted", come).order_by(sources.c.next_visit_at))
    return [_source(row) for row in rows]


def judged_otherwise(db: Connection, version: str, day: str) -> list[Source]:
    """The sources whose last receipt was judged by other rules, or on another day, without their memory."""
    other = or_(sources.c.pipeline != version, sources.c.judged_on != day)
    served = sources.c.receipt.is_not(None), sources.c.status == "accepted"
    return [_source(row) for row in db.execute(select(*_LIGHT).where(*served, other))]


def silent_since(db: Connection, before: datetime) -> list[Source]:
    """The sources still served that have had no publishable file since."""
    last = func.coalesce(sources.c.last_success_at, sources.c.registered_at)
    return [_source(row) for row in db.execute(select(sources).where(sources.c.graph.is_not(None), last <= before))]


def not_to_be_served(db: Connection) -> list[Source]:
    """The sources still served although their status forbids it, with their memory."""
    return [
        _source(row)
        for row in db.execute(select(sources).where(sources.c.graph.is_not(None), sources.c.status != "accepted"))
    ]


def change(db: Connection, source_id: int, values: dict[str, Any]) -> None:
    """Write some columns of a source."""
    db.execute(update(sources).where(sources.c.id == source_id).values(**values))


def _source(row: Row[Any]) -> Source:
    return Source(**row._mapping)
