"""Generations are opened under a shared lock, and never after their deletion began."""

import fcntl
import gzip
import os
import shutil
import threading
from pathlib import Path

import pytest
from sparql_kit import generation, numbered

from server.store.dataset import DatasetError, load_dataset
from server.store.reader import LOCK, GenerationGone, Reader


def free(path: Path) -> bool:
    """Whether a publisher could delete the generation now."""
    lock = os.open(path / LOCK, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def test_a_reader_holds_the_lock_until_it_closes(tmp_path: Path) -> None:
    path = generation(tmp_path, numbered(3))
    one, other = Reader.open(path), Reader.open(path)
    assert len(one.store) == 3
    assert not free(path)
    one.close()
    assert not free(path)
    other.close()
    assert free(path)


def test_what_is_not_there_is_gone(tmp_path: Path) -> None:
    with pytest.raises(GenerationGone, match="000007"):
        Reader.open(tmp_path / "000007")


def test_a_reader_that_waited_for_the_deletion_finds_it_gone(tmp_path: Path) -> None:
    path = generation(tmp_path, numbered(3))
    outcome: list[str] = []
    with (path / LOCK).open() as publisher:
        fcntl.flock(publisher, fcntl.LOCK_EX)
        reader = threading.Thread(target=lambda: outcome.append(_open_outcome(path)))
        reader.start()
        shutil.rmtree(path)
    reader.join()
    assert outcome == ["gone"]


def _open_outcome(path: Path) -> str:
    try:
        Reader.open(path).close()
    except GenerationGone:
        return "gone"
    return "opened"


def test_a_store_that_does_not_open_leaves_no_lock(tmp_path: Path) -> None:
    (tmp_path / LOCK).touch()
    with pytest.raises(OSError, match="store"):
        Reader.open(tmp_path)
    assert free(tmp_path)


TRIPLE = "<http://ex.example/a> <http://ex.example/p> <http://ex.example/b>"
DUMPS = {
    "dump.nq": f"{TRIPLE} <http://ex.example/g> .",
    "dump.trig": f"<http://ex.example/g> {{ {TRIPLE} }}",
    "dump.ttl": "<a> <p> <b> .",
    "dump.nt": f"{TRIPLE} .",
    "dump.jsonld": '{"@id": "a", "http://ex.example/p": {"@id": "b"}}',
    "dump.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://ex.example/">'
    '<rdf:Description rdf:about="a"><e:p rdf:resource="b"/></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", DUMPS)
def test_any_dump_becomes_a_generation(tmp_path: Path, name: str, packed: bool) -> None:
    file = tmp_path / (f"{name}.gz" if packed else name)
    file.write_bytes(gzip.compress(DUMPS[name].encode()) if packed else DUMPS[name].encode())
    reader = Reader.open(load_dataset(file, tmp_path / "index", base="http://ex.example/"))
    assert [str(quad.object) for quad in reader.store] == ["<http://ex.example/b>"]
    reader.close()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("dump.csv", "a,b", "extension"),
        ("dump.ttl", "<a> <p> .", "line 1"),
        ("dump.nq.gz", "not packed", "dump.nq.gz"),
    ],
)
def test_what_cannot_be_loaded_says_why(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DatasetError, match=message):
        load_dataset(tmp_path / name, tmp_path / "index")
    assert not list((tmp_path / "index").glob(f"*/{LOCK}"))
