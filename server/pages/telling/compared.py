"""A source's file as it was received, as it is kept, as it is served, and where the three differ."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
from flask import Response, make_response
from flask_babel import gettext  # type: ignore[import-untyped]
from sqlalchemy import select

from harvester import files
from harvester.entities import hashes_of
from harvester.hub import versions
from harvester.registry import Source
from server.pages import memory, sender
from server.pages.errors import Absent
from server.pages.holder import holder
from server.pages.site import Site
from server.pages.telling.feed import existing
from server.store import generations


@dataclass(frozen=True, slots=True)
class Received:
    """The file that came last. `size` in bytes, None when it is lost; `is_kept`: what is published was made of it."""

    at: datetime
    sha256: str
    content_type: str
    size: int | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Served:
    """What readers see: the generation's number, of when the graph is, how it differs from the one now kept."""

    generation: int
    at: datetime | None
    created: int
    updated: int
    deleted: int

    @property
    def is_kept(self) -> bool:
        """Whether readers see what is kept."""
        return not (self.created or self.updated or self.deleted)


def received(site: Site, source: Source) -> Received | None:
    """The file that came last, if it may be told of."""
    row = memory.last_receipt(site.engine, source.id)
    if row is None:
        return None
    content = files.read_receipt(site.settings.data, row.sha256)
    size = len(content) if content is not None else None
    kept = source.verdict != "REJECTED" and row.sha256 == source.receipt
    return Received(row.at, row.sha256, row.content_type, size, kept)


def served(site: Site, source: Source) -> Served | None:
    """What the current generation shows of a source; None before the first."""
    generation = generations.current(site.settings.data)
    stamp = generations.stamp(generation) if generation else None
    if generation is None or stamp is None:
        return None
    newest = select(versions).where(versions.c.source == source.id, versions.c.seq <= stamp.seq)
    with site.engine.connect() as db:
        row = db.execute(newest.order_by(versions.c.seq.desc()).limit(1)).one_or_none()
    number, file = generations.number(generation), row.file if row else None
    if file == source.graph:
        return Served(number, row.kept_at if row else None, 0, 0, 0)
    before, after = _entities(site.settings.data, file), source.entities
    updated = sum(before[iri] != after[iri] for iri in before.keys() & after.keys())
    return Served(number, row.kept_at if row else None, len(after.keys() - before), updated, len(before.keys() - after))


def _entities(data: Path, file: str | None) -> dict[str, str]:
    path = files.graph_path(data, file) if file else None
    if path is None or not path.exists():
        return {}
    return hashes_of([quad.triple for quad in ox.parse(path.read_bytes(), ox.RdfFormat.N_QUADS)])


def kept_graph(site: Site, slug: str) -> Response:
    """`/sources/<slug>/kept.nq`: the graph now kept, from which what must not be told was left out."""
    source = existing(site, slug)
    path = files.graph_path(site.settings.data, source.graph) if source.graph else None
    if path is None or not path.exists():
        raise Absent(404, gettext("Rien n'est gardé de cette source."), slug)
    response = make_response(path.read_bytes(), 200, {"Content-Type": "application/n-quads"})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def received_file(site: Site, slug: str) -> Response:
    """`/sources/<slug>/received`: the file as it came last; it may name persons, so its lab and moderators only."""
    source, who = existing(site, slug), holder(site)
    row = memory.last_receipt(site.engine, source.id)
    content = files.read_receipt(site.settings.data, row.sha256) if row else None
    if who is None or not who.may_see(source.id) or content is None:
        raise Absent(
            404, gettext("Le fichier reçu n'est montré qu'à son lab. Il est lisible à sa propre adresse."), slug
        )
    response = make_response(content, 200, sender.SECRET | {"Content-Type": "application/octet-stream"})
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.received"'
    return response
