"""`/hosted/<slug>.jsonld`: the files that the hub keeps for labs, for everybody; or the way to where one moved."""

import hashlib

from flask import Response, g, make_response, redirect, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import hosting
from harvester.registry import Source
from server.pages import memory
from server.pages.errors import Absent
from server.pages.holder import moderates, sees
from server.pages.site import Site

_SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified"}
#: A lab that moved may come back: browsers ask again after an hour.
_MOVED = "public, max-age=3600"


def file(site: Site, slug: str) -> Response:
    """The file as the lab saved it last. Errors: Absent."""
    g.pop("page_tag", None)
    source = memory.any_source(site.engine, slug)
    if source is None or source.base != hosting.address(site.settings.public_base_url, slug):
        raise _nothing()
    if not source.hosted:
        return _moved(source)
    if source.status != "accepted" and not _may_look(site, source):
        raise _nothing()
    with site.engine.connect() as db:
        found = hosting.version(db, source.id)
    if found is None:
        raise _nothing()
    text, saved_at = found
    content = text.encode()
    response = Response(content, content_type="application/ld+json")
    response.headers.update(_SHARED | {"Cache-Control": "public, no-cache"})
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.last_modified = saved_at
    response.make_conditional(request)
    return response


def _moved(source: Source) -> Response:
    if source.status in ("banned", "refused"):
        raise _nothing()
    response = make_response(redirect(source.url, 301))
    response.headers.update(_SHARED | {"Cache-Control": _MOVED})
    return response


def _may_look(site: Site, source: Source) -> bool:
    """A lab at its file that waits for a moderator; moderators at any."""
    return moderates(site) or (source.status == "pending" and sees(site, source.id))


def _nothing() -> Absent:
    return Absent(404, gettext("Ce site ne garde aucun fichier sous ce nom."))
