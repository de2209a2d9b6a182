"""When there is no page: a sentence for people, `application/problem+json` (RFC 9457) for programs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from flask import Response, render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from server.pages.ask import Unanswered
from server.pages.language import chosen
from server.pages.navigation import Link
from server.pages.rows import clean
from server.pages.site import Site
from server.pages.suggestions import suggestions
from server.sparql.refusals import RETRY_AFTER, TITLES, status_of

MEDIA_TYPE = "application/problem+json"
#: Seconds after which to try again what found the hub's memory busy.
_MOMENT = 5
#: Fields that no page shows again.
_SECRETS = frozenset({"token"})


class Absent(HTTPException):
    """A page that is not there, with the reason; `slug` names the source that may say more.

    `onward`: what to press instead, from the page of the error.
    """

    onward: Link | None = None

    def __init__(self, code: int, reason: str, slug: str = "") -> None:
        super().__init__(reason)
        self.code, self.slug = code, slug


class Over(Absent):
    """A link with a secret that opens nothing (any more); `onward`: where another one is asked for."""

    def __init__(self, code: int, reason: str, onward: Link | None = None) -> None:
        super().__init__(code, reason)
        self.title, self.onward = gettext("Ce lien ne sert plus"), onward


class Later(Absent):
    """What may be asked again after `wait` seconds."""

    def __init__(self, code: int, reason: str, wait: int) -> None:
        super().__init__(code, reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from an error: the source that says more, pages that may have been meant, seconds to wait.

    `typed`: what was sent by a form that must wait, name and text of each field, to be sent again from the page;
    `onward`: what to press instead.
    """

    slug: str = ""
    near: Sequence[Link] = ()
    wait: int = 0
    typed: Sequence[tuple[str, str]] = ()
    onward: Link | None = None

    @property
    def waiting(self) -> str:
        """The time to wait in words."""
        return format_timedelta(timedelta(seconds=self.wait), threshold=1.2, locale=chosen())


_NO_WAY = Way()


def absent(site: Site, error: HTTPException) -> Response:
    """The answer to an HTTP error."""
    status = error.code or 500
    title, detail = _words(status)
    if isinstance(error, Absent):
        detail = str(error.description)
        title = getattr(error, "title", title)
    near = suggestions(site, request.path) if status in (404, 410) and _a_person_asks() else ()
    wait = getattr(error, "wait", 0)
    typed = _typed() if wait and _a_person_asks() else ()
    onward = getattr(error, "onward", None)
    way = Way(getattr(error, "slug", ""), () if onward else near, wait, typed, onward)
    response = _answer(status, title, detail, way)
    if wait:
        response.headers["Retry-After"] = str(wait)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Location", "Retry-After"):
            response.headers[name] = value
    return response


def _typed() -> Sequence[tuple[str, str]]:
    """The fields of the form that came, unless one of them is a secret, or there is too much of it to be read."""
    try:
        fields = list(request.form.items(multi=True)) if request.method == "POST" else []
    except HTTPException:
        return ()
    return () if any(name in _SECRETS for name, _ in fields) else [(clean(name), clean(text)) for name, text in fields]


def unexpected(_error: InternalServerError) -> Response:
    """The answer to a fault of ours; Flask has written it to the log."""
    return _answer(500, *_words(500))


def busy(site: Site, error: OperationalError) -> Response:
    """The answer when somebody else writes into the hub's memory for too long; other faults of it are ours."""
    if "locked" not in str(error.orig):
        raise error
    return absent(site, Later(503, str(_words(503)[1]), _MOMENT))


def unanswered(error: Unanswered) -> Response:
    """The answer when the store could not: too slow, too busy, too much."""
    problem = error.problem
    status = status_of(problem)
    wait = RETRY_AFTER.get(problem.code, 0)
    response = _answer(status, TITLES[status][chosen()], problem.sentence(chosen()), Way(wait=wait))
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _words(status: int) -> tuple[str, str]:
    known = {
        403: (
            gettext("Envoi refusé"),
            gettext("Ce formulaire ne s'envoie que depuis la page de ce site. Ouvrez-la, puis recommencez."),
        ),
        404: (
            gettext("Page introuvable"),
            gettext("Cette adresse ne mène à aucune page d'ici. Elle a peut-être changé."),
        ),
        405: (gettext("Méthode refusée"), gettext("Cette page se lit, c'est tout : utilisez GET.")),
        410: (gettext("Fiche retirée"), gettext("Elle n'est plus là, et ne reviendra sans doute pas.")),
        413: (
            gettext("Envoi trop long"),
            gettext("Ce qui a été envoyé dépasse ce que ce site accepte. Raccourcissez."),
        ),
        429: (gettext("Trop de demandes à la fois"), gettext("Patientez un peu avant de recommencer.")),
        503: (gettext("Service momentanément saturé"), gettext("Réessayez dans un instant.")),
    }
    ours = (gettext("Panne de notre côté"), gettext("Quelque chose a cassé chez nous. Réessayez dans un instant."))
    yours = (gettext("Demande refusée"), gettext("Cette demande ne se comprend pas. Vérifiez l'adresse."))
    return known.get(status, ours if status >= 500 else yours)


def _answer(status: int, title: str, detail: str, way: Way = _NO_WAY) -> Response:
    response = _for_people(status, title, detail, way) if _a_person_asks() else _for_programs(status, title, detail)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = chosen()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _a_person_asks() -> bool:
    """Browsers always name HTML; programs that name nothing want data, and the API is theirs."""
    return not request.path.startswith("/api/") and any(
        kind in ("text/html", "application/xhtml+xml") and quality > 0 for kind, quality in request.accept_mimetypes
    )


def _for_people(status: int, title: str, detail: str, way: Way) -> Response:
    return Response(render_template("pages/error.html", status=status, title=title, detail=detail, way=way), status)


def _for_programs(status: int, title: str, detail: str) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
