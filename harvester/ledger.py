"""The rows of a batch of decisions: a few statements, whatever its size."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from harvester import files
from harvester.decide import Decision
from harvester.desk import events, proposals
from harvester.feeds.kept import write as write_feeds
from harvester.fetch import Document
from harvester.hub import changes, receipts, sources, versions, visits
from harvester.report import PUBLISHABLE

Row = dict[str, Any]


def write_rows(db: Connection, decisions: Sequence[Decision], receipts_kept: int) -> list[str]:
    """Write everything the decisions say; out: SHA-256 of the receipts that are now one too many for their source."""
    events.note(db, decisions)
    _update_sources(db, decisions)
    _insert(db, visits, [_visit(d) for d in decisions if d.visited.fetched])
    _insert(db, receipts, _new_receipts(db, decisions))
    write_feeds(db, {d.visited.source.id: found for d in decisions if (found := d.feeds) is not None})
    _keep_proposals(db, decisions)
    write_versions(db, [(_version(d), d.changes) for d in decisions if d.graph is not None or d.withdrawn or d.changes])
    return _drop_old_receipts(db, {d.visited.source.id for d in decisions}, receipts_kept)


def _keep_proposals(db: Connection, decisions: Sequence[Decision]) -> None:
    """What files propose to say of others' things; few do, hence one look at who ever did."""
    judged = [(d, d.visited.verdict) for d in decisions if d.visited.verdict and d.outcome in PUBLISHABLE]
    had = proposals.authors(db) if judged else frozenset()
    for decision, verdict in judged:
        number = decision.visited.source.id
        if verdict and (verdict.proposals or number in had):
            proposals.keep(db, number, verdict.proposals, decision.visited.at)


def write_versions(db: Connection, logged: Sequence[tuple[Row, Iterable[tuple[str, str]]]]) -> None:
    """Add kept (or withdrawn) graphs to the change log, in order, each with what it does to its entities."""
    if not logged:
        return
    statement = insert(versions).returning(versions.c.seq, sort_by_parameter_order=True)
    numbers = db.execute(statement, [row for row, _ in logged]).scalars().all()
    rows = [
        {"seq": seq, "entity": iri, "action": action}
        for seq, (_, entity_changes) in zip(numbers, logged, strict=True)
        for iri, action in entity_changes
    ]
    _insert(db, changes, rows)


def _update_sources(db: Connection, decisions: Sequence[Decision]) -> None:
    """One statement for each set of columns; an outcome writes always the same."""
    by_columns: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    anew = _to_be_judged_anew(db, decisions)
    for decision in decisions:
        if decision.columns:
            number = decision.visited.source.id
            values = {**decision.columns, **_ANEW} if number in anew else decision.columns
            row = {f"new_{name}": value for name, value in values.items()}
            by_columns[tuple(sorted(values))].append({"which": number, **row})
    for columns, rows in by_columns.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
        db.execute(update(sources).where(sources.c.id == bindparam("which")).values(**new), rows)


#: Of a source that is to be read and judged from nothing.
_ANEW: Row = {"etag": "", "last_modified": "", "pipeline": ""}


def _to_be_judged_anew(db: Connection, decisions: Sequence[Decision]) -> frozenset[int]:
    """The sources that somebody moved, or gave or took a prefix, while they were visited: that must not be undone."""
    columns = sources.c.id, sources.c.url, sources.c.hosted, sources.c.pipeline
    rows = db.execute(select(*columns).where(sources.c.id.in_([d.visited.source.id for d in decisions])))
    now = {row.id: (row.url, row.hosted, row.pipeline) for row in rows}
    seen = {d.visited.source.id: d.visited.source for d in decisions}
    return frozenset(
        number
        for number, (url, hosted, pipeline) in now.items()
        if (url, hosted) != (seen[number].url, seen[number].hosted) or (not pipeline and seen[number].pipeline)
    )


def _insert(db: Connection, table: Any, rows: Sequence[Row]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _visit(decision: Decision) -> Row:
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


def received(decision: Decision) -> Document | None:
    """The file to keep as received, if one came and may be kept."""
    visited = decision.visited
    fetched = visited.fetched and decision.may_keep_file
    return visited.answer if fetched and isinstance(visited.answer, Document) else None


def _new_receipts(db: Connection, decisions: Sequence[Decision]) -> list[Row]:
    """The same bytes again are no new receipt: they would push the ones that differ out."""
    came = [_receipt(d, document) for d in decisions if (document := received(d)) is not None]
    newest = _newest(db, [row["source"] for row in came])
    return [row for row in came if newest.get(row["source"]) != row["sha256"]]


def content_type(db: Connection, source: int, sha256: str) -> str:
    """The media type that was stated with a receipt of a source; empty when none was."""
    query = select(receipts.c.content_type).where(receipts.c.source == source, receipts.c.sha256 == sha256)
    return db.scalars(query.order_by(receipts.c.id.desc()).limit(1)).first() or ""


def _newest(db: Connection, ids: Sequence[int]) -> Mapping[int, str]:
    last = select(func.max(receipts.c.id)).where(receipts.c.source.in_(ids)).group_by(receipts.c.source)
    rows = db.execute(select(receipts.c.source, receipts.c.sha256).where(receipts.c.id.in_(last)))
    return {row.source: row.sha256 for row in rows}


def _receipt(decision: Decision, answer: Document) -> Row:
    return {
        "source": decision.visited.source.id,
        "sha256": files.sha256(answer.content),
        "at": decision.visited.at,
        "content_type": answer.content_type,
        "url": answer.url,
    }


def _version(decision: Decision) -> Row:
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


def _drop_old_receipts(db: Connection, ids: Iterable[int], kept: int) -> list[str]:
    age = func.row_number().over(partition_by=receipts.c.source, order_by=receipts.c.id.desc()).label("age")
    ranked = select(receipts.c.id, age).where(receipts.c.source.in_(ids)).subquery()
    old = select(ranked.c.id).where(ranked.c.age > kept)
    return list(db.scalars(delete(receipts).where(receipts.c.id.in_(old)).returning(receipts.c.sha256)))
