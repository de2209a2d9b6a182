"""`POST /api/v1/register`: a program registers a lab as the page does, and is told what is to be mended."""

from typing import Any

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.exceptions import RequestEntityTooLarge

from harvester.report import as_json
from server.api.answers import answer
from server.pages.errors import Absent
from server.pages.registering import form as forms
from server.pages.registering.register import Answer, most_bytes, registered
from server.pages.site import Site


def register(site: Site) -> Response:
    """In: JSON or a form with `url`, perhaps `email` and `note`. Out: 201, 200 (known), 422 (file to be mended)."""
    most = most_bytes(site.settings)
    request.max_content_length = most
    if request.content_length is not None and request.content_length > most:
        raise RequestEntityTooLarge
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(given, dict):
        raise Absent(
            400, gettext('Envoyez un objet JSON, par exemple {"url": "https://monlab.example/fablab.jsonld"}.')
        )
    form = forms.read(given, site.settings)
    if form.errors:
        raise Absent(400, " ".join(form.errors.values()))
    found = registered(site, form)
    if found.code in ("banned", "closed"):
        raise Absent(403, _refused(found.code))
    return answer(_told(site, found), found.status)


def _refused(code: str) -> str:
    words = {
        "banned": gettext("Cette adresse n'est pas admise."),
        "closed": gettext("Les inscriptions sont fermées pour l'instant."),
    }
    return str(words[code])


def _told(site: Site, found: Answer) -> dict[str, Any]:
    source = found.source
    if source is None:
        return {"registered": False, "results": [as_json(finding) for finding in found.findings]}
    status = "pending" if found.code == "again" else source.status
    return {
        "registered": True,
        "known": found.code == "known",
        "slug": source.slug,
        "status": status,
        "url": source.url,
        "base": source.base,
        "page": f"{site.settings.public_base_url}/register/{source.slug}",
    }
