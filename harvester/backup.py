"""One backup: `hub.sqlite` by SQLite's own backup, then graphs and receipts, while collecting is paused."""

import shutil
import sqlite3
from pathlib import Path

from harvester import files
from harvester.errors import RegistryError

_FOLDERS = ("graphs", "raw")
_FORGOTTEN = "forgotten.txt"
_FILES = ("registry.ttl", "places.jsonl", _FORGOTTEN)


def backup(data: Path, into: Path) -> int:
    """Copy the hub's truth into an empty or new folder, while holding the data folder's lock; out: how many files.

    Errors: RegistryError when there is no hub, or the folder is not empty.
    """
    if not (data / "hub.sqlite").exists():
        raise RegistryError(f"there is no hub in {data}", "Name the hub's folder with --data.")
    if into.exists() and any(into.iterdir()):
        raise RegistryError(f"{into} is not empty", "Name a new folder.")
    into.mkdir(parents=True, exist_ok=True)
    _copy_database(data / "hub.sqlite", into / "hub.sqlite")
    for name in _FILES:
        if (data / name).exists():
            shutil.copy2(data / name, into / name)
    for name in _FOLDERS:
        if (data / name).exists():
            shutil.copytree(data / name, into / name, ignore=shutil.ignore_patterns("*.tmp"))
    return sum(path.is_file() for path in into.rglob("*"))


def restore(backup_folder: Path, data: Path) -> None:
    """Put a backup in place of the hub's truth; the derived index goes, for `rebuild`.

    What was forgotten since the backup stays forgotten: the list beside the hub is kept and joined with the backup's;
    the caller replays it. Errors: RegistryError when the folder holds no backup.
    """
    if not (backup_folder / "hub.sqlite").exists():
        raise RegistryError(f"{backup_folder} holds no backup", "Name a folder made by `fabcommons backup`.")
    data.mkdir(parents=True, exist_ok=True)
    forgotten = _lines(data / _FORGOTTEN) | _lines(backup_folder / _FORGOTTEN)
    if forgotten:  # first of all: what happens next must not lose it
        files.write_durably(data / _FORGOTTEN, "".join(f"{mark}\n" for mark in sorted(forgotten)).encode())
    _make_room(data)
    shutil.copytree(backup_folder, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns(_FORGOTTEN))


def _make_room(data: Path) -> None:
    """Remove the hub's truth and what was derived of it, but for the generations: their numbers are not given again."""
    for name in ("hub.sqlite", "hub.sqlite-wal", "hub.sqlite-shm", "registry.ttl"):
        (data / name).unlink(missing_ok=True)
    derived = [path for path in (data / "index").glob("*") if not path.name.isdigit()]
    for path in (*(data / name for name in _FOLDERS), *derived):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _lines(path: Path) -> set[str]:
    return set(path.read_text().split()) if path.exists() else set()


def _copy_database(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()
