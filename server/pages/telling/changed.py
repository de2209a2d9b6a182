"""Which things came, changed or went with an event: things from the change log, never those of persons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from harvester.hub import changes, versions
from harvester.names import PERSON, PERSON_MARKS, RDF_TYPE
from harvester.registry import Source
from server.pages.links import fragment
from server.pages.site import Site
from server.pages.telling.names import called, graph
from server.pages.telling.said import Told

#: Names told of an event, and events of which they are told.
_NAMES, _EVENTS = 8, 12
_TOLD = ("created", "updated", "deleted")


@dataclass(frozen=True, slots=True)
class Version:
    """A graph that was kept: its file and the one before it, and what it did to which things (IRIs)."""

    file: str | None
    before: str | None
    things: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _TOLD})


class Thing(NamedTuple):
    """A thing that an event is about, and what it is called."""

    iri: str
    name: str


def changed(site: Site, source: Source, told: Sequence[Told]) -> Mapping[int, Mapping[str, Sequence[Thing]]]:
    """Event → action → some of its things."""
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
            if fragment(row.entity):
                found[numbers[row.seq]].things[row.action].append(row.entity)
    return found


def _public(data: Path, version: Version) -> Mapping[str, Sequence[Thing]]:
    """The same without persons, whatever happened to them."""
    graphs = {name: graph(data, version.before if name == "deleted" else version.file) for name in _TOLD}
    told: dict[str, list[Thing]] = defaultdict(list)
    for action, things in version.things.items():
        for iri in things:
            if len(told[action]) < _NAMES and graphs[action] and not _is_person(graphs[action], iri):
                told[action].append(Thing(iri, called(graphs[action], iri)))
    return {action: things for action, things in told.items() if things}


def _is_person(content: bytes, iri: str) -> bool:
    subject = f"<{iri}> ".encode()
    marks = (f"<{RDF_TYPE}> <{PERSON}>", *(f"<{mark}>" for mark in PERSON_MARKS))
    return any(subject + mark.encode() in content for mark in marks)
