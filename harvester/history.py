"""The past: which generation showed a change first, and how long old versions and their graphs are kept."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, select, update

from harvester import files
from harvester.hub import versions
from harvester.ledger import write_versions

_COPIED = ("graph", "source", "file", "url", "sha256", "fetched_at", "kept_at")


def mark_published(engine: Engine, seq: int, generation: int) -> None:
    """Stamp the changes up to `seq` that no generation had shown before."""
    new = versions.c.generation.is_(None) & (versions.c.seq <= seq)
    with engine.begin() as db:
        db.execute(update(versions).where(new).values(generation=generation))


def prune_history(engine: Engine, data: Path, before: datetime) -> int:
    """Drop the versions older than `before` that other graphs replaced, and their graph files; out: how many files."""
    with engine.begin() as db:
        newer = versions.alias()
        replaced = select(newer.c.seq).where(
            newer.c.graph == versions.c.graph,
            newer.c.seq > versions.c.seq,
            newer.c.file.is_distinct_from(versions.c.file),
        )
        told = (versions.c.graph, versions.c.file)
        gone = db.execute(delete(versions).where(versions.c.kept_at < before, replaced.exists()).returning(*told)).all()
        _tell_anew(db, {row.graph for row in gone})
        litter = {row.file for row in gone if row.file and not _is_named(db, row.file)}
    for name in litter:
        files.graph_path(data, name).unlink(missing_ok=True)
    return len(litter)


def _tell_anew(db: Connection, graphs: Iterable[str]) -> None:
    """A last version that changes nothing: the published history of a source follows its versions."""
    for graph in graphs:
        newest = select(versions).where(versions.c.graph == graph).order_by(versions.c.seq.desc()).limit(1)
        row = db.execute(newest).one()
        if row.source is not None and row.file is not None:
            write_versions(db, [({name: row._mapping[name] for name in _COPIED}, ())])


def _is_named(db: Connection, file: str) -> bool:
    return db.execute(select(versions.c.seq).where(versions.c.file == file).limit(1)).first() is not None
