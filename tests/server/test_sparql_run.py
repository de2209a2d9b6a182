"""The one function behind the endpoint and the command line, and the memory of recent answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sparql_kit import EX, TIGHT, generation, numbered

from server.sparql.refusals import QueryTooLong, RequestProblem
from server.sparql.run import run_query
from server.store.answers import Answer, DatasetReplaced, NoDataset, QueryProblem
from server.store.guard import GuardPool
from server.store.refusals import QueryRefused
from server.store.task import Dataset, Task

QUERY = f"SELECT ?o {{ <{EX}thing/1> ?p ?o }}"


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generation(tmp_path_factory.mktemp("things"), numbered(10))


@pytest.fixture(scope="module")
def pool() -> Iterator[GuardPool]:
    with GuardPool(TIGHT, workers=1) as made:
        yield made


@pytest.mark.parametrize(
    ("format_name", "media_type", "body"),
    [
        ("csv", "text/csv", b"o\r\nthing 1\r\n"),
        ("tsv", "text/tab-separated-values", b'?o\n"thing 1"\n'),
        (None, "application/sparql-results+json", None),
        ("xml", "application/sparql-results+xml", None),
    ],
)
def test_a_format_by_name(
    pool: GuardPool, things: Path, format_name: str | None, media_type: str, body: bytes | None
) -> None:
    answer = run_query(QUERY, pool, lambda: things, format_name=format_name)
    assert isinstance(answer, Answer)
    assert (answer.media_type, answer.form) == (media_type, "SELECT")
    assert body in (None, answer.body)


def test_a_graph_is_written_with_the_usual_prefixes(pool: GuardPool, things: Path) -> None:
    answer = run_query(
        "CONSTRUCT { <a:b> schema:name ?o } { ?s ?p ?o } LIMIT 1", pool, lambda: things, format_name="ttl"
    )
    assert isinstance(answer, Answer)
    assert b"schema:name" in answer.body


PROBLEMS: list[tuple[str, dict[str, object], type[QueryProblem]]] = [
    (QUERY, {"format_name": "ttl"}, RequestProblem),
    (QUERY, {"format_name": "pdf"}, RequestProblem),
    (QUERY, {"accept": "text/turtle"}, RequestProblem),
    (QUERY, {"dataset": Dataset(default=("no iri",))}, RequestProblem),
    (QUERY + " " * 5000, {}, QueryTooLong),
    ("ASK { SERVICE <http://x> {} }", {}, QueryRefused),
    ("CLEAR ALL", {}, QueryRefused),
]


@pytest.mark.parametrize(("text", "options", "kind"), PROBLEMS)
def test_problems_are_values(
    pool: GuardPool, things: Path, text: str, options: dict[str, object], kind: type[QueryProblem]
) -> None:
    problem = run_query(text, pool, lambda: things, **options)  # type: ignore[arg-type]
    assert isinstance(problem, kind)
    assert all(problem.sentence(lang) for lang in ("fr", "en"))


def test_a_generation_deleted_meanwhile_is_replaced_by_the_next(pool: GuardPool, things: Path) -> None:
    named = [things.parent / "000007", things.parent / "000008", things]
    assert isinstance(run_query(QUERY, pool, lambda: named.pop(0)), Answer)
    assert named == []
    assert isinstance(run_query(QUERY, pool, lambda: things.parent / "000007"), DatasetReplaced)
    assert run_query(QUERY, pool, lambda: None) == NoDataset()


def test_a_local_pool_can_stand_in(things: Path) -> None:
    class Echo:
        limits = TIGHT

        def run(self, task: Task, _gone: object) -> Answer:
            return Answer(task.query.encode(), task.media_type, task.form)

    answer = run_query("ASK {}", Echo(), lambda: things)
    assert answer == Answer(b"ASK {}", "application/sparql-results+json", "ASK")
