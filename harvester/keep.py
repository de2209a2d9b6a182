"""Keep what was decided, so that a crash at any moment loses nothing.

The order is fixed: receipts; graph files written, fsynced and renamed; their folders fsynced; then one SQLite commit. A
graph file without a row is only litter; a row never names a graph that is not on disk.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from harvester import files
from harvester.decide import Decision
from harvester.fetch import Document
from harvester.hub import changes, receipts, sources, versions, visits

#: The named steps of keeping; tests stop the process at each.
STEPS = ("receipts-written", "graphs-written", "folders-synced", "rows-written", "committed", "pruned")
#: Files fsynced side by side share the disk's commits: 8 take 0.4 of the time of one after the other.
_WRITERS = 8
AtStep = Callable[[str], None]


def no_stop(_step: str) -> None:
    """The usual observer: goes on."""


def keep(
    engine: Engine, data: Path, decisions: Sequence[Decision], receipts_kept: int, at_step: AtStep = no_stop
) -> None:
    """Write a batch of decisions. In: the hub, its folder, the decisions, how many receipts a source keeps."""
    for decision in decisions:
        answer = decision.visited.answer
        if isinstance(answer, Document) and decision.visited.fetched:
            files.write_receipt(data, answer.content)
    at_step("receipts-written")
    _write_graphs(data, decisions, at_step)
    with engine.begin() as db:
        for decision in decisions:
            _write_rows(db, decision)
        litter = [name for d in decisions for name in _drop_old_receipts(db, d.visited.source.id, receipts_kept)]
        at_step("rows-written")
    at_step("committed")
    _remove_receipts(engine, data, litter)
    at_step("pruned")


def _write_graphs(data: Path, decisions: Sequence[Decision], at_step: AtStep) -> None:
    graphs = {files.graph_path(data, files.sha256(d.graph)): d.graph for d in decisions if d.graph is not None}
    new = [path for path in graphs if not path.exists()]
    with ThreadPoolExecutor(_WRITERS) as writers:
        list(writers.map(lambda path: files.write_durably(path, graphs[path]), new))
    at_step("graphs-written")
    files.sync_folders(folder for path in graphs for folder in (path.parent, path.parent.parent))
    at_step("folders-synced")


def _write_rows(db: Connection, decision: Decision) -> None:
    visited = decision.visited
    db.execute(update(sources).where(sources.c.id == visited.source.id).values(**decision.columns))
    if visited.fetched:
        db.execute(insert(visits).values(**_visit(decision)))
    if isinstance(visited.answer, Document) and visited.fetched:
        _write_receipt(db, _receipt(decision, visited.answer))
    if decision.graph is not None or decision.withdrawn or decision.changes:
        write_version(db, _version(decision), decision.changes)


def _write_receipt(db: Connection, row: dict[str, Any]) -> None:
    """The same bytes again are no new receipt: they would push the ones that differ out."""
    newest = select(receipts.c.sha256).where(receipts.c.source == row["source"]).order_by(receipts.c.id.desc()).limit(1)
    if db.execute(newest).scalar() != row["sha256"]:
        db.execute(insert(receipts).values(**row))


def write_version(db: Connection, version: dict[str, Any], entity_changes: Sequence[tuple[str, str]]) -> int:
    """Add a kept (or withdrawn) graph to the change log, with what it changes; out: its sequence number."""
    seq = int(db.execute(insert(versions).values(**version).returning(versions.c.seq)).scalar_one())
    if entity_changes:
        db.execute(insert(changes), [{"seq": seq, "entity": iri, "action": action} for iri, action in entity_changes])
    return seq


def _visit(decision: Decision) -> dict[str, Any]:
    visited = decision.visited
    answer = visited.answer
    return {
        "source": visited.source.id,
        "at": visited.at,
        "outcome": decision.outcome,
        "rule": getattr(answer, "rule", None),
        "status": getattr(answer, "status", None),
        "bytes": len(answer.content) if isinstance(answer, Document) else None,
        "seconds": round(visited.seconds, 4),
    }


def _receipt(decision: Decision, answer: Document) -> dict[str, Any]:
    return {
        "source": decision.visited.source.id,
        "sha256": files.sha256(answer.content),
        "at": decision.visited.at,
        "content_type": answer.content_type,
        "url": answer.url,
    }


def _version(decision: Decision) -> dict[str, Any]:
    visited, graph = decision.visited, decision.graph
    kept = visited.source.graph if graph is None and not decision.withdrawn else None
    answer = visited.answer if isinstance(visited.answer, Document) else None
    return {
        "graph": visited.source.base,
        "source": visited.source.id,
        "file": files.sha256(graph) if graph is not None else kept,
        "url": answer.url if answer else visited.source.url,
        "sha256": files.sha256(answer.content) if answer else None,
        "fetched_at": visited.at,
        "kept_at": visited.at,
    }


def _drop_old_receipts(db: Connection, source: int, kept: int) -> list[str]:
    rows = db.execute(
        select(receipts.c.id, receipts.c.sha256).where(receipts.c.source == source).order_by(receipts.c.id.desc())
    )
    old = rows.all()[kept:]
    if old:
        db.execute(delete(receipts).where(receipts.c.id.in_([row.id for row in old])))
    return [row.sha256 for row in old]


def _remove_receipts(engine: Engine, data: Path, names: Sequence[str]) -> None:
    if not names:
        return
    with engine.connect() as db:
        used = set(db.scalars(select(receipts.c.sha256).where(receipts.c.sha256.in_(names))))
    for name in set(names) - used:
        files.receipt_path(data, name).unlink(missing_ok=True)
