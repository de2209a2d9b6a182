"""Who wants to be told of a source by e-mail: asked, confirmed by whom the address belongs to, told, let go."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from harvester.desk import keys
from harvester.desk.tables import contacts, mails

_PART = r"[^\s@<>\"',;:()\[\]\\\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff]"
_ADDRESS = re.compile(f"{_PART}{{1,64}}@{_PART}+")
_LONGEST = 254  # https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3
_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Contact:
    """A row of `contacts`. `troubled_at`: told of a trouble that goes on; `digest_at`: told last of any;
    `fault_at`: told last that visitors reported faults; `by_lab`: the lab named it, with its edit link.
    """

    id: int
    source: int
    email: str
    lang: str
    added_at: datetime
    confirmed_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    troubled_at: datetime | None = None
    digest_at: datetime | None = None
    asked_at: datetime | None = None
    fault_at: datetime | None = None
    by_lab: bool = False
    wished_at: datetime | None = None

    @property
    def is_told(self) -> bool:
        """Whether e-mails may go there."""
        return self.confirmed_at is not None and self.unsubscribed_at is None

    @property
    def keeps_link(self) -> bool:
        """Whether a lost edit link may go there: anybody may ask to be told of a lab, but the lab names its own."""
        return self.is_told and self.by_lab


def is_address(text: str) -> bool:
    """Whether an e-mail can be sent there, as far as its form goes."""
    return bool(_ADDRESS.fullmatch(text)) and len(text) <= _LONGEST


def is_whole(text: str) -> bool:
    """The same, with a domain: what every form that asks for an address goes by."""
    return is_address(text) and "." in text.rpartition("@")[2].strip(".")


def add(db: Connection, source: int, email: str, lang: str, now: datetime, *, by_lab: bool = False) -> None:
    """Ask an address whether it wants to be told of a source; the hub writes to it within seconds.

    Who confirmed already stays as they are; who let go, or did not confirm, is asked anew. Something is written
    whatever the address is, so that the time of an answer does not tell who is known. In: `by_lab`, whether who holds
    the lab's edit link asks. Errors: ValueError for what is no address (see `is_address`).
    """
    address = email.strip()
    if not is_address(address):
        raise ValueError(f"{address!r} is not an e-mail address")
    fresh = {"lang": lang if lang in _LANGUAGES else "fr", "added_at": now, "asked_at": None}
    anew = {**fresh, "confirmed_at": None, "unsubscribed_at": None, "troubled_at": None, "digest_at": None}
    db.execute(
        insert(contacts)
        .values(source=source, email=address, **fresh)
        .on_conflict_do_update(
            index_elements=["source", "email"],
            set_=anew,
            where=or_(contacts.c.confirmed_at.is_(None), contacts.c.unsubscribed_at.is_not(None)),
        )
    )
    named = {"by_lab": True} if by_lab else {}
    this = contacts.c.source == source, contacts.c.email == address
    db.execute(update(contacts).where(*this).values(wished_at=now, **named))


def confirm(db: Connection, secret: str, now: datetime) -> Contact | None:
    """The contact whose link that is, confirmed; None when the link was used, is too old, or is none."""
    key = keys.use(db, secret, "confirm", now)
    found = by_number(db, key.subject) if key else None
    if found is None or found.unsubscribed_at is not None:
        return None
    if found.confirmed_at is None:
        db.execute(update(contacts).where(contacts.c.id == found.id).values(confirmed_at=now))
    return found


def unsubscribe(db: Connection, secret: str, now: datetime) -> Contact | None:
    """The contact whose link that is, who will not be written to any more; the link may be used again."""
    key = keys.find(db, secret, "unsubscribe", now)
    found = by_number(db, key.subject) if key else None
    if found is not None and found.unsubscribed_at is None:
        db.execute(update(contacts).where(contacts.c.id == found.id).values(unsubscribed_at=now))
        db.execute(delete(mails).where(mails.c.contact == found.id, mails.c.sent_at.is_(None)))
    return found


def of_link(db: Connection, secret: str, purpose: str, now: datetime) -> Contact | None:
    """The contact whose link that is, if it works; nothing changes."""
    key = keys.find(db, secret, purpose, now)
    return by_number(db, key.subject) if key else None


def by_number(db: Connection, number: str) -> Contact | None:
    """The contact of that number, as keys hold it."""
    row = db.execute(select(contacts).where(contacts.c.id == int(number))).one_or_none()
    return Contact(**row._mapping) if row else None


def of_source(engine: Engine, source: int) -> Sequence[Contact]:
    """The contacts of a source, for its own lab and moderators only; oldest first."""
    with engine.connect() as db:
        rows = db.execute(select(contacts).where(contacts.c.source == source).order_by(contacts.c.id))
        return [Contact(**row._mapping) for row in rows]


def unasked(db: Connection) -> list[Contact]:
    """Those to whom no confirmation was written yet."""
    rows = db.execute(select(contacts).where(contacts.c.asked_at.is_(None), contacts.c.confirmed_at.is_(None)))
    return [Contact(**row._mapping) for row in rows]


def told(db: Connection) -> list[Contact]:
    """Those to whom e-mails may go."""
    rows = db.execute(
        select(contacts).where(contacts.c.confirmed_at.is_not(None), contacts.c.unsubscribed_at.is_(None))
    )
    return [Contact(**row._mapping) for row in rows]


def forget_old(db: Connection, unconfirmed: datetime, let_go: datetime) -> None:
    """Erase the addresses that were not confirmed since, and of those who let go before."""
    db.execute(
        delete(contacts).where(
            or_(
                (contacts.c.confirmed_at.is_(None)) & (contacts.c.asked_at < unconfirmed),
                contacts.c.unsubscribed_at < let_go,
            )
        )
    )


def of_lab(db: Connection, source: int) -> Sequence[Contact]:
    """The addresses that a lab named itself, oldest first; those of others who want to be told are not its business."""
    mine = contacts.c.source == source, contacts.c.by_lab
    rows = db.execute(select(contacts).where(*mine).order_by(contacts.c.id))
    return [Contact(**row._mapping) for row in rows]


def remove(db: Connection, source: int, number: int) -> bool:
    """Take an address that a lab named off its list, with the e-mails to it; out: whether there was such a one."""
    if number not in {each.id for each in of_lab(db, source)}:
        return False
    db.execute(delete(mails).where(mails.c.contact == number))
    db.execute(delete(contacts).where(contacts.c.id == number))
    return True


def erase(db: Connection, source: int) -> None:
    """Erase the contacts of a source, and the e-mails to them, sent or not."""
    ids = select(contacts.c.id).where(contacts.c.source == source)
    db.execute(delete(mails).where(mails.c.contact.in_(ids)))
    db.execute(delete(contacts).where(contacts.c.source == source))
