"""What a lab does with the file that the hub keeps for it: begins, saves, restores, takes away; and its edit link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count

from sqlalchemy import Connection, LargeBinary, cast, delete, func, select

from harvester import registry
from harvester.desk import keys
from harvester.desk.acts import Done, note
from harvester.desk.asks import ask
from harvester.desk.hosted import save as _save
from harvester.desk.moderation import check_address
from harvester.desk.tables import hosted_files
from harvester.hub import forgotten, sources
from harvester.judge import forgotten_mark
from harvester.registry import Source
from harvester.words import slug as slug_of

#: Of a source that was moved, nothing of the last visit holds.
_ANEW = {"etag": "", "last_modified": "", "failures": 0, "failure": None}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a kept file: its number, when it was saved, by whom, how many bytes it has."""

    id: int
    saved_at: datetime
    who: str
    size: int


def address(hub: str, slug: str) -> str:
    """Where a file that the hub keeps is found: the base IRI of its things, for ever."""
    return f"{hub}/hosted/{slug}.jsonld"


def free_slug(db: Connection, hub: str, name: str) -> str:
    """A short name for a lab that no other has, and whose address no forgotten lab had."""
    wanted = slug_of(name)[:_LONGEST].strip("-") or "lab"
    taken = set(db.scalars(select(sources.c.slug))) | {""}
    bases, marks = set(db.scalars(select(sources.c.base))), set(db.scalars(select(forgotten.c.mark)))

    def is_free(slug: str) -> bool:
        base = address(hub, slug)
        return slug not in taken and base not in bases and forgotten_mark(base) not in marks

    return next(slug for slug in chain((wanted,), (f"{wanted}-{n}" for n in count(2))) if is_free(slug))


def begin(db: Connection, hub: str, slug: str, content: str, status: str, now: datetime) -> Source:
    """Keep a new lab's file. In: its free slug, the file, `accepted` or `pending`. Errors: RegistryError."""
    url = address(hub, slug)
    source = registry.add_all(db, [(url, slug, url)], now)[0]
    registry.change(db, source.id, {"hosted": True, "status": status})
    _save(db, source.id, content, f"lab:{slug}", now)
    note(db, now, Done(f"lab:{slug}", "hosted", slug))
    return source


def how_many(db: Connection) -> int:
    """How many files the hub keeps for labs."""
    return db.scalar(select(func.count()).select_from(sources).where(sources.c.hosted)) or 0


def save(db: Connection, source: Source, content: str, who: str, now: datetime, kept: int) -> None:
    """A new version of a file; of the old ones, the last `kept` remain."""
    _save(db, source.id, content, who, now)
    newest = (
        select(hosted_files.c.id).where(hosted_files.c.source == source.id).order_by(hosted_files.c.id.desc())
    ).limit(kept)
    old = hosted_files.c.source == source.id, hosted_files.c.id.not_in(newest)
    db.execute(delete(hosted_files).where(*old))
    note(db, now, Done(who, "saved", source.slug))


def versions(db: Connection, source: int) -> Sequence[Version]:
    """The versions of a file, newest first."""
    size = func.length(cast(hosted_files.c.content, LargeBinary))
    query = select(hosted_files.c.id, hosted_files.c.saved_at, hosted_files.c.who, size.label("size"))
    rows = db.execute(query.where(hosted_files.c.source == source).order_by(hosted_files.c.id.desc()))
    return [Version(*row) for row in rows]


def version(db: Connection, source: int, number: int = 0) -> tuple[str, datetime] | None:
    """The text of a version and when it was saved; of the newest, when no number is given."""
    query = select(hosted_files.c.content, hosted_files.c.saved_at).where(hosted_files.c.source == source)
    query = query.where(hosted_files.c.id == number) if number else query.order_by(hosted_files.c.id.desc()).limit(1)
    row = db.execute(query).first()
    return (row.content, row.saved_at) if row else None


def move(db: Connection, source: Source, url: str, who: str, now: datetime) -> None:
    """From now on the lab keeps its file itself, at `url`; its things keep their names, the old address leads there.

    Errors: ModerationError for what is no address, a banned one, or another source's.
    """
    check_address(db, source, url)
    before = {"url": source.url, "hosted": source.hosted}
    registry.change(db, source.id, {"url": url, "hosted": False, **_ANEW})
    note(db, now, Done(who, "moved", source.slug, url), before=before)
    ask(db, source.id, now, "moved")


def edit_link(db: Connection, source: int, now: datetime, who: str = "hub") -> str:
    """A new secret for a lab's edit link, `<hub>/edit/<secret>`; older ones, and sessions opened with them, end."""
    slug = db.execute(select(sources.c.slug).where(sources.c.id == source)).scalar_one()
    keys.revoke(db, now, source=source, purpose="edit")
    keys.revoke(db, now, source=source, purpose="session")
    keys.revoke(db, now, source=source, purpose="reissue")
    note(db, now, Done(who, "edit-link", slug))
    return keys.make(db, "edit", now, source=source, subject=f"lab:{slug}")
