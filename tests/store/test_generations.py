"""Generations come and go under their readers: nobody waits, nothing breaks, the old ones are deleted in the end."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from server.store import generations
from server.store.answers import Answer
from server.store.generations import DOOMED, KEPT, Stamp
from server.store.guard import GuardPool
from server.store.reader import STORE, GenerationGone, Reader
from server.store.task import Task

LOADS, EACH = 14, 200
MARK = "http://ex.example/mark"
NUMBER = f"SELECT ?n {{ GRAPH <{MARK}> {{ <{MARK}> <{MARK}> ?n }} }}"
EVERYTHING = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (MAX(STR(?o)) AS ?last) { ?s ?p ?o }"


@dataclass
class Publisher:
    """Makes generations of one store, as `publish` does; each says its number."""

    data: Path
    loads: int
    made: int = 0
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        """Many small loads, each in files of its own."""
        (self.data / "index").mkdir()
        self.store = Store(str(self.data / "index" / "work"))
        for load in range(self.loads):
            self.store.bulk_load(_quads(load), RdfFormat.N_QUADS)

    def publish(self) -> Path:
        """The next generation."""
        self.made += 1
        self.store.update(
            f"DROP SILENT GRAPH <{MARK}> ; INSERT DATA {{ GRAPH <{MARK}> {{ <{MARK}> <{MARK}> {self.made} }} }}"
        )
        self.store.flush()
        stamp = Stamp(self.made, "layout")
        made = generations.add(self.data, stamp, lambda path: self.store.backup(str(path)), lambda _step: None)
        generations.tidy(self.data)
        return made


def _quads(load: int) -> bytes:
    graph = f"<http://ex.example/graph/{load}>"
    things = (f'<http://ex.example/{load}/{n}> <http://ex.example/p{n % 7}> "thing {n}" {graph} .' for n in range(EACH))
    return "\n".join(things).encode()


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    yield from publishing(tmp_path, 1)


@pytest.fixture
def heavy(tmp_path: Path) -> Iterator[Publisher]:
    """More than 40 files in every generation: the engine opens them when it needs them."""
    yield from publishing(tmp_path, LOADS)


def publishing(data: Path, loads: int) -> Iterator[Publisher]:
    made = Publisher(data, loads)
    made.publish()
    yield made
    del made.store


def names(data: Path) -> list[str]:
    return [path.name for path in generations.all_generations(data)]


class Readers:
    """Threads that ask the pool for ever, each time of the generation that is current then."""

    def __init__(self, data: Path, pool: GuardPool, number: int) -> None:
        self.data, self.pool = data, pool
        self.seen: dict[str, list[str]] = defaultdict(list)
        self.wrong: list[str] = []
        self.slowest = 0.0
        self.news = threading.Condition()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(number)]
        for thread in self.threads:
            thread.start()

    def _ask(self, which: int) -> None:
        query = (NUMBER, EVERYTHING)[which % 2]
        while not self.stopping.is_set():
            current = generations.current(self.data)
            assert current is not None
            start = time.monotonic()
            answer = self.pool.run(Task(str(current), query, "SELECT", "text/csv"))
            self._note(current.name, answer, which, time.monotonic() - start)

    def _note(self, name: str, answer: object, which: int, seconds: float) -> None:
        right = (
            f"n\r\n{int(name)}\r\n"
            if which % 2 == 0
            else f"n,m,last\r\n{LOADS * EACH + 1},{LOADS * EACH + 1},thing 99\r\n"
        )
        with self.news:
            if isinstance(answer, Answer) and answer.body.decode() == right:
                self.seen[name].append(f"reader {which}")
            else:
                self.wrong.append(f"{name}: {answer}")
            self.slowest = max(self.slowest, seconds)
            self.news.notify_all()

    def all_have_seen(self, name: str) -> bool:
        """Whether each reader has had an answer of that generation, within half a minute."""
        with self.news:
            everybody = {f"reader {n}" for n in range(len(self.threads))}
            return self.news.wait_for(lambda: bool(self.wrong) or set(self.seen[name]) == everybody, timeout=30)

    def stop(self) -> None:
        """Let the threads end."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def test_twenty_generations_come_and_go_under_readers(heavy: Publisher) -> None:
    with GuardPool(workers=2) as pool:
        readers = Readers(heavy.data, pool, 4)
        try:
            for _ in range(20):
                made = heavy.publish()
                assert len(list((made / STORE).glob("*.sst"))) > 40
                assert readers.all_have_seen(made.name)
        finally:
            readers.stop()
    assert readers.wrong == []
    assert readers.slowest < 5
    generations.tidy(heavy.data)
    assert names(heavy.data) == ["000019", "000020", "000021"]
    assert KEPT == 3


def test_last_three_are_never_deleted(publisher: Publisher) -> None:
    """A task that was handed a generation just now has time to open it, though nobody holds its lock."""
    for number in range(2, 8):
        publisher.publish()
        expected = [f"{n:06d}" for n in range(max(1, number - KEPT + 1), number + 1)]
        assert names(publisher.data) == expected
        assert generations.tidy(publisher.data) == []


def test_locked_generation_survives_until_it_is_released(heavy: Publisher) -> None:
    """The engine opens its files when it needs them: the store must answer whole after twenty generations more."""
    held = Reader.open(heavy.data / "index" / "000001")
    for _ in range(20):
        heavy.publish()
    assert names(heavy.data) == ["000001", "000019", "000020", "000021"]
    assert len(held.store) == LOADS * EACH + 1
    assert {q.object for q in held.store.quads_for_pattern(None, NamedNode(MARK), None)} == {Literal(1)}
    held.close()
    assert generations.tidy(heavy.data) == ["000001"]
    assert not (heavy.data / "index" / "000001").exists()


def test_doomed_generations_go_even_if_they_are_among_the_last(publisher: Publisher) -> None:
    first = publisher.data / "index" / "000001"
    second = publisher.publish()
    held = Reader.open(second)
    third = publisher.publish()
    generations.doom(publisher.data, [first, second])
    assert names(publisher.data) == [second.name, third.name]
    assert (second / DOOMED).exists()
    held.close()
    generations.tidy(publisher.data)
    assert names(publisher.data) == [third.name]
    generations.doom(publisher.data, [third])
    assert names(publisher.data) == [third.name]  # what is served stays, whatever was asked


def test_deleted_generation_is_told_from_a_broken_one(publisher: Publisher) -> None:
    for _ in range(5):
        publisher.publish()
    with pytest.raises(GenerationGone, match="000001"):
        Reader.open(publisher.data / "index" / "000001")


def test_half_made_and_half_deleted_generations_are_cleared_away(publisher: Publisher) -> None:
    index = publisher.data / "index"
    for name in ("000007", "000008.tmp", "work.new", "work.parts"):
        (index / name).mkdir()
        (index / name / "litter").write_text("x")
    generations.tidy(publisher.data)
    assert sorted(path.name for path in index.iterdir()) == ["000001", "current", "work"]


def test_broken_link_and_broken_stamp_are_no_generation(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    assert generations.current(tmp_path) is None
    (index / "current").symlink_to("000009")
    assert generations.current(tmp_path) is None
    assert generations.stamp(index / "000009") is None
    (index / "000009").mkdir()
    (index / "000009" / "generation.json").write_text('{"seq": 1}')
    assert generations.stamp(index / "000009") is None


def test_numbers_are_never_given_twice(publisher: Publisher) -> None:
    """Also not when the index was lost: the change log knows the last number."""
    stamp = Stamp(1, "layout")
    made = generations.add(publisher.data, stamp, lambda path: path.mkdir(), lambda _step: None, after=41)
    assert made.name == "000042"
    made = generations.add(publisher.data, stamp, lambda path: path.mkdir(), lambda _step: None, after=7)
    assert made.name == "000043"
