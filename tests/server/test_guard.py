"""The guard pool on real stores: whole answers, every limit provoked, and a pool that heals."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from sparql_kit import CROSS_JOIN, EX, HASTY, TIGHT, generation, numbered

from server.store.answers import (
    Answer,
    ClientGone,
    DatasetReplaced,
    QueryBusy,
    QueryOutOfMemory,
    QueryProblem,
    QueryTimeout,
    QueryTooLarge,
    QueryUnwritable,
)
from server.store.guard import GuardPool
from server.store.limits import MIB, QueryLimits
from server.store.reader import LOCK
from server.store.refusals import QuerySyntax
from server.store.task import Dataset, Task

JSON, CSV, TURTLE = "application/sparql-results+json", "text/csv", "text/turtle"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generation(tmp_path_factory.mktemp("things"), numbered(2000))


@pytest.fixture(scope="module")
def pool() -> Iterator[GuardPool]:
    with GuardPool(TIGHT, workers=2) as made:
        yield made


def task(where: Path, query: str, media_type: str = JSON, **more: object) -> Task:
    return Task(str(where), query, query.split(maxsplit=1)[0], media_type, **more)  # type: ignore[arg-type]


def number(answer: Answer | QueryProblem) -> int:
    assert isinstance(answer, Answer), answer
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def workers_of(pool: GuardPool) -> list[int]:
    return [servant.pid for servant in pool._all]


def test_an_answer_is_whole_and_says_what_it_is(pool: GuardPool, things: Path) -> None:
    answer = pool.run(task(things, f"SELECT ?o {{ <{EX}thing/7> ?p ?o }}", CSV))
    assert answer == Answer(b"o\r\nthing 7\r\n", CSV, "SELECT")


def test_values_are_bound_not_pasted(pool: GuardPool, things: Path) -> None:
    hostile = Literal('thing 7" } SERVICE <http://x.example/> { #')
    for value, rows in ((Literal("thing 7"), b"s,o\r\nhttp://ex.example/thing/7,thing 7\r\n"), (hostile, b"s,o\r\n")):
        answer = pool.run(task(things, "SELECT ?s ?o { ?s ?p ?o }", CSV, bound={"o": value}))
        assert isinstance(answer, Answer)
        assert answer.body == rows


GRAPH_0, GRAPH_1 = f"{EX}graph/0", f"{EX}graph/1"

DATASETS = [
    # what the caller chose, the query's own FROM, triples in the default graph, triples in named graphs
    (Dataset(), "", 2000, 2000),
    (Dataset(default=(GRAPH_0,)), "", 667, 0),
    (Dataset(default=(GRAPH_0, GRAPH_1)), "", 1334, 0),
    (Dataset(named=(GRAPH_1,)), "", 0, 667),
    (Dataset(default=(GRAPH_0,), named=(GRAPH_1,)), "", 667, 667),
    (Dataset(default=(f"{EX}graph/none",)), "", 0, 0),
    (Dataset(), f"FROM <{GRAPH_0}>", 667, 0),
    (Dataset(), f"FROM NAMED <{GRAPH_0}>", 0, 667),
    (Dataset(default=(GRAPH_0, GRAPH_1)), f"FROM <{GRAPH_0}>", 1334, 0),
    (Dataset(), "FROM <http://127.0.0.1:9/x>", 0, 0),
    (Dataset(), "FROM <file:///etc/hostname>", 0, 0),
]


@pytest.mark.parametrize(("dataset", "clause", "default", "named"), DATASETS)
def test_dataset(pool: GuardPool, things: Path, dataset: Dataset, clause: str, default: int, named: int) -> None:
    for pattern, expected in (("?s ?p ?o", default), ("GRAPH ?g { ?s ?p ?o }", named)):
        query = f"SELECT (COUNT(*) AS ?n) {clause} WHERE {{ {pattern} }}"
        assert number(pool.run(task(things, query, dataset=dataset, has_from=bool(clause)))) == expected


LIMITS = [
    ("SELECT ?none { ?a ?b ?c . ?d ?e ?f }", JSON, QueryTooLarge("rows", 1000)),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f }", CSV, QueryTooLarge("rows", 1000)),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/tab-separated-values", QueryTooLarge("rows", 1000)),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f }", "application/sparql-results+xml", QueryTooLarge("bytes", 200_000)),
    ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", TURTLE, QueryTooLarge("rows", 1000)),
    ("SELECT ?a ?b ?c ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 1000", JSON, QueryTooLarge("bytes", 200_000)),
    ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?f) ?c", JSON, QueryOutOfMemory(64 * MIB)),
    ("ASK " + "{" * 5000 + "}" * 5000, JSON, QueryOutOfMemory(64 * MIB)),
]


@pytest.mark.parametrize(("query", "media_type", "problem"), LIMITS)
def test_each_limit_gives_its_problem_and_the_pool_heals(
    pool: GuardPool, things: Path, query: str, media_type: str, problem: QueryProblem
) -> None:
    assert pool.run(task(things, query, media_type)) == problem
    assert number(pool.run(task(things, COUNT))) == 2000
    for lang in ("fr", "en"):
        assert "{" not in problem.sentence(lang)


def test_time_is_a_limit_and_the_pool_heals(things: Path) -> None:
    with GuardPool(HASTY, workers=1) as pool:
        began = time.monotonic()
        assert pool.run(task(things, CROSS_JOIN)) == QueryTimeout(0.3)
        assert time.monotonic() - began < 2  # not the three seconds that the pool would wait between TERM and KILL
        assert number(pool.run(task(things, COUNT))) == 2000


def test_the_limit_is_said_in_words() -> None:
    assert "10\u00a0s" in QueryTimeout(10.0).sentence("fr")
    assert "0,5\u00a0s" in QueryTimeout(0.5).sentence("fr")
    assert "100\u202f000 lignes" in QueryTooLarge("rows", 100_000).sentence("fr")
    assert "100,000 rows" in QueryTooLarge("rows", 100_000).sentence("en")
    assert "50\u00a0Mio" in QueryTooLarge("bytes", 50 * MIB).sentence("fr")
    assert "1\u00a0GiB" in QueryOutOfMemory(1024 * MIB).sentence("en")


ROWS = [
    # a query with exactly `rows` solutions whose values look like the marks between rows
    "SELECT * { ?s ?p ?o BIND('},{\"x},{' AS ?x) BIND('\\n\\r\\n\"\\n' AS ?y) } LIMIT %d",
    "SELECT ?none { ?s ?p ?o } LIMIT %d",
    "SELECT (1 AS ?x) ?none { ?s ?p ?o } LIMIT %d",
]


@pytest.mark.parametrize("media_type", [JSON, CSV, "text/tab-separated-values", "application/sparql-results+xml"])
@pytest.mark.parametrize("query", ROWS)
def test_rows_are_counted_exactly_in_every_format(things: Path, query: str, media_type: str) -> None:
    with GuardPool(QueryLimits(rows=100), workers=1) as pool:
        assert isinstance(pool.run(task(things, query % 100, media_type)), Answer)
        assert pool.run(task(things, query % 101, media_type)) == QueryTooLarge("rows", 100)


def test_syntax_error_has_its_place(pool: GuardPool, things: Path) -> None:
    problem = pool.run(task(things, "SELECT * {\n ?s ?p }"))
    assert isinstance(problem, QuerySyntax)
    assert (problem.line, problem.near) == (2, "?s ?p }")
    assert len(problem.expected) < 300


def test_rdf_xml_is_never_broken(pool: GuardPool, tmp_path: Path) -> None:
    odd = generation(tmp_path, [Quad(NamedNode(f"{EX}a"), NamedNode(f"{EX}p/1"), Literal("x"))])
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    assert pool.run(task(odd, query, "application/rdf+xml")) == QueryUnwritable(f"{EX}p/1")
    assert isinstance(pool.run(task(odd, query, TURTLE)), Answer)


def test_other_clients_notice_nothing(things: Path) -> None:
    with GuardPool(HASTY, workers=4) as pool, ThreadPoolExecutor(40) as clients:
        queries = [CROSS_JOIN if n % 50 == 0 else COUNT for n in range(200)]
        answers = list(clients.map(lambda query: pool.run(task(things, query)), queries))
    honest = [answer for query, answer in zip(queries, answers, strict=True) if query is COUNT]
    hostile = [answer for query, answer in zip(queries, answers, strict=True) if query is CROSS_JOIN]
    assert {number(answer) for answer in honest} == {2000}
    assert hostile == [QueryTimeout(0.3)] * 4


def test_a_full_pool_says_so(things: Path) -> None:
    limits = QueryLimits(seconds=1.0, waiting=0.01)
    with GuardPool(limits, workers=1) as pool, ThreadPoolExecutor(2) as clients:
        both = list(clients.map(lambda _: pool.run(task(things, CROSS_JOIN)), range(2)))
    assert sorted(answer.code for answer in both if isinstance(answer, QueryProblem)) == ["busy", "query-timeout"]
    assert QueryBusy(0.01) in both


def test_a_query_that_is_not_quick_makes_room_or_ends(things: Path) -> None:
    limits = QueryLimits(seconds=2, quick=0.2, long=1, waiting=60)
    with GuardPool(limits, workers=1) as pool, ThreadPoolExecutor(4) as clients:
        hostile = [clients.submit(pool.run, task(things, CROSS_JOIN)) for _ in range(3)]
        honest = [pool.run(task(things, COUNT)) for _ in range(20)]
        assert not all(each.done() for each in hostile)
        assert {number(answer) for answer in honest} == {2000}
        assert sorted(problem_code(each.result()) for each in hostile) == [
            "query-timeout", "too-many-long-queries", "too-many-long-queries",
        ]  # fmt: skip
        assert number(pool.run(task(things, COUNT))) == 2000


def test_pages_have_places_of_their_own(things: Path) -> None:
    limits = QueryLimits(seconds=2, quick=0.2, long=0, waiting=0.5)
    with GuardPool(limits, workers=1, page_workers=1) as pool, ThreadPoolExecutor(20) as clients:
        hostile = [clients.submit(pool.run, task(things, CROSS_JOIN)) for _ in range(20)]
        pages = [pool.pages.run(task(things, COUNT)) for _ in range(20)]
        slow = pool.pages.run(task(things, CROSS_JOIN))
        assert {number(answer) for answer in pages} == {2000}
        assert slow == QueryTimeout(2)  # a page may take its whole time, where nobody else is held up
        assert {problem_code(each.result()) for each in hostile} == {"busy", "too-many-long-queries"}


def test_a_query_that_nobody_waits_for_is_stopped(things: Path) -> None:
    with GuardPool(QueryLimits(seconds=300, quick=0.1), workers=1) as pool:
        told = iter([False, False, True])
        assert pool.run(task(things, CROSS_JOIN), lambda: next(told)) == ClientGone()
        assert pool.run(task(things, COUNT), lambda: True) == ClientGone()
        assert number(pool.run(task(things, COUNT))) == 2000


def test_an_idle_worker_lets_go_of_its_generation(tmp_path: Path) -> None:
    path = generation(tmp_path, numbered(3))
    with GuardPool(QueryLimits(rest=0.1), workers=1) as pool, (path / LOCK).open() as lock:
        for _ in range(2):
            assert number(pool.run(task(path, COUNT))) == 3
            fcntl.flock(lock, fcntl.LOCK_EX)  # waits until nobody reads
            fcntl.flock(lock, fcntl.LOCK_UN)


def problem_code(answer: Answer | QueryProblem) -> str:
    assert isinstance(answer, QueryProblem)
    return answer.code


@pytest.mark.parametrize("while_working", [True, False])
def test_workers_killed_from_outside_are_replaced(things: Path, while_working: bool) -> None:
    with GuardPool(QueryLimits(seconds=1), workers=2) as pool:
        assert number(pool.run(task(things, COUNT))) == 2000
        if while_working:
            busy = threading.Thread(target=pool.run, args=(task(things, CROSS_JOIN),))
            busy.start()
        for worker in workers_of(pool):
            os.kill(worker, signal.SIGKILL)
        answers = [pool.run(task(things, COUNT)) for _ in range(5)]
        assert number(answers[-1]) == 2000
        if while_working:
            busy.join()


def test_no_process_is_left_behind(things: Path) -> None:
    pool = GuardPool(TIGHT, workers=2)
    pool.run(task(things, COUNT))
    workers = workers_of(pool)
    pool.close()
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


def test_a_worker_follows_the_generations_and_lets_go_of_the_old_one(pool: GuardPool, tmp_path: Path) -> None:
    for number_, count in enumerate((3, 5, 8), start=1):
        path = generation(tmp_path, numbered(count), f"{number_:06d}")
        assert {number(pool.run(task(path, COUNT))) for _ in range(4)} == {count}


def test_a_deleted_generation_is_a_value(pool: GuardPool, tmp_path: Path) -> None:
    assert pool.run(task(tmp_path / "000009", COUNT)) == DatasetReplaced("000009")


PROGRAM = """
import sys, time
from pathlib import Path
print(__name__, file=Path(sys.argv[2]).open("a"))
if __name__ == "__main__":
    from server.store.guard import GuardPool
    from server.store.task import Task
    with GuardPool(workers=2) as pool:
        print(pool.run(Task(sys.argv[1], "ASK {}", "ASK", "text/csv")).body.decode())
"""


def test_workers_do_not_import_the_program_again(things: Path, tmp_path: Path) -> None:
    program, log = tmp_path / "program.py", tmp_path / "log"
    program.write_text(PROGRAM)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(program), str(things), str(log)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("true\n", "")
    assert log.read_text() == "__main__\n"
