"""What descriptions are made from: the manifest of the served dump, and what the registry knows of each source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from harvester.hub import sources, versions
from harvester.registry import Source
from harvester.schedule import state
from server.pages.memory import every_source
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
    url: str
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
            settings.publisher_url or network.url or settings.contact_url,
            settings.publisher_email or network.email,
        )


def scene(manifest: Manifest, settings: Settings, engine: Engine, now: datetime) -> Scene:
    """In: the manifest, the settings, the hub's memory (only read), the time."""
    known = {source.slug: source for source in every_source(engine)}
    with engine.connect() as db:
        changed = _last_changes(db)
    entries = (
        Entry(told, source, state(source, now, settings), changed.get(source.id))
        for told in manifest.sources
        if (source := known.get(told.slug)) and source.base == told.base and source.graph
    )
    return Scene(settings, manifest, tuple(entries))


def _last_changes(db: Connection) -> Mapping[int, datetime]:
    """When the graph now published of each source was kept."""
    kept = (
        select(versions.c.source, func.max(versions.c.kept_at).label("at"))
        .join(sources, (sources.c.id == versions.c.source) & (sources.c.graph == versions.c.file))
        .group_by(versions.c.source)
    )
    return {row.source: row.at for row in db.execute(kept)}
