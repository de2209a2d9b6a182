"""What stands in a hub's folder, so that a bench can tell what a harvest wrote and what it left alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, func, select

from harvester.hub import changes, forgotten, receipts, sources, versions, visits

#: Columns that a mere visit writes.
_OF_VISITS = frozenset({"last_visit_at", "next_visit_at", "last_success_at", "outcome", "failures", "failure"})

Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class State:
    """Everything but visits: rows of the tables, files with their times, the generation served."""

    tables: dict[str, Rows]
    files: dict[str, int]
    served: str


def state(engine: Engine, data: Path) -> State:
    """What a harvest that finds nothing new must not change."""
    kept = {table.name: _rows(engine, table) for table in (changes, forgotten, receipts, sources, versions)}
    files = {
        str(path.relative_to(data)): path.stat().st_mtime_ns
        for folder in ("graphs", "raw", "index")
        for path in (data / folder).rglob("*")
        if path.is_file()
    }
    return State(kept, files, (data / "index" / "current").resolve().name)


def visit_count(engine: Engine) -> int:
    """How many visits were made so far."""
    with engine.connect() as db:
        return int(db.execute(select(func.count()).select_from(visits)).scalar_one())


def _rows(engine: Engine, table: Table) -> Rows:
    columns = [column for column in table.columns if table is not sources or column.name not in _OF_VISITS]
    with engine.connect() as db:
        return tuple(tuple(map(str, row)) for row in db.execute(select(*columns).order_by(columns[0])))
