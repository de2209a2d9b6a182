"""Who moderates: each has a token of their own, kept as a hash, for as long as it was given or until it is revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from harvester.desk import acts, keys
from harvester.desk.acts import Done
from harvester.desk.tables import keys as table
from harvester.errors import ModerationError


@dataclass(frozen=True, slots=True)
class Moderator:
    """A token: its number, whose it is, since when, until when (None: no end), when it was revoked."""

    id: int
    name: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether it opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def add(db: Connection, name: str, days: int | None, who: str, now: datetime) -> str:
    """Give somebody a token; out: its text, told once and never kept. Errors: ModerationError for no name."""
    clean = " ".join(name.split())
    if not clean or len(clean) > 100 or ":" in clean or clean in ("hub", "visitor"):
        raise ModerationError("name", f"{name!r} is not a name", "Give a name that people know, without a colon.")
    acts.note(db, now, Done(who, "moderator-added", clean))
    return keys.make(db, "moderator", now, subject=clean, lasting=timedelta(days=days) if days else None)


def everyone(engine: Engine) -> Sequence[Moderator]:
    """Every token ever given, oldest first."""
    columns = table.c.id, table.c.subject.label("name"), table.c.made_at, table.c.expires_at, table.c.revoked_at
    with engine.connect() as db:
        query = select(*columns).where(table.c.purpose == "moderator").order_by(table.c.id)
        return [Moderator(**row._mapping) for row in db.execute(query)]


def revoke(db: Connection, which: str, who: str, now: datetime) -> int:
    """Revoke one token (by number) or all of a name; out: how many. The sessions that they opened end with them."""
    mine = table.c.id == int(which) if which.isdecimal() else table.c.subject == which
    query = select(table.c.id, table.c.subject).where(table.c.purpose == "moderator", mine)
    found = [(row.subject, keys.revoke(db, now, key=row.id, purpose="moderator")) for row in db.execute(query).all()]
    if not any(count for _, count in found):
        raise ModerationError("unknown", f"no valid token is called {which}", "See `fabcommons moderators list`.")
    acts.note(db, now, Done(who, "moderator-revoked", found[0][0]))
    return sum(count for _, count in found)
