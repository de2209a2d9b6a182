"""Whether the process is up (`/health`) and whether it can answer (`/ready`), for those who watch it."""

import json
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response

from server.sparql.refusals import RETRY_AFTER, TITLES
from server.sparql.run import Pool
from server.store.answers import Answer, EngineFailure, NoDataset, QueryProblem
from server.store.task import Task

_JSON = "application/sparql-results+json"


def health_blueprint(pool: Pool, generation: Callable[[], Path | None]) -> Blueprint:
    """In: the guard pool, and what names the directory of the current generation (None: there is none yet)."""
    blueprint = Blueprint("health", __name__)
    blueprint.add_url_rule("/health", "health", _up)
    blueprint.add_url_rule("/ready", "ready", lambda: _ready(pool, generation()))
    return blueprint


def _up() -> Response:
    return _reply(200, "application/json", {"status": "up"})


def _ready(pool: Pool, current: Path | None) -> Response:
    problem = NoDataset() if current is None else _asked(pool, current)
    if problem is None and current is not None:
        return _reply(200, "application/json", {"status": "ready", "generation": current.name})
    assert problem is not None
    return _not_ready(problem)


def _asked(pool: Pool, current: Path) -> QueryProblem | None:
    """The simplest question there is: a generation that answers it is open and whole enough."""
    answer = pool.run(Task(str(current), "ASK {}", "ASK", _JSON))
    if isinstance(answer, QueryProblem):
        return answer
    return None if _is_true(answer) else EngineFailure("ASK {} is not true")


def _is_true(answer: Answer) -> bool:
    return json.loads(answer.body).get("boolean") is True


def _not_ready(problem: QueryProblem) -> Response:
    """503 whatever the cause, with why (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": TITLES[503]["en"],
        "status": 503,
        "detail": problem.sentence("en"),
        "code": problem.code,
    }
    response = _reply(503, "application/problem+json", body)
    response.headers["Retry-After"] = str(RETRY_AFTER.get(problem.code, 10))
    return response


def _reply(status: int, media_type: str, body: dict[str, object]) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response
