"""E-mails to be sent, written in the transaction of what they tell: what happened and what is told never differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from harvester.desk.tables import mails


@dataclass(frozen=True, slots=True)
class Mail:
    """A row of `mails`; once it is sent, its text and headers are empty."""

    id: int
    kind: str
    to: str
    subject: str
    body: str
    headers: Mapping[str, str]
    written_at: datetime
    tries: int
    next_at: datetime | None
    sent_at: datetime | None
    given_up_at: datetime | None
    error: str
    contact: int | None


def put(
    db: Connection, now: datetime, kind: str, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None
) -> int:
    """Leave an e-mail to be sent; out: its number.

    In: its kind, the address, subject and body as plain text, more headers.
    """
    values = {"kind": kind, "to": to, "subject": subject, "body": body, "headers": dict(headers or {})}
    statement = insert(mails).values(**values, written_at=now, next_at=now).returning(mails.c.id)
    return int(db.execute(statement).scalar_one())


def belongs(db: Connection, number: int, contact: int) -> None:
    """That e-mail is for that contact: it goes when the contact lets go."""
    db.execute(update(mails).where(mails.c.id == number).values(contact=contact))


def due(engine: Engine, now: datetime) -> list[Mail]:
    """The e-mails to be sent now, oldest first."""
    waiting = mails.c.sent_at.is_(None), mails.c.given_up_at.is_(None), mails.c.next_at <= now
    with engine.connect() as db:
        return [Mail(**row._mapping) for row in db.execute(select(mails).where(*waiting).order_by(mails.c.id))]


def every(engine: Engine) -> list[Mail]:
    """All e-mails that are still remembered, oldest first."""
    with engine.connect() as db:
        return [Mail(**row._mapping) for row in db.execute(select(mails).order_by(mails.c.id))]


def sent(engine: Engine, mail: Mail, now: datetime) -> None:
    """It was taken by the mail server; its text, which holds secret links, is erased."""
    _change(engine, mail, {"sent_at": now, "tries": mail.tries + 1, "error": "", "body": "", "headers": {}})


def failed(engine: Engine, mail: Mail, error: str, next_at: datetime) -> None:
    """It could not be sent, and will be tried again."""
    _change(engine, mail, {"tries": mail.tries + 1, "error": error[:500], "next_at": next_at})


def give_up(engine: Engine, mail: Mail, error: str, now: datetime) -> None:
    """It will not be tried again."""
    gone = {"given_up_at": now, "tries": mail.tries + 1, "error": error[:500], "body": "", "headers": {}}
    _change(engine, mail, gone)


def asked_lately(db: Connection, to: str, now: datetime) -> int:
    """How many confirmations an address was asked for within a day, whatever the case of its letters."""
    since = mails.c.written_at > now - timedelta(days=1)
    query = select(func.count()).where(mails.c.kind == "confirm", func.lower(mails.c.to) == to.lower(), since)
    return int(db.scalar(query) or 0)


def written_lately(db: Connection, kind: str, contact: int, now: datetime) -> int:
    """How many e-mails of a kind were written to a contact within a day."""
    mine = mails.c.kind == kind, mails.c.contact == contact, mails.c.written_at > now - timedelta(days=1)
    return int(db.scalar(select(func.count()).where(*mine)) or 0)


def forget_old(db: Connection, before: datetime) -> None:
    """Drop what was sent or given up before."""
    db.execute(delete(mails).where(or_(mails.c.sent_at < before, mails.c.given_up_at < before)))


def _change(engine: Engine, mail: Mail, values: Mapping[str, object]) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("PRAGMA secure_delete = ON")
        db.execute(update(mails).where(mails.c.id == mail.id).values(**values))
