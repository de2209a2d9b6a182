"""Visits asked for before their time: by a ping, «look again now», a registration, a hosted file that was saved."""

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from harvester.desk.tables import asks


def ask(db: Connection, source: int, now: datetime, why: str) -> None:
    """Ask for a visit of a source, as soon as the harvester can; asking twice is asking once."""
    db.execute(insert(asks).values(source=source, at=now, why=why).on_conflict_do_nothing())


def waiting(engine: Engine) -> frozenset[int]:
    """The sources whose visit was asked for."""
    with engine.connect() as db:
        return frozenset(db.scalars(select(asks.c.source)))


def answered(engine: Engine, sources: frozenset[int]) -> None:
    """These have been visited."""
    if sources:
        with engine.begin() as db:
            db.execute(delete(asks).where(asks.c.source.in_(sources)))
