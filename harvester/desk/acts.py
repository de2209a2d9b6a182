"""What moderators and labs did, when, why, and what was there before: written once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from harvester.desk.tables import acts


@dataclass(frozen=True, slots=True)
class Act:
    """A row of `acts`. `who`: a moderator's name, `lab:<slug>`, a login, or `hub`; `before`: what an undo needs."""

    id: int
    at: datetime
    who: str
    act: str
    subject: str
    reason: str
    before: Mapping[str, Any] | None
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Done:
    """Who did what to which subject (a slug or an IRI), and why."""

    who: str
    act: str
    subject: str
    reason: str = ""


def note(
    db: Connection,
    now: datetime,
    done: Done,
    *,
    before: Mapping[str, Any] | None = None,
    undoes: int | None = None,
) -> int:
    """Write an act in the transaction of what it does; out: its number. `before`: what an undo needs."""
    values = {"at": now, "who": done.who, "act": done.act, "subject": done.subject, "reason": done.reason}
    found = db.execute(insert(acts).values(**values, before=before, undoes=undoes).returning(acts.c.id))
    return int(found.scalar_one())


def on(engine: Engine, subject: str = "", limit: int = 200) -> Sequence[Act]:
    """The last acts, newest first: on one subject, or on any."""
    query = select(acts).order_by(acts.c.id.desc()).limit(limit)
    with engine.connect() as db:
        rows = db.execute(query.where(acts.c.subject == subject) if subject else query)
        return [Act(**row._mapping) for row in rows]
