"""Faults of machines that anybody reports: the lab alone sees them, answers and closes them, and is told by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, insert, or_, select, update

from harvester.desk.letters import reported
from harvester.desk.outbox import put
from harvester.desk.tables import contacts, faults
from harvester.hub import sources

#: A lab is told of faults at most so often.
_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of `faults`. `contact` is empty when none was left, or once it was erased."""

    id: int
    source: int
    machine: str
    at: datetime
    words: str
    contact: str
    lang: str
    closed_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody tells of a machine (an IRI): the words, whom to answer (may be empty), in which language."""

    machine: str
    words: str
    contact: str = ""
    lang: str = "fr"


def receive(db: Connection, source: int, told: Report, now: datetime, most: int) -> bool:
    """Keep a report; out: False when `most` of that lab wait already."""
    if waiting(db, source) >= most:
        return False
    values = {"machine": told.machine, "words": told.words, "contact": told.contact, "lang": told.lang}
    db.execute(insert(faults).values(source=source, at=now, **values))
    return True


def waiting(db: Connection, source: int, machine: str = "") -> int:
    """How many faults of a lab, or of one of its machines, are not closed."""
    query = select(func.count()).select_from(faults).where(faults.c.source == source, faults.c.closed_at.is_(None))
    return db.scalar(query.where(faults.c.machine == machine) if machine else query) or 0


def of_lab(db: Connection, source: int, machine: str = "", limit: int = 100) -> Sequence[Fault]:
    """The faults of a lab, or of one of its machines: open ones first, then newest first."""
    query = select(faults).where(faults.c.source == source)
    query = query.where(faults.c.machine == machine) if machine else query
    rows = db.execute(query.order_by(faults.c.closed_at.is_not(None), faults.c.id.desc()).limit(limit))
    return [Fault(**row._mapping) for row in rows]


def close(db: Connection, source: int, number: int, answer: str, now: datetime) -> bool:
    """Close a fault of that lab, with an answer that the lab keeps; out: whether there was one to close."""
    open_ = faults.c.id == number, faults.c.source == source, faults.c.closed_at.is_(None)
    return bool(db.execute(update(faults).where(*open_).values(closed_at=now, answer=answer)).rowcount)


def tell(engine: Engine, hub: str, now: datetime) -> int:
    """Leave an e-mail to each confirmed contact that a lab named, when new faults were reported, once a day at most.

    In: the hub's memory, its public address. Out: how many e-mails.
    """
    new = or_(contacts.c.fault_at.is_(None), faults.c.at > contacts.c.fault_at)
    rested = or_(contacts.c.fault_at.is_(None), contacts.c.fault_at <= now - _EVERY)
    wanting = contacts.c.confirmed_at.is_not(None), contacts.c.unsubscribed_at.is_(None), contacts.c.by_lab
    query = (
        select(contacts.c.id, contacts.c.email, contacts.c.lang, contacts.c.source, sources.c.slug)
        .join(faults, faults.c.source == contacts.c.source)
        .join(sources, sources.c.id == contacts.c.source)
        .where(*wanting, rested, new, faults.c.closed_at.is_(None))
        .distinct()
    )
    with engine.connect() as db:
        found = db.execute(query).all()
    for row in found:
        with engine.begin() as db:
            subject, body = reported(row.lang, row.slug, f"{hub}/desk/{row.slug}", waiting(db, row.source))
            put(db, now, "fault", row.email, subject, body)
            db.execute(update(contacts).where(contacts.c.id == row.id).values(fault_at=now))
    return len(found)


def erase_old(engine: Engine, before: datetime) -> int:
    """Erase the contacts of who reported what was closed before that time; out: how many."""
    old = faults.c.closed_at < before, faults.c.contact != ""
    with engine.begin() as db:
        db.exec_driver_sql("PRAGMA secure_delete = ON")
        found = db.execute(update(faults).where(*old).values(contact="")).rowcount
    if found:
        with engine.connect() as db:
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return found
