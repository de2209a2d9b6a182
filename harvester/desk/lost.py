"""Lost edit links: asked for by an address, answered a moment later by e-mail, to who was named by the lab itself.

A request only notes what was typed: its time, like its words, does not tell whether an address is known.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select

from harvester.desk import contacts as list_of
from harvester.desk import keys, outbox
from harvester.desk.contacts import Contact
from harvester.desk.keys import Key
from harvester.desk.letters import reissue
from harvester.desk.tables import contacts, lost_links
from harvester.hub import sources

_KIND = "reissue"


def ask(db: Connection, email: str, slug: str, now: datetime) -> None:
    """Somebody lost the edit link of a lab (by its slug), or of every lab that has that address (no slug)."""
    db.execute(insert(lost_links).values(email=email, slug=slug, at=now))


def answer(engine: Engine, hub: str, now: datetime, lasting: timedelta, most: int) -> int:
    """Write to the confirmed contacts that labs named; out: how many e-mails.

    In: the hub's public address, how long a way to a new link works, how many of them a contact may get in a day.
    """
    with engine.connect() as db:
        if db.execute(select(lost_links.c.id)).first() is None:
            return 0
    with engine.begin() as db:
        db.exec_driver_sql("PRAGMA secure_delete = ON")
        asked = db.execute(delete(lost_links).returning(lost_links.c.email, lost_links.c.slug)).all()
        return sum(_answer(db, row.email, row.slug, hub, now, lasting, most) for row in asked)


def _answer(db: Connection, email: str, slug: str, hub: str, now: datetime, lasting: timedelta, most: int) -> int:
    query = (
        select(contacts, sources.c.slug)
        .join(sources, sources.c.id == contacts.c.source)
        .where(func.lower(contacts.c.email) == email.lower(), sources.c.status.in_(("accepted", "pending")))
    )
    rows = db.execute(query.where(sources.c.slug == slug) if slug else query).all()
    found = [(Contact(*row[:-1]), row.slug) for row in rows]
    due = [each for each in found if each[0].keeps_link and outbox.written_lately(db, _KIND, each[0].id, now) < most]
    for contact, lab in due:
        _write(db, contact, lab, hub, now, lasting)
    return len(due)


def _write(db: Connection, contact: Contact, slug: str, hub: str, now: datetime, lasting: timedelta) -> None:
    secret = keys.make(db, _KIND, now, source=contact.source, subject=str(contact.id), lasting=lasting)
    letter = reissue(contact.lang, slug, f"{hub}/edit/reissue/{secret}", lasting)
    outbox.belongs(db, outbox.put(db, now, _KIND, contact.email, *letter), contact.id)


def holds(db: Connection, key: Key | None) -> bool:
    """Whether a key that came by such an e-mail still counts: who got it is still the lab's contact."""
    contact = list_of.by_number(db, key.subject) if key else None
    return contact is not None and contact.keeps_link
