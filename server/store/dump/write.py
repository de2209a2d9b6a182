"""Writes the dumps of the current generation: after it is served, under the same lock, once.

members made → files written and fsynced in a draft folder → folder renamed into the generation → old members deleted. A
crash in between leaves the dump of the generation before; the next round begins where this one stopped.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from harvester import files
from harvester.bare import BareContext
from harvester.keep import AtStep, no_stop
from server.store import generations
from server.store.compose import Names, plans
from server.store.dump import members
from server.store.dump.heads import head, source_line
from server.store.dump.manifest import Ingredients, about, stamp_counts, stamp_text
from server.store.dump.members import DamagedMember, Kitchen, Member
from server.store.dump.plan import Planned, plan
from server.store.dump.served import DUMP, MANIFEST, PRUNED, Dump, is_written
from server.store.generations import Stamp
from server.store.hubstate import Part, last_seq, parts, registry_file

STEPS = ("members-made", "dump-written", "dump-named", "members-pruned")
#: Members made by one task: enough to be worth the trip to another process.
_CHUNK = 200


def write_dump(
    engine: Engine, data: Path, names: Names, now: datetime, processes: int = 1, at_step: AtStep = no_stop
) -> Path | None:
    """Write the dump of the current generation; call it only while holding the data folder's lock.

    In: the hub's memory, its folder, its names, the time, how many processes may help, an observer of steps.
    Out: the folder of the dump, or None when there is nothing to write. Errors: DamagedError, DamagedMember.
    """
    generation = generations.current(data)
    stamp = generations.stamp(generation) if generation else None
    if generation is None or stamp is None:
        return None
    if is_written(generation):
        _prune(data, generation / DUMP, at_step)  # what a crash left undone
        return None
    with engine.connect() as db:
        if stamp.seq != last_seq(db):
            return None  # a newer generation is to come, and its dump with it
        registry, sources = registry_file(db), sorted(parts(db), key=lambda part: part.slug)
    task = _Task(generation, stamp, Kitchen(data, names, registry, plans(data, registry)), sources, now, processes)
    try:
        return _written(task, at_step)
    except DamagedMember:  # it has been dropped, so it is made again
        return _written(task, at_step)


@dataclass(frozen=True, slots=True)
class _Task:
    """Which generation's dump is to be written, of which sources, when, by how many processes."""

    generation: Path
    stamp: Stamp
    kitchen: Kitchen
    sources: Sequence[Part]
    now: datetime
    processes: int


def _written(task: _Task, at_step: AtStep) -> Path:
    kitchen = task.kitchen
    made = list(_members(kitchen, task.sources, task.processes))
    at_step("members-made")
    whole = Ingredients(kitchen, task.generation.name, task.stamp, kitchen.hub(), made)
    written = _write(whole, task.generation, task.now, at_step)
    _prune(kitchen.data, written, at_step)
    return written


def _prune(data: Path, folder: Path, at_step: AtStep) -> None:
    """Delete the members that this dump does not need, once."""
    if (folder / PRUNED).exists():
        return
    manifest = Dump(folder).manifest()
    members.prune(data, [manifest.hub_key, *(source.key for source in manifest.sources)])
    (folder / PRUNED).touch()
    at_step("members-pruned")


def _members(kitchen: Kitchen, sources: Sequence[Part], processes: int) -> Iterator[Member]:
    chunks = [(kitchen, sources[start : start + _CHUNK]) for start in range(0, len(sources), _CHUNK)]
    if len(chunks) < 2 or processes < 2:
        yield from chain.from_iterable(map(_made, chunks))
        return
    with ProcessPoolExecutor(processes, BareContext()) as pool:
        yield from chain.from_iterable(pool.map(_made, chunks))


def _made(task: tuple[Kitchen, Sequence[Part]]) -> list[Member]:
    kitchen, sources = task
    return [kitchen.member(part) for part in sources]


def _write(whole: Ingredients, generation: Path, now: datetime, at_step: AtStep) -> Path:
    draft = generation / f"{DUMP}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    told = [_write_file(whole, planned, draft) for planned in plan(whole.members)]
    manifest = json.dumps({**about(whole, now), "files": told}, ensure_ascii=False, indent=1)
    files.write_durably(draft / MANIFEST, manifest.encode())
    files.sync_folders([draft])
    at_step("dump-written")
    final = generation / DUMP
    draft.rename(final)
    files.sync_folders([generation])
    at_step("dump-named")
    return final


def _write_file(whole: Ingredients, planned: Planned, folder: Path) -> dict[str, object]:
    """One file; out: what the manifest says of it."""
    with (folder / planned.name).open("wb") as file:
        size, digest = _pour(_pieces(whole, planned), file)
        file.flush()
        os.fsync(file.fileno())
    held = [*planned.members, *([whole.hub] if planned.hub else [])]
    return {
        "name": planned.name,
        "syntax": planned.syntax,
        "bytes": size,
        "sha256": digest,
        "triples": sum(m.counts.triples for m in held) + (stamp_counts(whole).triples if planned.hub else 0),
        "licence": planned.licence,
        "sources": [member.slug for member in planned.members],
    }


def _pour(pieces: Iterable[bytes], file: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        file.write(piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _pieces(whole: Ingredients, planned: Planned) -> Iterator[bytes]:
    lines = (source_line(member.slug, member.base, member.card) for member in planned.members)
    yield members.pack(head(planned.name, whole.generation, whole.kitchen.names.hub, lines))
    if planned.hub:
        yield members.content(whole.kitchen.data, whole.hub, planned.syntax)
        yield members.pack(stamp_text(whole, planned.syntax))
    for member in planned.members:
        yield members.content(whole.kitchen.data, member, planned.syntax)
