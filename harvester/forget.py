"""Forget a source or a person: from graphs, receipts and the change log, for good.

What must never come back is remembered as a hash only (`forgotten`, and `forgotten.txt` beside the hub, which survives
the restore of an older backup); judging withholds it from then on, and a file that still holds it is not kept.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
from sqlalchemy import Connection, Engine, delete, insert, select, update

from harvester import files
from harvester.authority import owns
from harvester.canonical import canonical
from harvester.desk import contacts, events, proposals
from harvester.desk.logged import record_of
from harvester.desk.tables import faults, feeds, log_entries
from harvester.entities import hashes_of
from harvester.errors import RegistryError
from harvester.hub import changes, forgotten, receipts, sources, versions
from harvester.judge import blank_prefix, forgotten_mark
from harvester.quarantine import quarantine
from harvester.registry import Source, all_sources, change
from harvester.report import Finding

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
        if found:
            _erase_source(db, found)
        else:
            _erase_things(db, data, frozenset({mark}))
            _drop_receipts(db, {s.id for s in all_sources(db) if owns(s.base, what)}, frozenset({mark}))
    _sweep(engine, data)
    return f"source {found.slug}: erased" if found else f"{what}: erased where it stood"


def replay(engine: Engine, data: Path, now: datetime) -> int:
    """Erase again, after a restore, whatever was ever forgotten; out: how many marks."""
    marks = _listed(data)
    with engine.begin() as db:
        known = set(db.scalars(select(forgotten.c.mark)))
        for mark in marks - known:
            db.execute(insert(forgotten).values(mark=mark, at=now))
        for source in all_sources(db):
            if forgotten_mark(source.base) in marks:
                _erase_source(db, source)
        _erase_things(db, data, marks)
    _sweep(engine, data)
    return len(marks)


def welcome_back(data: Path, bases: Iterable[str]) -> None:
    """A source that is registered again is to be forgotten no more, whatever backup is restored."""
    marks = _listed(data)
    kept = marks - {forgotten_mark(base) for base in bases}
    if kept != marks:
        _list(data, kept)


def _listed(data: Path) -> frozenset[str]:
    path = data / _LIST
    return frozenset(path.read_text().split()) if path.exists() else frozenset()


def _list(data: Path, marks: Iterable[str]) -> None:
    files.write_durably(data / _LIST, "".join(f"{mark}\n" for mark in sorted(marks)).encode())
    files.sync_folders([data])


def _remember(db: Connection, data: Path, mark: str, now: datetime) -> None:
    _list(data, {*_listed(data), mark})
    if db.execute(select(forgotten.c.mark).where(forgotten.c.mark == mark)).first() is None:
        db.execute(insert(forgotten).values(mark=mark, at=now))


def _erase_source(db: Connection, source: Source) -> None:
    db.execute(delete(versions).where(versions.c.source == source.id))
    contacts.erase(db, source.id)
    db.execute(delete(sources).where(sources.c.id == source.id))


def _erase_things(db: Connection, data: Path, marks: frozenset[str]) -> None:
    """Rewrite every graph that speaks of a forgotten thing; its receipts go, so that the file is fetched anew."""
    marks |= _erase_log(db, marks)
    touched = {s.id for s in all_sources(db) if _names(s, marks)}
    for row in db.execute(select(versions).where(versions.c.file.is_not(None))).all():
        clean = _without(data, row.file, marks, row.graph)
        if clean is not None:
            name = files.sha256(clean)
            files.write_durably(files.graph_path(data, name), clean)
            db.execute(update(versions).where(versions.c.file == row.file).values(file=name))
            db.execute(update(sources).where(sources.c.graph == row.file).values(graph=name, entities=_entities(clean)))
            db.execute(update(sources).where(sources.c.log == row.file).values(log=name))
            touched.add(row.source)
    _drop_receipts(db, touched, marks)
    proposals.forget(db, marks)
    for row in db.execute(select(changes.c.id, changes.c.entity)).all():
        if forgotten_mark(row.entity) in marks:
            db.execute(delete(changes).where(changes.c.id == row.id))


def _erase_log(db: Connection, marks: frozenset[str]) -> frozenset[str]:
    """What log books say of a forgotten thing, and the faults reported of it; out: marks of the records that go."""
    bases = {source.id: source.base for source in all_sources(db)}
    gone = set()
    for row in db.execute(select(log_entries)).all():
        named = (row.machine, str(row.value.get("task", "")), record_of(bases[row.source], row.id))
        if any(forgotten_mark(iri) in marks for iri in named):
            db.execute(delete(log_entries).where(log_entries.c.id == row.id))
            gone.add(forgotten_mark(record_of(bases[row.source], row.id)))
    for row in db.execute(select(faults.c.id, faults.c.machine)).all():
        if forgotten_mark(row.machine) in marks:
            db.execute(delete(faults).where(faults.c.id == row.id))
    return frozenset(gone)


def _names(source: Source, marks: frozenset[str]) -> bool:
    """Whether the registry's row names a forgotten thing, published or not."""
    told = {text for row in (source.report or []) for text in row if isinstance(text, str)}
    return any(forgotten_mark(iri) in marks for iri in {*source.entities, *source.withheld, *told})


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
    parted = quarantine(triples, [Finding("Q2-forgotten", t.value) for t in hidden], graph)
    rest = parted.kept or [t for t in triples if t.subject not in hidden and t.object not in hidden]
    return canonical(_reachable(rest), graph, prefix=blank_prefix(graph))


def _reachable(triples: Sequence[ox.Triple]) -> Sequence[ox.Triple]:
    """Drop blank nodes that hung under what was erased."""
    while True:
        linked = {t.object for t in triples}
        kept = [t for t in triples if not isinstance(t.subject, ox.BlankNode) or t.subject in linked]
        if len(kept) == len(triples):
            return kept
        triples = kept


def _entities(graph: bytes) -> dict[str, str]:
    return hashes_of([q.triple for q in ox.parse(graph, ox.RdfFormat.N_QUADS)])


def _drop_receipts(db: Connection, ids: Collection[int], marks: frozenset[str]) -> None:
    nothing = {
        "etag": "",
        "last_modified": "",
        "receipt": None,
        "report": None,
        "failure": None,
        "pipeline": "",
        "supplements": "",
    }
    for source in all_sources(db):
        if source.id in ids:
            withheld = [iri for iri in source.withheld if forgotten_mark(iri) not in marks]
            db.execute(delete(receipts).where(receipts.c.source == source.id))
            db.execute(delete(feeds).where(feeds.c.source == source.id))
            events.unname(db, [source.id])
            change(db, source.id, {**nothing, "withheld": withheld})


def _sweep(engine: Engine, data: Path) -> None:
    """Delete every file that nothing names any more (a crash leaves some too), and what SQLite still holds of it."""
    with engine.connect() as db:
        named = {
            files.graph_path(data, n) for n in db.scalars(select(versions.c.file).where(versions.c.file.is_not(None)))
        }
        named |= {files.receipt_path(data, name) for name in db.scalars(select(receipts.c.sha256))}
    for folder in ("graphs", "raw"):
        for path in (data / folder).glob("*/*"):
            if path not in named:
                path.unlink()
    with engine.connect() as db:
        db.exec_driver_sql("VACUUM")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
