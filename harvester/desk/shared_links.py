"""What moderators say of shared subjects, laid over `registry.ttl`: the reference guide of a model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyoxigraph as ox
from sqlalchemy import Connection, Engine, insert, select, update

from harvester.desk import acts
from harvester.desk.acts import Done
from harvester.desk.asks import ask
from harvester.desk.moderation import By
from harvester.desk.tables import statements
from harvester.errors import ModerationError
from harvester.hub import sources
from harvester.names import FAB
from ontology import VOCAB

REFERENCE_GUIDE = f"{FAB}referenceGuide"
_MODELS = f"{VOCAB}model/"


@dataclass(frozen=True, slots=True)
class Link:
    """A row of `statements`: one link of a shared subject, while it is not withdrawn."""

    id: int
    subject: str
    predicate: str
    object: str
    at: datetime
    who: str
    withdrawn_at: datetime | None
    composed: bool


def choose_guide(db: Connection, by: By, model: str, guide: str) -> int:
    """Make a lab's guide the reference guide of a shared model; out: the number of the act. Errors: ModerationError."""
    if not model.startswith(_MODELS) or not _is_iri(model):
        raise ModerationError("model", f"{model} is no model of the registry", f"Its IRI begins with {_MODELS}")
    base = guide.partition("#")[0]
    row = db.execute(select(sources).where(sources.c.base == base, sources.c.status == "accepted")).one_or_none()
    if row is None or guide not in row.entities:
        raise ModerationError("guide", f"{guide} is no guide that a lab shows now", "Copy its IRI from its page.")
    replaced = _withdraw(db, model, by.now)
    values = {"subject": model, "predicate": REFERENCE_GUIDE, "object": guide, "at": by.now, "who": by.who}
    made = db.execute(insert(statements).values(**values).returning(statements.c.id)).scalar_one()
    ask(db, row.id, by.now, "reference guide")
    before = {"statement": made, "replaced": replaced, "source": row.id, "guide": guide}
    return acts.note(db, by.now, Done(by.who, "reference-guide", model, by.reason), before=before)


def take_back(db: Connection, by: By, before: Mapping[str, Any]) -> None:
    """What was said before a choice is said again."""
    row = db.execute(select(statements).where(statements.c.id == before["statement"])).one()
    if row.withdrawn_at is not None:
        raise ModerationError("changed", f"{row.subject} has another guide by now", "Undo that choice first.")
    _mark(db, statements.c.id == row.id, by.now)
    _mark(db, statements.c.id.in_(before["replaced"]), None)
    ask(db, before["source"], by.now, "reference guide")


def said(db: Connection) -> list[Link]:
    """What stands."""
    rows = db.execute(select(statements).where(statements.c.withdrawn_at.is_(None)).order_by(statements.c.id))
    return [Link(**row._mapping) for row in rows]


def read(engine: Engine) -> list[Link]:
    """The same, of a hub."""
    with engine.connect() as db:
        return said(db)


def laid_over(triples: Sequence[ox.Triple], links: Iterable[Link]) -> list[ox.Triple]:
    """The registry's triples with these links in place of those that it has for the same subject and predicate."""
    new = [ox.Triple(*(ox.NamedNode(term) for term in (each.subject, each.predicate, each.object))) for each in links]
    replaced = {(t.subject, t.predicate) for t in new}
    return [*(t for t in triples if (t.subject, t.predicate) not in replaced), *new]


def outdated(engine: Engine) -> bool:
    """Whether something was said or withdrawn that the registry graph does not show yet."""
    with engine.connect() as db:
        return db.execute(select(statements.c.id).where(statements.c.composed.is_(False))).first() is not None


def composed(db: Connection, shown: Sequence[Link]) -> None:
    """The registry graph shows these now, and no others; what was said meanwhile waits for its turn."""
    numbers = [each.id for each in shown]
    db.execute(
        update(statements)
        .where(statements.c.id.in_(numbers), statements.c.withdrawn_at.is_(None))
        .values(composed=True)
    )
    gone = statements.c.withdrawn_at.is_not(None), statements.c.id.not_in(numbers)
    db.execute(update(statements).where(*gone).values(composed=True))


def _withdraw(db: Connection, model: str, now: datetime) -> list[int]:
    which = (
        statements.c.subject == model,
        statements.c.predicate == REFERENCE_GUIDE,
        statements.c.withdrawn_at.is_(None),
    )
    found = update(statements).where(*which).values(withdrawn_at=now, composed=False)
    return list(db.scalars(found.returning(statements.c.id)))


def _mark(db: Connection, which: Any, at: datetime | None) -> None:
    db.execute(update(statements).where(which).values(withdrawn_at=at, composed=False))


def _is_iri(text: str) -> bool:
    try:
        return bool(ox.NamedNode(text))
    except ValueError:
        return False
