"""The shared subjects, `registry.ttl`: what moderators say of organisations, makers, models and common plans."""

from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
from sqlalchemy import Engine, select

from harvester import files
from harvester.canonical import canonical
from harvester.desk import shared_links
from harvester.entities import hashes_of
from harvester.errors import RegistryError
from harvester.hub import versions
from harvester.ledger import write_versions

_NAME = "registry.ttl"


def load_registry(engine: Engine, data: Path, file: Path, graph: str, now: datetime) -> int:
    """Make a Turtle file the registry of shared subjects.

    In: the hub, its folder, the file, the name of the registry graph. Out: how many triples it holds.
    Errors: RegistryError when the file cannot be read or is not Turtle.
    """
    text = _read(file)
    stated = _parse(text, file)
    files.write_durably(data / _NAME, text)
    return _compose(engine, data, stated, graph, now)


def recompose(engine: Engine, data: Path, graph: str, now: datetime) -> bool:
    """Lay what moderators said meanwhile over the registry that was loaded last; False when nothing was said."""
    if not shared_links.outdated(engine):
        return False
    file = data / _NAME
    _compose(engine, data, _parse(_read(file), file) if file.exists() else [], graph, now)
    return True


def _compose(engine: Engine, data: Path, stated: list[ox.Triple], graph: str, now: datetime) -> int:
    """Write the graph of what the file states and moderators say; out: how many triples it holds."""
    links = shared_links.read(engine)
    triples = shared_links.laid_over(stated, links)
    content = canonical(triples, graph, prefix="registry")
    name = files.sha256(content)
    path = files.graph_path(data, name)
    files.write_durably(path, content)
    files.sync_folders([path.parent, path.parent.parent, data])
    _log(engine, data, graph, name, triples, now)
    with engine.begin() as db:
        shared_links.composed(db, links)
    return len(triples)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RegistryError(f"{file}: {error.strerror}") from error


def _parse(text: bytes, file: Path) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise RegistryError(f"{file} is not Turtle: {error}", "Mend the line it names, then load it again.") from error


def _log(engine: Engine, data: Path, graph: str, name: str, triples: list[ox.Triple], now: datetime) -> None:
    with engine.begin() as db:
        newest = select(versions.c.file).where(versions.c.graph == graph).order_by(versions.c.seq.desc()).limit(1)
        before = db.execute(newest).scalar()
        if before == name:
            return
        had = (
            hashes_of([q.triple for q in ox.parse(files.graph_path(data, before).read_bytes(), ox.RdfFormat.N_QUADS)])
            if before
            else {}
        )
        has = hashes_of(triples)
        changes = [(iri, "created" if iri not in had else "updated") for iri in has if had.get(iri) != has[iri]]
        changes += [(iri, "deleted") for iri in had if iri not in has]
        row = {"graph": graph, "source": None, "file": name, "url": _NAME, "fetched_at": now, "kept_at": now}
        write_versions(db, [(row, changes)])
