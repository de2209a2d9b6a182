"""`POST /api/v1/ping`: a site says that its lab's file has changed; it is read again within seconds."""

import re
from typing import Any

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.authority import normalise
from harvester.clock import stamp
from harvester.registry import Source
from server.api.answers import answer
from server.pages import memory
from server.pages.errors import Absent
from server.pages.site import Site
from server.pages.telling import asking

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_MOST, _LONGEST = 16 * 1024, 2000


def ping(site: Site) -> Response:
    """In: `url`, the address or the base of a source, as JSON or as a form. Out: 202, and when it will be read."""
    request.max_content_length = _MOST
    found = _source(site, _url())
    expected = asking.ask(site, found, "ping")
    hub = site.settings.public_base_url
    told = {
        "source": found.slug,
        "expected": stamp(expected),
        "status": f"{hub}/api/v1/sources/{found.slug}",
        "page": f"{hub}/sources/{found.slug}",
    }
    return answer(told, 202)


def _url() -> str:
    body = _json() if request.is_json else None
    given = body.get("url") if isinstance(body, dict) else request.form.get("url") or request.args.get("url")
    if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST or _UNFIT.search(given):
        sentence = gettext(
            "Donnez l'adresse du fichier du lab dans « url », par exemple https://lab.exemple/fablab.jsonld."
        )
        raise Absent(400, sentence)
    return given.strip()


def _json() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets in brackets in brackets
        return None


def _source(site: Site, url: str) -> Source:
    try:
        wanted = {url, url.partition("#")[0], normalise(url.partition("#")[0])}
    except ValueError:
        wanted = {url}
    found = memory.at_address(site.engine, wanted)
    if found is None:
        hub = site.settings.public_base_url
        sentence = gettext(
            "Aucune source n'est inscrite à cette adresse. Pour l'inscrire : %(page)s", page=f"{hub}/register"
        )
        raise Absent(404, sentence)
    return found
