"""Forget a source or a person: from graphs, receipts and the change log, for good.

What must never come back is remembered as a hash only (`forgotten`, and `forgotten.txt` beside the hub, which survives
the restore of an older backup); judging withholds it from then on.
"""

from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
from sqlalchemy import Connection, Engine, delete, insert, select, update

from harvester import files
from harvester.canonical import canonical
from harvester.entities import hashes_of
from harvester.errors import RegistryError
from harvester.hub import changes, forgotten, receipts, sources, versions
from harvester.judge import blank_prefix, forgotten_mark
from harvester.registry import Source, all_sources

_LIST = "forgotten.txt"


def forget(engine: Engine, data: Path, what: str, now: datetime) -> str:
    """Erase a source (by slug) or a thing such as a person (by IRI).

    Out: one sentence on what was erased. Errors: RegistryError when nothing bears that name.
    """
    with engine.begin() as db:
        found = next((s for s in all_sources(db) if what in (s.slug, s.base)), None)
        if found is None and "://" not in what:
            raise RegistryError(f"no source is called «{what}»", "Give a slug of `fabcommons sources`, or a full IRI.")
        mark = forgotten_mark(found.base if found else what)
        _remember(db, data, mark, now)
        litter = _erase_source(db, found) if found else _erase_things(db, data, frozenset({mark}))
    _remove(engine, data, litter)
    return f"source {found.slug}: erased" if found else f"{what}: erased where it stood"


def replay(engine: Engine, data: Path, now: datetime) -> int:
    """Erase again, after a restore, whatever was ever forgotten; out: how many marks."""
    path = data / _LIST
    marks = frozenset(path.read_text().split()) if path.exists() else frozenset()
    with engine.begin() as db:
        known = set(db.scalars(select(forgotten.c.mark)))
        for mark in marks - known:
            db.execute(insert(forgotten).values(mark=mark, at=now))
        litter = [name for s in all_sources(db) if forgotten_mark(s.base) in marks for name in _erase_source(db, s)]
        litter += _erase_things(db, data, marks)
    _remove(engine, data, litter)
    return len(marks)


def _remember(db: Connection, data: Path, mark: str, now: datetime) -> None:
    path = data / _LIST
    marks = set(path.read_text().split()) if path.exists() else set()
    files.write_durably(path, "".join(f"{m}\n" for m in sorted({*marks, mark})).encode())
    files.sync_folders([data])
    if db.execute(select(forgotten.c.mark).where(forgotten.c.mark == mark)).first() is None:
        db.execute(insert(forgotten).values(mark=mark, at=now))


def _erase_source(db: Connection, source: Source) -> list[str]:
    named = list(
        db.scalars(select(versions.c.file).where(versions.c.source == source.id, versions.c.file.is_not(None)))
    )
    received = list(db.scalars(select(receipts.c.sha256).where(receipts.c.source == source.id)))
    db.execute(delete(versions).where(versions.c.source == source.id))
    db.execute(delete(sources).where(sources.c.id == source.id))
    return [*named, *received]


def _erase_things(db: Connection, data: Path, marks: frozenset[str]) -> list[str]:
    """Rewrite every graph that speaks of a forgotten thing; its receipts go, so that the file is fetched anew."""
    litter: list[str] = []
    bases = {s.id: s.base for s in all_sources(db)}
    for row in db.execute(select(versions).where(versions.c.file.is_not(None))).all():
        clean = _without(data, row.file, marks, row.graph)
        if clean is not None:
            name = files.sha256(clean)
            files.write_durably(files.graph_path(data, name), clean)
            db.execute(update(versions).where(versions.c.file == row.file).values(file=name))
            db.execute(update(sources).where(sources.c.graph == row.file).values(graph=name, entities=_entities(clean)))
            litter.append(row.file)
            if row.source in bases:
                litter += _drop_receipts(db, row.source)
    for row in db.execute(select(changes.c.id, changes.c.entity)).all():
        if forgotten_mark(row.entity) in marks:
            db.execute(delete(changes).where(changes.c.id == row.id))
    return litter


def _without(data: Path, name: str, marks: frozenset[str], graph: str) -> bytes | None:
    """The graph without the forgotten things and the links to them, or None when it holds none."""
    path = files.graph_path(data, name)
    if not path.exists():
        return None
    triples = [q.triple for q in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)]
    terms = {t for triple in triples for t in (triple.subject, triple.object) if isinstance(t, ox.NamedNode)}
    hidden = {t for t in terms if forgotten_mark(t.value) in marks}
    if not hidden:
        return None
    kept = [t for t in triples if t.subject not in hidden and t.object not in hidden]
    return canonical(_reachable(kept), graph, prefix=blank_prefix(graph))


def _reachable(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Drop blank nodes that hung under what was erased."""
    while True:
        linked = {t.object for t in triples}
        kept = [t for t in triples if not isinstance(t.subject, ox.BlankNode) or t.subject in linked]
        if len(kept) == len(triples):
            return kept
        triples = kept


def _entities(graph: bytes) -> dict[str, str]:
    return hashes_of([q.triple for q in ox.parse(graph, ox.RdfFormat.N_QUADS)])


def _drop_receipts(db: Connection, source: int) -> list[str]:
    names = list(db.scalars(select(receipts.c.sha256).where(receipts.c.source == source)))
    db.execute(delete(receipts).where(receipts.c.source == source))
    nothing = {"etag": "", "last_modified": "", "receipt": None, "report": None, "pipeline": ""}
    db.execute(update(sources).where(sources.c.id == source).values(**nothing))
    return names


def _remove(engine: Engine, data: Path, names: list[str]) -> None:
    with engine.connect() as db:
        graphs = set(db.scalars(select(versions.c.file).where(versions.c.file.is_not(None))))
        received = set(db.scalars(select(receipts.c.sha256)))
    for name in set(names) - graphs:
        files.graph_path(data, name).unlink(missing_ok=True)
    for name in set(names) - received:
        files.receipt_path(data, name).unlink(missing_ok=True)
    with engine.connect() as db:
        db.exec_driver_sql("VACUUM")
