"""Secrets that open something: made, kept as a hash, tried, used up, revoked. Who holds one may do what it is for."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from harvester.desk.tables import keys

#: What keys are for. `moderator` and `edit` open sessions; the others do one thing.
PURPOSES = ("moderator", "edit", "session", "confirm", "unsubscribe", "reissue", "claim")


@dataclass(frozen=True, slots=True)
class Key:
    """A row of `keys`, without the secret, which nobody keeps."""

    id: int
    purpose: str
    source: int | None
    subject: str
    parent: int | None
    made_at: datetime
    expires_at: datetime | None


def make(
    db: Connection,
    purpose: str,
    now: datetime,
    *,
    source: int | None = None,
    subject: str = "",
    lasting: timedelta | None = None,
    parent: int | None = None,
) -> str:
    """A new secret for a purpose of PURPOSES; out: its text, shown once and never kept."""
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is no purpose of a key")
    secret = secrets.token_urlsafe(32)
    values = {
        "hash": _hash(secret), "purpose": purpose, "source": source, "subject": subject, "parent": parent,
        "made_at": now, "expires_at": now + lasting if lasting else None,
    }  # fmt: skip
    db.execute(insert(keys).values(**values))
    return secret


def find(db: Connection, secret: str, purpose: str, now: datetime) -> Key | None:
    """The key of that secret, if it is for that purpose and neither used up, revoked nor too old; nor its parent."""
    row = db.execute(select(keys).where(keys.c.hash == _hash(secret), keys.c.purpose == purpose, *_valid(now))).first()
    if row is None or (row.parent is not None and not _is_valid(db, row.parent, now)):
        return None
    return Key(row.id, row.purpose, row.source, row.subject, row.parent, row.made_at, row.expires_at)


def use(db: Connection, secret: str, purpose: str, now: datetime) -> Key | None:
    """The same, and it will not work again: of two who try at once, one gets it."""
    key = find(db, secret, purpose, now)
    if key is None:
        return None
    used = db.execute(update(keys).where(keys.c.id == key.id, keys.c.used_at.is_(None)).values(used_at=now))
    return key if used.rowcount else None


def revoke(db: Connection, now: datetime, *, key: int | None = None, source: int | None = None, purpose: str) -> int:
    """Revoke one key, or every key of a purpose that a source has; out: how many. Their sessions end with them."""
    which = keys.c.id == key if key is not None else keys.c.source == source
    found = db.execute(
        update(keys).where(which, keys.c.purpose == purpose, keys.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return found.rowcount


def _is_valid(db: Connection, number: int, now: datetime) -> bool:
    return db.execute(select(keys.c.id).where(keys.c.id == number, *_valid(now))).first() is not None


def _valid(now: datetime) -> tuple[ColumnElement[bool], ...]:
    fresh = or_(keys.c.expires_at.is_(None), keys.c.expires_at > now)
    return keys.c.used_at.is_(None), keys.c.revoked_at.is_(None), fresh


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
