"""When there is no page: a sentence for people, `application/problem+json` (RFC 9457) for programs."""

import json

from flask import Response, render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException, InternalServerError

from server.pages.ask import Unanswered
from server.pages.language import chosen
from server.sparql.refusals import RETRY_AFTER, TITLES, status_of

MEDIA_TYPE = "application/problem+json"


class Absent(HTTPException):
    """A page that is not there, with the reason; `slug` names the source that may say more."""

    def __init__(self, code: int, reason: str, slug: str = "") -> None:
        super().__init__(reason)
        self.code, self.slug = code, slug


def absent(error: HTTPException) -> Response:
    """The answer to an HTTP error."""
    status = error.code or 500
    title, detail = _words(status)
    if isinstance(error, Absent):
        detail = str(error.description)
    response = _answer(status, title, detail, getattr(error, "slug", ""))
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Location", "Retry-After"):
            response.headers[name] = value
    return response


def unexpected(_error: InternalServerError) -> Response:
    """The answer to a fault of ours; Flask has written it to the log."""
    return _answer(500, *_words(500))


def unanswered(error: Unanswered) -> Response:
    """The answer when the store could not: too slow, too busy, too much."""
    problem = error.problem
    status = status_of(problem)
    response = _answer(status, TITLES[status][chosen()], problem.sentence(chosen()))
    if problem.code in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[problem.code])
    return response


def _words(status: int) -> tuple[str, str]:
    if status == 404:
        return gettext("Page introuvable"), gettext(
            "Cette adresse ne mène à aucune page d'ici. Elle a peut-être changé."
        )
    if status == 410:
        return gettext("Fiche retirée"), gettext("Elle n'est plus là, et ne reviendra sans doute pas.")
    if status == 405:
        return gettext("Méthode refusée"), gettext("Cette page se lit, c'est tout : utilisez GET.")
    if status >= 500:
        return gettext("Panne de notre côté"), gettext("Quelque chose a cassé chez nous. Réessayez dans un instant.")
    return gettext("Demande refusée"), gettext("Cette demande ne se comprend pas. Vérifiez l'adresse.")


def _answer(status: int, title: str, detail: str, slug: str = "") -> Response:
    response = _for_people(status, title, detail, slug) if _a_person_asks() else _for_programs(status, title, detail)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = chosen()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _a_person_asks() -> bool:
    """Browsers always name HTML; programs that name nothing want data."""
    return any(
        kind in ("text/html", "application/xhtml+xml") and quality > 0 for kind, quality in request.accept_mimetypes
    )


def _for_people(status: int, title: str, detail: str, slug: str) -> Response:
    return Response(render_template("pages/error.html", status=status, title=title, detail=detail, slug=slug), status)


def _for_programs(status: int, title: str, detail: str) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
