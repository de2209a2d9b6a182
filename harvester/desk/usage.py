"""How often the pages of a thing were read, and how often it was in an answer: by day, of nobody in particular."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from harvester.desk.tables import usage
from harvester.hub import sources

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Count:
    """`views`: a page was read; `hits`: it was in an answer to a program."""

    views: int = 0
    hits: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Both together."""
        return Count(self.views + other.views, self.hits + other.hits)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: a thing (its IRI) of a source (its number), on a day."""

    day: date
    thing: str
    source: int


def add(engine: Engine, counts: Mapping[Counted, Count]) -> None:
    """Add counts to those of their days, in one transaction; those of sources that are no more are left out."""
    with engine.begin() as db:
        known = set(db.scalars(select(sources.c.id)))
        rows = [
            {"day": key.day, "thing": key.thing, "source": key.source, "views": count.views, "hits": count.hits}
            for key, count in counts.items()
            if key.source in known
        ]
        new = insert(usage)
        more = {"views": usage.c.views + new.excluded.views, "hits": usage.c.hits + new.excluded.hits}
        statement = new.on_conflict_do_update(index_elements=["day", "thing"], set_=more)
        for start in range(0, len(rows), _BATCH):
            db.execute(statement, rows[start : start + _BATCH])


def total(engine: Engine, source: int, since: date) -> Count:
    """All counts of a source from that day on."""
    query = select(func.sum(usage.c.views), func.sum(usage.c.hits)).where(
        usage.c.source == source, usage.c.day >= since
    )
    with engine.connect() as db:
        views, hits = db.execute(query).one()
    return Count(int(views or 0), int(hits or 0))


def most_used(engine: Engine, source: int, since: date, most: int) -> Sequence[tuple[str, Count]]:
    """The things of a source that were read or asked for most from that day on."""
    views, hits = func.sum(usage.c.views).label("views"), func.sum(usage.c.hits).label("hits")
    query = select(usage.c.thing, views, hits).where(usage.c.source == source, usage.c.day >= since)
    query = query.group_by(usage.c.thing).order_by((views + hits).desc(), usage.c.thing).limit(most)
    with engine.connect() as db:
        return [(row.thing, Count(int(row.views), int(row.hits))) for row in db.execute(query)]


def bases(engine: Engine) -> Mapping[str, int]:
    """The base of each source → its number."""
    with engine.connect() as db:
        return {row.base: row.id for row in db.execute(select(sources.c.base, sources.c.id))}


def erase(engine: Engine, before: date) -> None:
    """Erase the counts of older days."""
    with engine.connect() as db:
        if db.scalar(select(func.min(usage.c.day)).where(usage.c.day < before)) is None:
            return
    with engine.begin() as db:
        db.execute(delete(usage).where(usage.c.day < before))
