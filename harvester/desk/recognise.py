"""Labs that are registered twice: a directory's record gives way to the lab's own file, else moderators are asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert

from harvester import files
from harvester.desk import moderation, reviews
from harvester.desk.duplicates import Index, Likeness
from harvester.desk.moderation import By
from harvester.desk.tables import identities
from harvester.desk.traits import Traits, of_row, traits
from harvester.hub import sources

#: The name under which the hub itself acts.
HUB = "hub"


@dataclass(frozen=True, slots=True)
class Known:
    """A source that may be compared."""

    id: int
    slug: str
    seeded: bool
    traits: Traits


def recognise(engine: Engine, data: Path, now: datetime) -> int:
    """Compare the labs whose graph changed with all others; out: how many records gave way.

    Call it only while holding the data folder's lock.
    """
    changed = _read_changed(engine, data)
    with engine.connect() as db:
        known = everyone(db) if changed else {}
    index = Index((number, each.traits) for number, each in known.items())
    gone: set[int] = set()
    for one in (known[number] for number in changed if number in known):
        pairs = [(known[key], found) for key, found in index.candidates(one.traits) if key != one.id]
        for other, found in pairs:
            if not {one.id, other.id} & gone:
                gone |= _settle(engine, one, other, found, now)
    return len(gone)


def everyone(db: Connection) -> Mapping[int, Known]:
    """The sources that are served and have been read."""
    columns = sources.c.id, sources.c.slug, sources.c.seeded, identities.c.traits
    query = select(*columns).join(identities, identities.c.source == sources.c.id)
    rows = db.execute(query.where(sources.c.status == "accepted"))
    return {row.id: Known(row.id, row.slug, row.seeded, of_row(row.traits)) for row in rows}


def likely(db: Connection, found: Traits, apart_from: int = 0) -> list[tuple[Known, Likeness]]:
    """The sources that may be the lab of these traits, surest first."""
    known = everyone(db)
    index = Index((number, each.traits) for number, each in known.items() if number != apart_from)
    pairs = ((known[number], how) for number, how in index.candidates(found))
    return sorted(pairs, key=lambda pair: (not pair[1].sure, pair[0].slug))


def ask(db: Connection, one: int, other: int, found: Likeness, now: datetime) -> None:
    """Ask the moderators whether two are one."""
    reviews.ask(db, one, "duplicate", now, other=other, why=asdict(found))


def _read_changed(engine: Engine, data: Path) -> list[int]:
    """Read the traits of every served graph that was not read before; out: the sources."""
    with engine.connect() as db:
        query = select(sources.c.id, sources.c.base, sources.c.graph, identities.c.graph.label("read"))
        joined = query.join(identities, identities.c.source == sources.c.id, isouter=True)
        rows = db.execute(joined.where(sources.c.graph.is_not(None), sources.c.status == "accepted")).all()
    new = [row for row in rows if row.graph != row.read]
    found = [(row.id, row.graph, traits(files.graph_path(data, row.graph).read_bytes(), row.base)) for row in new]
    with engine.begin() as db:
        for number, graph, each in found:
            values = {"graph": graph, "traits": each.as_row()}
            statement = insert(identities).values(source=number, **values)
            db.execute(statement.on_conflict_do_update(index_elements=["source"], set_=values))
    return [number for number, _, _ in found]


def _settle(engine: Engine, one: Known, other: Known, found: Likeness, now: datetime) -> set[int]:
    """What follows for two that are alike; out: the one that gave way, if any."""
    record, own = (one, other) if one.seeded else (other, one)
    with engine.begin() as db:
        if reviews.are_distinct(db, one.id, other.id):
            return set()
        if found.sure and record.seeded and not own.seeded:
            moderation.merge(db, By(HUB, now, ", ".join(found.reasons)), record.slug, own.slug)
            return {record.id}
        ask(db, one.id, other.id, found, now)
    return set()
