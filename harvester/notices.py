"""Notices of illegal or wrong contents: received, decided with reasons, told on a receipt; each act is noted.

https://eur-lex.europa.eu/eli/reg/2022/2065/oj (articles 16 and 17): who tells of a content gets a receipt, then the
decision with its reasons. Who holds the receipt's address sees its state; nobody can guess that address.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from harvester.errors import NoticeError
from harvester.hub import notice_acts, notices

#: What a notice may be about, most serious first.
REASONS = ("illegal", "personal", "danger", "rights", "wrong", "other")
#: What may be decided: the content goes, it stays, or another is competent (the lab, an authority).
DECISIONS = ("remove", "keep", "forward")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of a page: its path, a reason of REASONS, why, who (may be empty), in which language."""

    page: str
    reason: str
    explanation: str
    name: str = ""
    email: str = ""
    lang: str = "fr"


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `notices`. Times are UTC without offset; `decision` is empty until there is one of DECISIONS."""

    id: int
    receipt: str
    received_at: datetime
    page: str
    reason: str
    explanation: str
    name: str
    email: str
    lang: str
    decision: str
    grounds: str
    decided_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True)
class Act:
    """What was done with a notice, when, by whom (a login; empty for the hub itself), with which words."""

    at: datetime
    act: str
    who: str
    grounds: str


#: What is done in the transaction of a notice, such as an e-mail about it.
Also = Callable[[Connection, Notice], None]


def _nothing_else(_db: Connection, _notice: Notice) -> None:
    """The usual case of a test, and of a hub without a mail server."""


def receive(engine: Engine, told: Told, now: datetime, most: int, also: Also = _nothing_else) -> str | None:
    """Keep a notice; out: the unguessable name of its receipt, or None when `most` notices wait already."""
    with engine.begin() as db:
        if _waiting(db) >= most:
            return None
        return _keep(db, told, now, also)


def _waiting(db: Connection) -> int:
    return db.scalar(select(func.count()).select_from(notices).where(notices.c.decision == "")) or 0


def _keep(db: Connection, told: Told, now: datetime, also: Also) -> str:
    receipt = secrets.token_urlsafe(24)
    values = {
        "receipt": receipt, "received_at": now, "page": told.page, "reason": told.reason, "name": told.name,
        "explanation": told.explanation, "email": told.email, "lang": told.lang, "decision": "", "grounds": "",
    }  # fmt: skip
    kept = Notice(**db.execute(insert(notices).values(**values).returning(notices)).one()._mapping)
    _note(db, kept.id, now, "received")
    also(db, kept)
    return receipt


def by_receipt(engine: Engine, receipt: str) -> Notice | None:
    """The notice whose receipt has that name."""
    with engine.connect() as db:
        row = db.execute(select(notices).where(notices.c.receipt == receipt)).one_or_none()
    return Notice(**row._mapping) if row else None


def all_notices(engine: Engine, *, waiting: bool = False) -> list[Notice]:
    """Every notice, or those that wait for a decision, oldest first."""
    query = select(notices).order_by(notices.c.id)
    with engine.connect() as db:
        return [
            Notice(**row._mapping) for row in db.execute(query.where(notices.c.decision == "") if waiting else query)
        ]


def acts(engine: Engine, number: int) -> Sequence[Act]:
    """What was done with a notice, in order."""
    query = select(notice_acts).where(notice_acts.c.notice == number).order_by(notice_acts.c.id)
    with engine.connect() as db:
        return [Act(row.at, row.act, row.who, row.grounds) for row in db.execute(query)]


def decide(
    engine: Engine, number: int, decision: str, grounds: str, who: str, now: datetime, also: Also = _nothing_else
) -> Notice:
    """Write a decision, or another one in its place; the notice as it is then.

    In: one of DECISIONS, its reasons in words, the login of who decides. Errors: NoticeError.
    """
    if not grounds.strip():
        raise NoticeError("a decision has reasons", 'Say them with --reason "…"; the receipt shows them.')
    changed: dict[str, Any] = {"decision": decision, "grounds": grounds.strip(), "decided_at": now}
    with engine.begin() as db:
        row = db.execute(
            update(notices).where(notices.c.id == number).values(**changed).returning(notices)
        ).one_or_none()
        if row is None:
            raise NoticeError(f"there is no notice {number}", "See `fabcommons notices`.")
        _note(db, number, now, decision, who, grounds.strip())
        decided = Notice(**row._mapping)
        also(db, decided)
    return decided


def erase_old(engine: Engine, before: datetime, now: datetime) -> int:
    """Erase what is personal (name, address, words) in notices decided before that time; out: how many."""
    old = notices.c.decided_at < before, notices.c.erased_at.is_(None)
    with engine.begin() as db:
        db.exec_driver_sql("PRAGMA secure_delete = ON")
        numbers = db.scalars(
            update(notices).where(*old).values(name="", email="", explanation="", erased_at=now).returning(notices.c.id)
        ).all()
        for number in numbers:
            _note(db, number, now, "erased")
    if numbers:
        with engine.connect() as db:
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(numbers)


def _note(db: Connection, number: int, at: datetime, act: str, who: str = "", grounds: str = "") -> None:
    db.execute(insert(notice_acts).values(notice=number, at=at, act=act, who=who, grounds=grounds))
