"""What descriptions are made from: the manifest of the served dump, and what the registry knows of each source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, func, select

from harvester.hub import sources, versions
from harvester.registry import Source
from harvester.schedule import state
from server.pages.memory import every_source
from server.pages.memory import source as source_of
from server.settings import Settings
from server.store.dump.served import DumpSource, Manifest


@dataclass(frozen=True, slots=True)
class Entry:
    """A published source: what it says of itself, what the registry knows of it, its state, when it last changed."""

    told: DumpSource
    source: Source
    state: str
    modified: datetime | None

    @property
    def name(self) -> str:
        """Its name, or its slug when it states none."""
        return self.told.card.name or self.told.slug


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who answers for the hub: by the settings, else by the registry of shared subjects, else the hub's address."""

    names: Mapping[str, str]
    homepage: str
    contact: str
    email: str


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the hub. Only sources that are still published are in it."""

    settings: Settings
    manifest: Manifest
    entries: tuple[Entry, ...]

    @property
    def hub(self) -> str:
        """The public address."""
        return self.settings.public_base_url

    @property
    def publisher(self) -> Publisher:
        """Who answers for the hub."""
        settings, network = self.settings, self.manifest.network
        names = {"": settings.publisher_name} if settings.publisher_name else dict(network.names)
        return Publisher(
            names or {"": self.hub.partition("://")[2]},
            settings.publisher_url or network.url or f"{self.hub}/",
            settings.publisher_url or network.url or settings.contact_url,
            settings.publisher_email or network.email,
        )


def scene(manifest: Manifest, settings: Settings, engine: Engine, now: datetime) -> Scene:
    """In: the manifest, the settings, the hub's memory (only read), the time. Out: all sources."""
    known = {source.slug: source for source in every_source(engine)}
    with engine.connect() as db:
        changed = {row.source: row.at for row in db.execute(_last_changes())}
    entries = (
        Entry(told, source, state(source, now, settings), changed.get(source.id))
        for told in manifest.sources
        if (source := known.get(told.slug)) and _is_shown(told, source)
    )
    return Scene(settings, manifest, tuple(entries))


def close_up(manifest: Manifest, settings: Settings, engine: Engine, now: datetime, slug: str) -> Scene:
    """The same with one source only, or none when it is not published."""
    told, known = next((each for each in manifest.sources if each.slug == slug), None), source_of(engine, slug)
    if told is None or known is None or not _is_shown(told, known):
        return Scene(settings, manifest, ())
    with engine.connect() as db:
        row = db.execute(_last_changes().where(versions.c.source == known.id)).one_or_none()
    return Scene(settings, manifest, (Entry(told, known, state(known, now, settings), row.at if row else None),))


def _is_shown(told: DumpSource, source: Source) -> bool:
    """Not withdrawn since, and not another source under the same name."""
    return source.base == told.base and source.graph is not None


def _last_changes() -> Select[Any]:
    """When the graph now published of each source was kept."""
    return (
        select(versions.c.source, func.max(versions.c.kept_at).label("at"))
        .join(sources, (sources.c.id == versions.c.source) & (sources.c.graph == versions.c.file))
        .group_by(versions.c.source)
    )
