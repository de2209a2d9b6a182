"""Keep log books as graphs: each lab's own, content-addressed like its file's, in the change log like it.

The order is that of `keep`: graph files written and fsynced, their folders fsynced, then one SQLite commit.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyoxigraph as ox
from sqlalchemy import Connection, Engine, func, select

from harvester import files, registry
from harvester.canonical import canonical
from harvester.desk import logbook
from harvester.desk.logged import Stated, holding, read
from harvester.entities import hashes_of
from harvester.hub import changes, sources, versions
from harvester.ledger import write_versions
from harvester.registry import Source

_NOTHING = b""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A log book's new graph: its source, name and bytes, what it depends on, what it does to the entities."""

    source: Source
    graph: str
    content: bytes
    mark: str
    changes: Sequence[tuple[str, str]]


def log_graph(hub: str, slug: str) -> str:
    """The name of the graph of a lab's log book."""
    return f"{hub}/graph/log/{slug}"


def keep_logs(engine: Engine, data: Path, hub: str, zone: ZoneInfo, now: datetime) -> int:
    """Bring the graphs of all log books up to date; call it only while holding the data folder's lock.

    In: the hub's memory and folder, its public address, the zone of labs that state none. Out: how many changed.
    """
    wanted = logbook.waiting(engine, hub)
    if not wanted:
        return 0
    with engine.connect() as db:
        rows = db.execute(select(sources).where(sources.c.id.in_(wanted))).all()
        made = [_made(db, data, Source(**row._mapping), wanted[row.id], hub, zone) for row in rows]
    paths = {files.graph_path(data, files.sha256(kept.content)): kept.content for kept in made}
    for path, content in paths.items():
        if not path.exists():
            files.write_durably(path, content)
    files.sync_folders(folder for path in paths for folder in (path.parent, path.parent.parent))
    with engine.begin() as db:
        for kept in made:
            _write(db, kept, now)
    return sum(bool(kept.changes) for kept in made)


def _made(db: Connection, data: Path, source: Source, mark: str, hub: str, zone: ZoneInfo) -> _Kept:
    graph = log_graph(hub, source.slug)
    triples = holding(logbook.entries(db, source.id), _stated(db, data, source, zone))
    before: dict[str, str] = {}
    with suppress(FileNotFoundError):  # what is lost is made again
        before = hashes_of([q.triple for q in ox.parse(_read(data, source.log), ox.RdfFormat.N_QUADS)])
    after = hashes_of(triples)
    content = canonical(triples, graph, prefix="log") if triples else _NOTHING
    return _Kept(source, graph, content, mark, _differences(before, after, source.base))


def _stated(db: Connection, data: Path, source: Source, zone: ZoneInfo) -> Stated:
    """What the published file says, with the time of each statement."""
    if source.graph is None:
        return Stated(source.base)
    own = versions.c.graph == source.base
    when = (
        select(changes.c.entity, func.max(versions.c.kept_at))
        .join(versions, versions.c.seq == changes.c.seq)
        .where(own, changes.c.action.in_(("created", "updated")))
        .group_by(changes.c.entity)
    )
    kept = db.execute(select(func.max(versions.c.kept_at)).where(own)).scalar() or datetime.min
    changed = {row[0]: row[1] for row in db.execute(when)}
    return replace(read(_read(data, source.graph), source.base, zone), changed=changed, kept=kept)


def _read(data: Path, name: str | None) -> bytes:
    return files.graph_path(data, name).read_bytes() if name else _NOTHING


def _differences(before: dict[str, str], after: dict[str, str], base: str) -> list[tuple[str, str]]:
    """A machine of which the log book says something else is updated; records come and go."""
    found = []
    for iri in sorted(before.keys() | after.keys()):
        if before.get(iri) == after.get(iri):
            continue
        record = iri.startswith(f"{base}#journal-")
        action = "created" if record and iri not in before else "deleted" if record and iri not in after else "updated"
        found.append((iri, action))
    return found


def _write(db: Connection, kept: _Kept, now: datetime) -> None:
    name = files.sha256(kept.content)
    if kept.changes:
        row = {
            "graph": kept.graph, "source": kept.source.id, "file": name, "url": kept.graph, "sha256": None,
            "fetched_at": None, "kept_at": now,
        }  # fmt: skip
        write_versions(db, [(row, kept.changes)])
    registry.change(db, kept.source.id, {"log": name if kept.content else None, "log_mark": kept.mark})
