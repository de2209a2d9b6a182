"""The members of a dump: the graphs of one source, compressed once, kept until the source or its rules change.

A gzip file may be members one after the other (RFC 1952, 2.2), so a dump is made by writing them one after the other,
and its cost grows with what changed. They lie under `index/members/`, named by what they depend on; they are derived:
what is lost or damaged is made again.
"""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

import ontology
from harvester import files
from harvester.authority import owns
from server.store.compose import CODE, Names, compose, hub_graphs
from server.store.dump.card import Card, card
from server.store.dump.counts import Counts, count
from server.store.dump.heads import comment, source_line
from server.store.hubstate import Part
from server.store.maintenance import CommonPlans

SYNTAXES = ("nq", "ttl")
#: Raised when a member says something else of the same source.
_CODE = "1"
#: Level 6 makes a file 8 % smaller than level 4, in twice the time.
_LEVEL = 4
PREFIXES = {
    "fab": ontology.FAB, "schema": ontology.SCHEMA, "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#", "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "dcat": "http://www.w3.org/ns/dcat#",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A source's share of the dumps: its key (the name of its files), card and counts; digest and size of each file."""

    slug: str
    base: str
    key: str
    card: Card = field(default_factory=Card)
    counts: Counts = field(default_factory=Counts)
    stated: int = 0
    sha256: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)


class DamagedMember(Exception):  # noqa: N818 - a state of the disk
    """A member's file is not what was written; it has been dropped, and is made again when asked for."""


@dataclass(frozen=True, slots=True)
class Kitchen:
    """What making members needs: the folder of the data, the hub's names, the registry's file and its plans."""

    data: Path
    names: Names
    registry: str | None
    common: CommonPlans

    def key(self, part: Part) -> str:
        """Changes with anything that the member depends on."""
        return self._key(repr(part))

    @property
    def hub_key(self) -> str:
        """The same for the graphs that no source wrote."""
        return self._key("hub")

    def _key(self, what: str) -> str:
        depends_on = (CODE, _CODE, self.names.hub, ontology.version(), self.registry, what)
        return files.sha256(repr(depends_on).encode())

    def member(self, part: Part) -> Member:
        """The member of a source, made if it is not there."""
        return _read(self.data, part.slug, part.base, self.key(part)) or self._make(part)

    def hub(self) -> Member:
        """The member of the hub's own graphs, made if it is not there."""
        found = _read(self.data, "", self.names.hub, self.hub_key)
        if found:
            return found
        quads = list(parse(b"".join(hub_graphs(self.data, self.registry, self.names)), RdfFormat.N_QUADS))
        member = Member("", self.names.hub, self.hub_key, Card(), count(quads, lambda _iri: False), len(quads))
        return _write(self.data, member, quads, b"")

    def _make(self, part: Part) -> Member:
        graphs = compose(self.data, part, self.names, self.common)
        quads = list(parse(b"".join(text for _, text in graphs), RdfFormat.N_QUADS))
        stated = [quad for quad in quads if quad.graph_name == NamedNode(part.base)]
        told = card(part.base, stated)
        counts = count(quads, _owned(part.base, self.names.hub))
        member = Member(part.slug, part.base, self.key(part), told, counts, len(stated))
        return _write(self.data, member, quads, comment(source_line(part.slug, part.base, told)))


def _owned(base: str, hub: str) -> Callable[[str], bool]:
    """What a source's graphs alone speak of: its things, and what the hub derives of them under its own address."""
    return lambda iri: owns(base, iri) or iri.startswith(f"{hub}/")


def folder(data: Path) -> Path:
    """Where members lie."""
    return data / "index" / "members"


def path(data: Path, key: str, syntax: str) -> Path:
    """The file of a member."""
    return folder(data) / key[:2] / f"{key}.{syntax}.gz"


def _card_path(data: Path, key: str) -> Path:
    return folder(data) / key[:2] / f"{key}.json"


def _write(data: Path, member: Member, quads: Sequence[Quad], opening: bytes) -> Member:
    """The card last: a member is there when its card is."""
    texts = {"nq": serialize(quads, format=RdfFormat.N_QUADS), "ttl": _turtle(quads)}
    packed = {syntax: pack(opening + (text or b"")) for syntax, text in texts.items()}
    digests = {syntax: files.sha256(content) for syntax, content in packed.items()}
    made = replace(member, sha256=digests, sizes={syntax: len(content) for syntax, content in packed.items()})
    path(data, made.key, "nq").parent.mkdir(parents=True, exist_ok=True)
    for syntax, content in packed.items():
        _put(path(data, made.key, syntax), content)
    _put(_card_path(data, made.key), json.dumps(_as_json(made), ensure_ascii=False).encode())
    return made


def _turtle(quads: Iterable[Quad]) -> bytes | None:
    return serialize((quad.triple for quad in quads), format=RdfFormat.TURTLE, prefixes=PREFIXES)


def pack(content: bytes) -> bytes:
    """One gzip member; same bytes in, same bytes out."""
    return gzip.compress(content, _LEVEL, mtime=0)


def _put(target: Path, content: bytes) -> None:
    """Not fsynced: what a power cut spoils is found by its SHA-256 and made again."""
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(content)
    draft.replace(target)


def _as_json(member: Member) -> dict[str, object]:
    told = {"card": member.card.as_json(), "counts": member.counts.as_json()}
    return told | {"stated": member.stated, "sha256": member.sha256, "sizes": member.sizes}


def _read(data: Path, slug: str, base: str, key: str) -> Member | None:
    try:
        told = json.loads(_card_path(data, key).read_bytes())
        counts, found = Counts.from_json(told["counts"]), Card.from_json(told["card"])
        return Member(slug, base, key, found, counts, told["stated"], told["sha256"], told["sizes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def content(data: Path, member: Member, syntax: str) -> bytes:
    """The bytes of a member. Errors: DamagedMember."""
    try:
        found = path(data, member.key, syntax).read_bytes()
    except OSError:
        found = b""
    if files.sha256(found) != member.sha256.get(syntax):
        _card_path(data, member.key).unlink(missing_ok=True)
        raise DamagedMember(f"{member.slug or 'hub'}.{syntax}")
    return found


def prune(data: Path, keys: Iterable[str]) -> None:
    """Delete the files of all members but these."""
    kept = set(keys)
    for file in folder(data).glob("*/*"):
        if file.name.partition(".")[0] not in kept:
            file.unlink(missing_ok=True)


def clear(data: Path) -> None:
    """Delete them all: they may hold what is to be forgotten."""
    shutil.rmtree(folder(data), ignore_errors=True)
