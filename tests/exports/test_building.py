"""How exports are built: one generation, within the limits of a query, once for all who ask; never a part of one."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest
from pages_kit import NOW, Answering

from server.exports.build import build
from server.exports.kept import Kept
from server.exports.kinds import EVERYTHING, KINDS, Hub, kind
from server.exports.reading import QUERIES
from server.pages.ask import Unanswered
from server.sparql.prefixes import PREFIXES
from server.sparql.scan import Scan, scan
from server.store import generations
from server.store.answers import Answer, DatasetReplaced, QueryBusy, QueryProblem, QueryTooLarge
from server.store.guard import GuardPool
from server.store.limits import QueryLimits
from server.store.task import Task

HUB = Hub("https://commons.example", NOW.date())


def never(_task: Task, _count: int) -> QueryProblem | None:
    return None


class Telling:
    """A guard pool that hears every task, and may answer first."""

    def __init__(self, pool: GuardPool, first: Callable[[Task, int], QueryProblem | None] = never) -> None:
        self.pool, self.first, self.tasks = pool, first, list[Task]()
        self.limits = pool.limits

    def run(self, task: Task) -> Answer | QueryProblem:
        self.tasks.append(task)
        return self.first(task, len(self.tasks)) or self.pool.run(task)


def whole(file: BinaryIO) -> str:
    with file:
        file.seek(0)
        return file.read().decode("utf-8")


def current(site: Answering) -> Callable[[], Path | None]:
    return lambda: generations.current(site.small.settings.data)


def test_a_lab_too_large_for_one_answer_is_read_machine_by_machine(site: Answering, pool: GuardPool) -> None:
    usual = whole(build(kind("machines-csv"), EVERYTHING, HUB, pool, current(site)))

    def too_large(task: Task, _count: int) -> QueryProblem | None:
        large = "hasMachine ?machine .\n  {" in task.query and "machine" not in task.bound
        return QueryTooLarge("rows", 10) if large else None

    assert whole(build(kind("machines-csv"), EVERYTHING, HUB, Telling(pool, too_large), current(site))) == usual


def test_no_answer_of_the_sample_network_comes_near_the_limit(site: Answering) -> None:
    with GuardPool(QueryLimits(rows=500, bytes=200_000), workers=1) as tight:
        for each in KINDS:
            assert whole(build(each, EVERYTHING, HUB, tight, current(site)))


def test_an_export_reads_one_generation(site: Answering, pool: GuardPool) -> None:
    """When that generation is deleted meanwhile, the next one is read from the beginning."""
    telling = Telling(pool, lambda task, n: DatasetReplaced(task.generation) if n == 10 else None)
    usual = whole(build(kind("labs-csv"), EVERYTHING, HUB, pool, current(site)))
    assert whole(build(kind("labs-csv"), EVERYTHING, HUB, telling, current(site))) == usual
    assert len({task.generation for task in telling.tasks}) == 1


def test_a_busy_moment_does_not_end_an_export(site: Answering, pool: GuardPool) -> None:
    telling = Telling(pool, lambda _, n: QueryBusy(10) if n % 5 == 0 else None)
    assert whole(build(kind("labs-csv"), EVERYTHING, HUB, telling, current(site)))


@pytest.mark.parametrize("problem", [QueryBusy(10), QueryTooLarge("rows", 10), DatasetReplaced("000001")])
def test_no_part_of_an_export(site: Answering, pool: GuardPool, problem: QueryProblem) -> None:
    telling = Telling(pool, lambda _, n: problem if n > 20 else None)
    with pytest.raises(Unanswered) as told:
        build(kind("labs-csv"), EVERYTHING, HUB, telling, current(site))
    assert told.value.problem == problem


def test_built_once_for_all() -> None:
    kept, made = Kept(1000, 1, 60), list[str]()

    def make() -> BinaryIO:
        made.append("one")
        return file_of(b"content")

    threads = [threading.Thread(target=kept.get, args=("tag", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["one"]
    assert b"".join(kept.get("tag", make).pieces()) == b"content"


@pytest.mark.parametrize("other", ["same", "another"])
def test_who_waits_too_long_is_told_so(other: str) -> None:
    """The limit `export_builds`: one is being made; the next one, or who asks for the same, waits and then hears it."""
    kept, begun, go_on = Kept(1000, 1, 0.01), threading.Event(), threading.Event()

    def make() -> BinaryIO:
        begun.set()
        go_on.wait(30)
        return file_of(b"content")

    thread = threading.Thread(target=kept.get, args=("same", make))
    thread.start()
    begun.wait(30)
    with pytest.raises(Unanswered) as told:
        kept.get(other, make)
    go_on.set()
    thread.join()
    assert told.value.problem == QueryBusy(0.01)
    assert kept.get("same", make).size == len(b"content")


def test_what_cannot_be_made_is_tried_again() -> None:
    kept = Kept(1000, 1, 1)

    def fail() -> BinaryIO:
        raise Unanswered(QueryBusy(1))

    for _ in range(3):
        with pytest.raises(Unanswered):
            kept.get("tag", fail)
    assert kept.get("tag", lambda: file_of(b"content")).size == len(b"content")


def test_oldest_go_first(tmp_path: Path) -> None:
    """The limit `export_bytes`; who still reads a file that went reads it to its end."""
    kept, made = Kept(25, 1, 60), list[str]()

    def get(tag: str) -> bytes:
        def make() -> BinaryIO:
            made.append(tag)
            return file_of(tag.encode() * 10)

        return b"".join(kept.get(tag, make).pieces())

    reading = kept.get("a", lambda: file_of(b"a" * 10)).pieces()
    for tag in ("a", "b", "a", "c", "a", "b"):
        assert get(tag) == tag.encode() * 10
    assert made == ["b", "c", "b"]
    get("c")
    get("d")
    assert b"".join(reading) == b"a" * 10


def file_of(content: bytes) -> BinaryIO:
    file: BinaryIO = tempfile.TemporaryFile()  # type: ignore[assignment]  # noqa: SIM115 - `Kept` takes it over
    file.write(content)
    file.flush()
    return file


@pytest.mark.parametrize("file", sorted(QUERIES.glob("*.rq")), ids=lambda file: file.stem)
def test_query_is_a_select_that_the_endpoint_would_allow(file: Path) -> None:
    found = scan(file.read_text(encoding="utf-8"), PREFIXES)
    assert isinstance(found, Scan)
    assert found.form == "SELECT"
    assert not found.volatile


def test_names_and_addresses_are_unique() -> None:
    assert len({each.name for each in KINDS}) == len({each.path for each in KINDS}) == len(KINDS)
