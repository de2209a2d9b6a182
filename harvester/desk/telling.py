"""Who is told what of a source by e-mail: the first trouble, once a week while it lasts, its end. Never more."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from harvester.desk import contacts, events, keys, outbox, wording
from harvester.desk.contacts import Contact
from harvester.desk.sentences import sentences
from harvester.desk.tables import contacts as contacts_table
from harvester.desk.trouble import reasons, trouble, wrong
from harvester.hub import sources, versions
from harvester.registry import Source
from harvester.schedule import state
from harvester.telling_settings import TellingSettings

#: Findings told in an e-mail.
_MOST = 5

log = logging.getLogger("fabcommons")


@dataclass(frozen=True, slots=True)
class Letter:
    """What a contact is to be told (`trouble`, `digest` or `recovered`), and what is remembered of it."""

    kind: str
    columns: Mapping[str, datetime | None]


def letter(contact: Contact, source: Source, now: datetime, settings: TellingSettings) -> Letter | None:
    """The e-mail that is due to a contact, if any. Pure: from the rows and the clock."""
    if not contact.is_told or source.status != "accepted":
        return None
    found, last = wrong(source, now, settings), contact.digest_at
    if contact.troubled_at is None:
        calm = last is None or now - last >= settings.trouble_every
        return Letter("trouble", {"troubled_at": now, "digest_at": now}) if found and calm else None
    if not found:
        return Letter("recovered", {"troubled_at": None})
    if source.gone_at is not None and last is not None and last >= source.gone_at:
        return None  # it was told that all is withdrawn: nothing more until it comes back
    due = last is None or now - last >= settings.digest_every
    return Letter("digest", {"digest_at": now}) if due else None


def tell(engine: Engine, settings: TellingSettings, now: datetime) -> None:
    """Note what time did to the sources, and write the e-mails that are due; without a mail server, none.

    Each e-mail is a transaction of its own: a thousand of them hold nobody up, and one that cannot be written no other.
    """
    with engine.begin() as db:
        events.pass_time(db, now, settings)
        events.prune(db, now - settings.history_kept)
        contacts.forget_old(db, now - settings.confirm_within, now - settings.mail_kept)
        outbox.forget_old(db, now - settings.mail_kept)
    with engine.connect() as db:
        told = contacts.told(db) if settings.smtp_host else []
    for contact in told:
        try:
            _tell(engine, settings, contact.id, now)
        except Exception:
            log.exception("contact %d could not be told", contact.id)


def _tell(engine: Engine, settings: TellingSettings, number: int, now: datetime) -> None:
    with engine.begin() as db:
        contact = contacts.by_number(db, str(number))
        source = _source(db, contact.source) if contact else None
        due = letter(contact, source, now, settings) if contact and source else None
        if contact and source and due:
            _write(db, due, contact, source, now, settings)


def ask_to_confirm(engine: Engine, settings: TellingSettings, now: datetime) -> None:
    """Write to new contacts; an address that was asked too often today is not asked, and may ask again tomorrow."""
    with engine.connect() as db:
        if not settings.smtp_host or not contacts.unasked(db):
            return
    with engine.begin() as db:
        for contact in contacts.unasked(db):
            if outbox.asked_lately(db, contact.email, now) < settings.confirm_most:
                _ask(db, contact, now, settings)
            _remember(db, contact, {"asked_at": now})


def _ask(db: Connection, contact: Contact, now: datetime, settings: TellingSettings) -> None:
    source, lang, hub = _source(db, contact.source), contact.lang, settings.public_base_url
    subject, lasting = str(contact.id), settings.confirm_within
    secret = keys.make(db, "confirm", now, source=contact.source, subject=subject, lasting=lasting)
    values = {
        "lab": _name(db, source, lang, settings),
        "link": f"{hub}/contacts/confirm/{secret}?lang={lang}",
        "until": wording.moment(now + lasting, settings, lang),
        "hub": hub,
        "host": wording.host(hub),
    }
    number = outbox.put(db, now, "confirm", contact.email, *wording.written("confirm", lang, **values))
    outbox.belongs(db, number, contact.id)


def _write(
    db: Connection, due: Letter, contact: Contact, source: Source, now: datetime, settings: TellingSettings
) -> None:
    name = _name(db, source, contact.lang, settings)  # before anything is written: it reads a file
    secret = keys.make(db, "unsubscribe", now, source=source.id, subject=str(contact.id))
    leave = f"{settings.public_base_url}/contacts/unsubscribe/{secret}"
    values = {**_values(contact, source, now, settings), "lab": name, "leave": f"{leave}?lang={contact.lang}"}
    # https://www.rfc-editor.org/rfc/rfc8058: one press in the mail program is enough
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject, body = wording.written(due.kind, contact.lang, **values)
    outbox.belongs(db, outbox.put(db, now, due.kind, contact.email, subject, body, headers), contact.id)
    _remember(db, contact, due.columns)


def _values(contact: Contact, source: Source, now: datetime, settings: TellingSettings) -> dict[str, object]:
    lang, last = contact.lang, source.last_success_at or source.registered_at
    found = sentences(reasons(source))
    told = [
        {"message": _plain(each.message[lang]), "hint": _plain(each.hint[lang]), "place": _plain(each.place[lang])}
        for each in found[:_MOST]
    ]
    return {
        "wrong": wrong(source, now, settings),
        "state": state(source, now, settings),
        "served": source.graph is not None,
        "reasons": told,
        "more": max(0, len(found) - _MOST),
        "address": _plain(source.url),
        "page": f"{settings.public_base_url}/sources/{source.slug}?lang={lang}",
        "last": wording.moment(last, settings, lang),
        "end": wording.day(last + settings.gone_after, settings, lang),
        "since": wording.day(contact.troubled_at or now, settings, lang),
        "next": _next(source, now, settings, lang),
    }


def _next(source: Source, now: datetime, settings: TellingSettings, lang: str) -> str:
    at = source.next_visit_at
    return wording.moment(at, settings, lang) if at and at > now and trouble(source) else ""


def _plain(text: str) -> str:
    return wording.one_line(text, 600)


def _source(db: Connection, number: int) -> Source:
    return Source(**db.execute(select(sources).where(sources.c.id == number)).one()._mapping)


def _name(db: Connection, source: Source, lang: str, settings: TellingSettings) -> str:
    """The lab's name, even after it was withdrawn."""
    graphs = select(versions.c.file).where(versions.c.source == source.id, versions.c.file.is_not(None))
    newest = db.scalars(graphs.order_by(versions.c.seq.desc()).limit(1)).first()
    return wording.lab_name(settings.data, source, newest, lang)


def _remember(db: Connection, contact: Contact, columns: Mapping[str, datetime | None]) -> None:
    db.execute(update(contacts_table).where(contacts_table.c.id == contact.id).values(**columns))
