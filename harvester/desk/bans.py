"""Who was sent away: a host with all that is below it, or one file; whatever scheme, port or case it comes with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Engine, insert, select, update

from harvester.authority import normalise
from harvester.desk.tables import bans

KINDS = ("host", "base")


@dataclass(frozen=True, slots=True)
class Bans:
    """The bans that stand: hosts, and files as (host, path and query)."""

    hosts: frozenset[str] = frozenset()
    files: frozenset[tuple[str, str]] = frozenset()

    def stop(self, url: str) -> bool:
        """Whether nobody may register that address, nor answer for a source from there."""
        host = host_of(url)
        above = host.split(".")
        under = any(".".join(above[step:]) in self.hosts for step in range(len(above)))
        return under or any(_is_at(url, file) for file in self.files)


def host_of(url: str) -> str:
    """The name of the host of an address, as all its spellings have it; empty for what is no address."""
    try:
        return (urlsplit(normalise(url)).hostname or "").rstrip(".")
    except ValueError:
        return ""


def standing(db: Connection) -> Bans:
    """The bans that were not lifted."""
    rows = db.execute(select(bans.c.kind, bans.c.what).where(bans.c.lifted_at.is_(None))).all()
    hosts = frozenset(row.what for row in rows if row.kind == "host")
    return Bans(hosts, frozenset(_file(row.what) for row in rows if row.kind == "base"))


def read(engine: Engine) -> Bans:
    """The same, of a hub."""
    with engine.connect() as db:
        return standing(db)


def add(db: Connection, kind: str, what: str, who: str, reason: str, now: datetime) -> int:
    """Ban a host, or a file by its base; out: the number of the ban."""
    values: Mapping[str, object] = {"kind": kind, "what": what, "who": who, "reason": reason, "at": now}
    return int(db.execute(insert(bans).values(**values).returning(bans.c.id)).scalar_one())


def lift(db: Connection, number: int, now: datetime) -> bool:
    """Lift a ban; False when it was lifted before."""
    found = db.execute(update(bans).where(bans.c.id == number, bans.c.lifted_at.is_(None)).values(lifted_at=now))
    return bool(found.rowcount)


def _file(base: str) -> tuple[str, str]:
    parts = urlsplit(normalise(base))
    query = f"?{parts.query}" if parts.query else ""
    return host_of(base), unquote(parts.path).casefold().rstrip("/") + query


def _is_at(url: str, file: tuple[str, str]) -> bool:
    """Whether an address is that file, or below it."""
    try:
        host, path = _file(url)
    except ValueError:
        return False
    return host == file[0] and (path == file[1] or path.startswith((f"{file[1]}/", f"{file[1]}?")))
