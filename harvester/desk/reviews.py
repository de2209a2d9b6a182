"""What waits for a moderator: a registration, a possible duplicate, a move, a prefix that another holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, func, insert, or_, select, update

from harvester.desk.tables import reviews

KINDS = ("registration", "duplicate", "move", "proof")
#: The decision by which two sources are known to be two labs: nobody asks again.
DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Review:
    """A row of `reviews`: of which source, of which kind, `other` the source it may be a duplicate of, `why`."""

    id: int
    source: int
    kind: str
    other: int | None
    why: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None
    decision: str


def ask(
    db: Connection, source: int, kind: str, now: datetime, *, other: int | None = None, why: Mapping[str, Any]
) -> int | None:
    """Put a question to the moderators; None when the same one waits, or when two were found distinct before."""
    if db.execute(select(reviews.c.id).where(_same(source, kind, other))).first():
        return None
    values = {"source": source, "kind": kind, "other": other, "why": dict(why), "opened_at": now}
    return int(db.execute(insert(reviews).values(**values).returning(reviews.c.id)).scalar_one())


def _same(source: int, kind: str, other: int | None) -> Any:
    pair = or_(
        and_(reviews.c.source == source, reviews.c.other == other),
        and_(reviews.c.source == other, reviews.c.other == source),
    )
    which = pair if other is not None else reviews.c.source == source
    return and_(which, reviews.c.kind == kind, or_(reviews.c.closed_at.is_(None), reviews.c.decision == DISTINCT))


def close(db: Connection, decision: str, now: datetime, *which: Any) -> list[int]:
    """Close the open questions that meet these conditions; out: their numbers, to open them again."""
    found = update(reviews).where(reviews.c.closed_at.is_(None), *which).values(closed_at=now, decision=decision)
    return list(db.scalars(found.returning(reviews.c.id)))


def close_of(db: Connection, source: int, kind: str, decision: str, now: datetime) -> list[int]:
    """Close what waits of a kind about a source."""
    return close(db, decision, now, reviews.c.source == source, reviews.c.kind == kind)


def close_pair(db: Connection, one: int, other: int, decision: str, now: datetime) -> list[int]:
    """Close the question whether two sources are one lab; with DISTINCT it is never asked again."""
    closed = close(db, decision, now, _same(one, "duplicate", other))
    if not closed and decision == DISTINCT:
        values = {"source": one, "other": other, "kind": "duplicate", "opened_at": now, "closed_at": now}
        made = insert(reviews).values(**values, why={}, decision=DISTINCT)
        closed = [int(db.execute(made.returning(reviews.c.id)).scalar_one())]
    return closed


def open_again(db: Connection, numbers: Sequence[int]) -> None:
    """Take back that these were closed."""
    db.execute(update(reviews).where(reviews.c.id.in_(numbers)).values(closed_at=None, decision=""))


def are_distinct(db: Connection, one: int, other: int) -> bool:
    """Whether a moderator said that two sources are two labs."""
    found = select(reviews.c.id).where(_same(one, "duplicate", other), reviews.c.decision == DISTINCT)
    return db.execute(found).first() is not None


def waiting(engine: Engine, source: int | None = None) -> list[Review]:
    """What waits, oldest first: about one source, or all."""
    query = select(reviews).where(reviews.c.closed_at.is_(None)).order_by(reviews.c.id)
    if source is not None:
        query = query.where(or_(reviews.c.source == source, reviews.c.other == source))
    with engine.connect() as db:
        return [_review(row) for row in db.execute(query)]


def one(engine: Engine, number: int) -> Review | None:
    """The review of that number."""
    with engine.connect() as db:
        row = db.execute(select(reviews).where(reviews.c.id == number)).one_or_none()
    return _review(row) if row else None


def count(engine: Engine) -> int:
    """How many wait."""
    with engine.connect() as db:
        query = select(func.count()).select_from(reviews).where(reviews.c.closed_at.is_(None))
        return int(db.execute(query).scalar_one())


def _review(row: Row[Any]) -> Review:
    return Review(**row._mapping)
