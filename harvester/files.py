"""Content-addressed files: graphs (the truth) and receipts. Written once, named by their SHA-256, never changed."""

import gzip
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def sha256(content: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(content).hexdigest()


def graph_path(data: Path, name: str) -> Path:
    """Where the graph of that SHA-256 lies."""
    return data / "graphs" / name[:2] / f"{name}.nq"


def receipt_path(data: Path, name: str) -> Path:
    """Where the receipt of that SHA-256 lies."""
    return data / "raw" / name[:2] / f"{name}.gz"


def write_durably(path: Path, content: bytes) -> None:
    """Write and fsync beside the place, then rename into it; `sync_folders` makes the rename last."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def sync_folders(folders: Iterable[Path]) -> None:
    """fsync each folder once, so that the files renamed into them survive a power cut."""
    for folder in set(folders):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_receipt(data: Path, content: bytes) -> str:
    """Keep a file as received; out: its SHA-256. A lost receipt is only fetched again, hence no fsync."""
    name = sha256(content)
    path = receipt_path(data, name)
    if not path.exists() or read_receipt(data, name) is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_bytes(gzip.compress(content, compresslevel=1, mtime=0))
        draft.replace(path)
    return name


def read_receipt(data: Path, name: str) -> bytes | None:
    """The bytes of a receipt, or None when it is lost or damaged."""
    try:
        content = gzip.decompress(receipt_path(data, name).read_bytes())
    except (OSError, EOFError, ValueError):
        return None
    return content if sha256(content) == name else None
