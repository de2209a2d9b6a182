"""Immutable generations: `index/000042/` holds a checkpoint of the store, `index/current` leads to the newest.

Readers hold a shared lock on the generation they have open; only the publisher makes, switches and deletes them.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from server.store.reader import LOCK, STORE

STAMP, DOOMED = "generation.json", "doomed"

#: Deleting a generation under a reader would hang it: these many stay, whatever the locks say.
KEPT = 3
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Stamp:
    """The last change applied, and the version of everything else a dataset depends on."""

    seq: int
    layout: str


def current(data: Path) -> Path | None:
    """The newest complete generation, or None before the first."""
    link = data / "index" / "current"
    try:
        target = link.parent / link.readlink().name
    except OSError:
        return None
    return target if (target / LOCK).exists() else None


def in_turn(newest: Callable[[], Path | None]) -> Iterator[Path]:
    """The newest generation; then, a few times, the one that is newest by then: one may be deleted unread."""
    for _ in range(_ATTEMPTS):
        found = newest()
        if found is None:
            return
        yield found


def number(generation: Path) -> int:
    """42 for `…/000042`."""
    return int(generation.name)


def all_generations(data: Path) -> list[Path]:
    """Complete generations, oldest first."""
    folder = data / "index"
    return sorted(path for path in folder.glob("[0-9]*") if path.name.isdigit() and (path / LOCK).exists())


def stamp(generation: Path) -> Stamp | None:
    """Which state of the hub a generation shows."""
    try:
        return Stamp(**json.loads((generation / STAMP).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def add(
    data: Path, state: Stamp, checkpoint: Callable[[Path], None], at_step: Callable[[str], None], *, after: int = 0
) -> Path:
    """Make the next generation and switch to it.

    In: the data folder; the state it shows; what writes a store's checkpoint to a path; an observer of steps; the last
    number given in an index that may be lost. A number is never given twice: readers remember answers by it.
    """
    index = data / "index"
    made = [number(path) for path in index.glob("[0-9]*") if path.name.isdigit()]
    final = index / f"{max([after, *made]) + 1:06d}"
    draft = index / f"{final.name}.tmp"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    checkpoint(draft / STORE)
    (draft / STAMP).write_text(json.dumps(asdict(state)))
    (draft / LOCK).touch()
    at_step("checkpoint-written")
    draft.rename(final)
    _sync(index)
    at_step("generation-named")
    _switch(index, final)
    at_step("current-switched")
    return final


def _switch(index: Path, generation: Path) -> None:
    draft = index / "current.tmp"
    draft.unlink(missing_ok=True)
    draft.symlink_to(generation.name)
    draft.replace(index / "current")
    _sync(index)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def doom(data: Path, older: list[Path]) -> None:
    """Have these generations deleted as soon as nobody reads them, the last ones too."""
    for path in older:
        if path.exists():
            (path / DOOMED).touch()
            shutil.rmtree(path / "dump", ignore_errors=True)  # a file that is being sent stays open until it is sent
    tidy(data)


def tidy(data: Path) -> list[str]:
    """Delete old generations that nobody reads, never the last ones nor what `current` names; out: their names."""
    for pattern in ("[0-9]*", "work.*", "finder.*"):
        for litter in (data / "index").glob(pattern):
            if not (litter / LOCK).exists():  # a crash while it was made or deleted
                shutil.rmtree(litter, ignore_errors=True)
    served, complete = current(data), all_generations(data)
    recent = complete[-KEPT:]
    old = [path for path in complete if path != served and (path not in recent or (path / DOOMED).exists())]
    return [path.name for path in old if _delete(path)]


def _delete(generation: Path) -> bool:
    with suppress(FileNotFoundError, BlockingIOError), (generation / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (generation / LOCK).unlink()
        shutil.rmtree(generation)
        return True
    return False
