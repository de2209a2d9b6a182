"""Which dump is served: that of the current generation, or the one before until it is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.store import generations
from server.store.dump import members
from server.store.dump.card import Card
from server.store.dump.counts import Totals

DUMP, MANIFEST, PRUNED = "dump", "manifest.json", "pruned"


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump; `licence` is that of all its sources where it was made for one, `sources` are slugs."""

    name: str
    syntax: str
    bytes: int
    sha256: str
    triples: int
    licence: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DumpSource:
    """A source in a dump: who it is, what it says of itself, how many triples it states, its own dump file."""

    slug: str
    base: str
    card: Card
    attribution: str
    stated: int
    key: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Network:
    """What the registry of shared subjects says of the network."""

    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a dump consists of. `modified` is ISO 8601 in UTC."""

    generation: str
    modified: str
    files: tuple[DumpFile, ...]
    sources: tuple[DumpSource, ...]
    totals: Totals
    network: Network
    hub_key: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A written dump."""

    folder: Path

    @property
    def generation(self) -> str:
        """The name of its generation."""
        return self.folder.parent.name

    @property
    def manifest_path(self) -> Path:
        """The manifest as JSON."""
        return self.folder / MANIFEST

    @property
    def stamp(self) -> str:
        """Changes whenever another dump is served. Errors: FileNotFoundError when it was deleted meanwhile."""
        return f"{self.generation}-{self.manifest_path.stat().st_mtime_ns}"

    def manifest(self) -> Manifest:
        """What it consists of. Errors: FileNotFoundError when it was deleted meanwhile."""
        return _manifest(self.manifest_path, self.manifest_path.stat().st_mtime_ns)

    def file(self, name: str) -> Path:
        """A file of it."""
        return self.folder / name

    def source_file(self, source: DumpSource) -> Path:
        """The dump of one source."""
        return members.path(self.folder.parents[2], source.key, "nq")


def is_written(generation: Path) -> bool:
    """Whether the generation has its dump."""
    return (generation / DUMP / MANIFEST).exists()


def served(data: Path) -> Dump | None:
    """The newest written dump; none of a generation that holds what was forgotten."""
    newest = reversed(generations.all_generations(data))
    found = (path for path in newest if is_written(path) and not (path / generations.DOOMED).exists())
    return next((Dump(path / DUMP) for path in found), None)


@lru_cache(maxsize=2)
def _manifest(path: Path, _born: int) -> Manifest:
    told = json.loads(path.read_bytes())
    return Manifest(
        generation=told["generation"],
        modified=told["modified"],
        files=tuple(DumpFile(**_tupled(each)) for each in told["files"]),
        sources=tuple(_source(each) for each in told["sources"]),
        totals=Totals(**told["totals"]),
        network=Network(**told["network"]),
        hub_key=told["hub_key"],
    )


def _tupled(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "sources": tuple(told["sources"])}


def _source(told: dict[str, Any]) -> DumpSource:
    return DumpSource(**{**told, "card": Card.from_json(told["card"])})
