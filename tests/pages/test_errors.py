"""When there is no page: a page for people, problem+json for programs; and the two addresses of those who watch."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pages_kit import Answering, valid
from werkzeug.test import TestResponse

from server.health import health_blueprint
from server.pages.ask import Ask, Unanswered
from server.store import answers
from server.store.answers import Answer, QueryProblem
from server.store.guard import GuardPool
from server.store.limits import QueryLimits
from server.store.reader import LOCK
from server.store.task import Task

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Broken:
    """A pool of which every task ends in the same problem."""

    def __init__(self, problem: QueryProblem) -> None:
        self.limits, self.problem, self.asked, self.pages = QueryLimits(), problem, 0, self

    def run(self, _task: Task) -> Answer | QueryProblem:
        self.asked += 1
        return self.problem


def told(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    found: dict[str, Any] = json.loads(answer.data)
    return found


@pytest.mark.parametrize(("lang", "words"), [("fr", "Page introuvable"), ("en", "Page not found")])
def test_people_get_a_page(site: Answering, lang: str, words: str) -> None:
    answer = site.get("/nulle-part", lang, Accept=BROWSER)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert words in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    valid(answer.text)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/problem+json", "text/html;q=0, */*"])
def test_programs_get_problem_json(site: Answering, accept: str) -> None:
    answer = site.get("/labs/nulle-part", Accept=accept)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert told(answer)["status"] == 404
    assert told(answer)["type"] == "about:blank"
    assert "nulle-part" in told(answer)["detail"]
    assert "Accept" in answer.headers["Vary"]


def test_method_that_a_page_does_not_know(site: Answering) -> None:
    answer = site.client.post("/labs")
    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"
    assert "GET" in answer.headers["Allow"]


def test_fault_of_ours_says_nothing_of_its_inside(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_args: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("server.pages.memory.every_source", fall)
    answer = site.get("/network")
    assert answer.status_code == 500
    assert "Panne de notre côté" in answer.text
    assert "secret" not in answer.text
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (answers.QueryTimeout(10), 503), (answers.QueryBusy(10), 503), (answers.QueryOutOfMemory(2**30), 503),
        (answers.QueryTooLarge("rows", 100_000), 413), (answers.EngineFailure("x"), 500),
    ],
)  # fmt: skip
def test_store_that_cannot_answer(site: Answering, problem: QueryProblem, status: int) -> None:
    broken = Answering(site.small, Broken(problem))
    answer = broken.get("/labs")
    assert answer.status_code == status
    assert problem.sentence("fr")[:30] in answer.get_data(as_text=True).replace("&#39;", "'")


def test_question_is_asked_again_when_the_dataset_was_replaced(tmp_path: Path) -> None:
    (tmp_path / LOCK).touch()
    pool = Broken(answers.DatasetReplaced("000001"))
    with pytest.raises(Unanswered):
        Ask(pool, lambda: tmp_path)("labs")
    assert pool.asked == 3


def health(pool: Broken | GuardPool, generation: Path | None) -> Flask:
    app = Flask("health")
    app.register_blueprint(health_blueprint(pool, lambda: generation))
    return app


def test_health_is_up_whatever_the_store(tmp_path: Path) -> None:
    answer = health(Broken(answers.NoDataset()), None).test_client().get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "up"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_when_a_generation_answers(site: Answering) -> None:
    answer = site.get("/ready")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "generation": "000001"})


@pytest.mark.parametrize(
    ("generation", "problem", "code"),
    [
        (None, answers.NoDataset(), "no-dataset"),
        (Path("000001"), answers.QueryTimeout(10), "query-timeout"),
        (Path("000001"), answers.DatasetReplaced("000001"), "dataset-replaced"),
        (Path("000001"), answers.EngineFailure("RuntimeError: secret"), "engine-failure"),
    ],
)
def test_not_ready_says_why(generation: Path | None, problem: QueryProblem, code: str) -> None:
    answer = health(Broken(problem), generation).test_client().get("/ready")
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
    assert told(answer)["code"] == code
    assert told(answer)["detail"] == problem.sentence("en")
    assert "secret" not in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_ready_without_any_generation(empty: Answering) -> None:
    assert empty.get("/ready").status_code == 503


def test_missing_generation_is_not_ready(tmp_path: Path, pool: GuardPool) -> None:
    assert told(health(pool, tmp_path / "000009").test_client().get("/ready"))["code"] == "dataset-replaced"
