"""A problem as an HTTP response: application/problem+json (RFC 9457), in the language of the client."""

import json
from dataclasses import fields
from typing import Any

from flask import Response
from werkzeug.datastructures import LanguageAccept

from server.sparql.protocol import METHODS
from server.sparql.refusals import TITLES, reason_of, retry_after, status_of
from server.store.answers import QueryProblem

MEDIA_TYPE = "application/problem+json"
LANGUAGES = ("fr", "en")
_PRIVATE = ("reason", "cause")


def language(accepted: LanguageAccept) -> str:
    """`fr` unless the client prefers English; `fr-CA` is French too."""
    wished = (tag.lower().split("-")[0] for tag, quality in accepted if quality > 0)
    return next((tag for tag in wished if tag in LANGUAGES), LANGUAGES[0])


def problem_response(problem: QueryProblem, lang: str) -> Response:
    """Status, sentence and the fields of the problem; `code` is stable, `detail` is for people."""
    status = status_of(problem)
    response = Response(json.dumps(_document(problem, status, lang), ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    if status == 405:
        response.headers["Allow"] = ", ".join(METHODS)
    if wait := retry_after(problem):
        response.headers["Retry-After"] = str(wait)
    return response


def _document(problem: QueryProblem, status: int, lang: str) -> dict[str, Any]:
    found = {field.name: getattr(problem, field.name) for field in fields(problem) if field.name not in _PRIVATE}
    return {
        "type": "about:blank",  # RFC 9457, 4.2.1: the title is then the name of the status
        "title": TITLES[status][lang],
        "status": status,
        "detail": problem.sentence(lang),
        "code": reason_of(problem),
        **{name: value for name, value in found.items() if value not in ("", 0)},
    }
