"""Visits asked for before their time: by a ping, «look again now», a registration, a hosted file that was saved."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from harvester.desk.tables import asks


def ask(db: Connection, source: int, now: datetime, why: str) -> None:
    """Ask for a visit of a source, as soon as the harvester can; asking twice before it begins is asking once."""
    more = {"times": asks.c.times + 1}
    statement = insert(asks).values(source=source, at=now, why=why)
    db.execute(statement.on_conflict_do_update(index_elements=["source"], set_=more))


def waiting(engine: Engine) -> frozenset[int]:
    """The sources whose visit was asked for."""
    with engine.connect() as db:
        return frozenset(db.scalars(select(asks.c.source)))


def counted(engine: Engine) -> Mapping[int, int]:
    """The same, each with how often it was asked for: to be told of as `answered` after the visits that now begin."""
    with engine.connect() as db:
        return {row.source: row.times for row in db.execute(select(asks.c.source, asks.c.times))}


def answered(engine: Engine, before: Mapping[int, int]) -> None:
    """These have been visited. What was asked for again since then waits on: the visit may have come too early."""
    if before:
        with engine.begin() as db:
            for source, times in before.items():
                db.execute(delete(asks).where(asks.c.source == source, asks.c.times == times))
