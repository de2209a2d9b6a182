"""Which things came, changed or went with an event: names from the change log, never those of persons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from harvester import files
from harvester.hub import changes, versions
from harvester.names import PERSON, PERSON_MARKS, RDF_TYPE
from harvester.registry import Source
from server.pages.links import fragment
from server.pages.site import Site
from server.pages.telling.said import Told

#: Names told of an event, and events of which they are told; graphs larger than this are not searched for persons.
_NAMES, _EVENTS, _SEARCHED = 8, 12, 4 * 1024 * 1024
_TOLD = ("created", "updated", "deleted")


@dataclass(frozen=True, slots=True)
class Version:
    """A graph that was kept: its file and the one before it, and what it did to which things (fragment → IRI)."""

    file: str | None
    before: str | None
    things: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in _TOLD})


def changed(site: Site, source: Source, told: Sequence[Told]) -> Mapping[int, Mapping[str, Mapping[str, str]]]:
    """Event → action → fragment → IRI of its things, some of each."""
    recent = {each.at: each.id for each in told[:_EVENTS]}
    found = _versions(site, source, recent)
    return {recent[at]: _public(site.settings.data, version) for at, version in found.items()}


def _versions(site: Site, source: Source, moments: Mapping[datetime, int]) -> dict[datetime, Version]:
    found: dict[datetime, Version] = {}
    query = select(versions.c.seq, versions.c.file, versions.c.kept_at).where(versions.c.source == source.id)
    with site.engine.connect() as db:
        rows = db.execute(query.order_by(versions.c.seq)).all()
        numbers: dict[int, datetime] = {}
        before: str | None = None
        for row in rows:
            if row.kept_at in moments:
                found[row.kept_at] = Version(row.file, before)
                numbers[row.seq] = row.kept_at
            before = row.file
        for row in db.execute(select(changes).where(changes.c.seq.in_(numbers), changes.c.action.in_(_TOLD))):
            if name := fragment(row.entity):
                found[numbers[row.seq]].things[row.action][name] = row.entity
    return found


def _public(data: Path, version: Version) -> Mapping[str, Mapping[str, str]]:
    """The same without persons, whatever happened to them."""
    graphs = {name: _read(data, version.before if name == "deleted" else version.file) for name in _TOLD}
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for action, things in version.things.items():
        for name, iri in things.items():
            if len(told[action]) < _NAMES and graphs[action] and not _is_person(graphs[action], iri):
                told[action][name] = iri
    return {action: things for action, things in told.items() if things}


def _is_person(graph: bytes, iri: str) -> bool:
    subject = f"<{iri}> ".encode()
    marks = (f"<{RDF_TYPE}> <{PERSON}>", *(f"<{mark}>" for mark in PERSON_MARKS))
    return any(subject + mark.encode() in graph for mark in marks)


def _read(data: Path, name: str | None) -> bytes:
    """A graph; nothing when it is no longer kept, or too large to be searched while somebody waits."""
    path = files.graph_path(data, name) if name else None
    if path is None or not path.exists() or path.stat().st_size > _SEARCHED:
        return b""
    return path.read_bytes()
