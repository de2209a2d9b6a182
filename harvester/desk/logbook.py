"""The log book of a lab: what its people say of a machine after the file was written; kept, and at most withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from harvester.desk.tables import log_entries
from harvester.hub import sources


@dataclass(frozen=True, slots=True)
class Work:
    """An intervention: the task it fulfilled (an IRI, or empty), words, their language, when it was done, the counter.

    `done` is ISO 8601 with the lab's offset; `hours` is what the machine's counter showed, empty when not read.
    """

    done: str
    task: str = ""
    words: str = ""
    lang: str = "fr"
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `log_entries`: of kind `state` (value: `status`, a code) or `record` (value: the fields of Work)."""

    id: int
    source: int
    machine: str
    at: datetime
    kind: str
    value: Mapping[str, Any]
    who: str
    withdrawn_at: datetime | None


def note_state(db: Connection, source: int, machine: str, status: str, who: str, now: datetime) -> int:
    """Say in which state a machine is, by a code of the list; out: the entry's number."""
    return _note(db, source, machine, "state", {"status": status}, who, now)


def note_work(db: Connection, source: int, machine: str, work: Work, who: str, now: datetime) -> int:
    """Say what was done on a machine; out: the entry's number."""
    value = {"done": work.done, "task": work.task, "words": work.words, "lang": work.lang, "hours": work.hours}
    return _note(db, source, machine, "record", value, who, now)


def _note(
    db: Connection, source: int, machine: str, kind: str, value: Mapping[str, Any], who: str, now: datetime
) -> int:
    values = {"source": source, "machine": machine, "at": now, "kind": kind, "value": dict(value), "who": who}
    return int(db.execute(insert(log_entries).values(**values).returning(log_entries.c.id)).scalar_one())


def withdraw(db: Connection, source: int, number: int, now: datetime) -> bool:
    """Take an entry back: it stays in the log book and counts no more. Out: whether there was such an entry."""
    mine = log_entries.c.id == number, log_entries.c.source == source, log_entries.c.withdrawn_at.is_(None)
    return bool(db.execute(update(log_entries).where(*mine).values(withdrawn_at=now)).rowcount)


def entries(db: Connection, source: int, machine: str = "", limit: int | None = None) -> list[Entry]:
    """What a log book holds, newest first, withdrawn entries too: of one machine, or of all."""
    query = select(log_entries).where(log_entries.c.source == source).order_by(log_entries.c.id.desc()).limit(limit)
    rows = db.execute(query.where(log_entries.c.machine == machine) if machine else query)
    return [_entry(row) for row in rows]


def _entry(row: Row[Any]) -> Entry:
    return Entry(**row._mapping)


def waiting(engine: Engine, hub: str) -> Mapping[int, str]:
    """The sources whose log book is not yet in a graph as it is now, each with the mark that its graph will bear."""
    told = (
        select(
            log_entries.c.source,
            func.max(log_entries.c.id).label("last"),
            func.count(log_entries.c.withdrawn_at).label("withdrawn"),
        )
        .group_by(log_entries.c.source)
        .subquery()
    )
    query = (
        select(sources.c.id, sources.c.graph, sources.c.log, sources.c.log_mark, told.c.last, told.c.withdrawn)
        .outerjoin(told, told.c.source == sources.c.id)
        .where(told.c.last.is_not(None) | sources.c.log.is_not(None))
    )
    with engine.connect() as db:
        marks = {row.id: (row.log_mark, _mark(row, hub)) for row in db.execute(query)}
    return {source: wanted for source, (had, wanted) in marks.items() if had != wanted}


def _mark(row: Any, hub: str) -> str:
    """What a log graph depends on: the entries, the file's graph, the address under which graphs are named."""
    return f"{row.last or 0}:{row.withdrawn or 0}:{row.graph or ''}:{hub}"
