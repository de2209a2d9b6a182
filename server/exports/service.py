"""Answers requests for exports: filters, tags, headers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from server.exports.build import build
from server.exports.kept import Built, Kept
from server.exports.kinds import CSV, GEOJSON, KINDS, Hub, Kind, Wanted
from server.pages import filters, headers
from server.pages.errors import Absent
from server.pages.site import Site
from server.sparql.formats import Format
from server.sparql.negotiate import choose
from server.sparql.run import Pool
from server.web import coding

#: The lists that have a page and exports at the same address, told apart by Accept.
LISTS = ("/labs", "/machines")
_OFFERED = (
    Format("text/html", ("application/xhtml+xml",), ("html",), ""),
    Format(CSV, ("application/csv",), ("csv",), ""),
    Format(GEOJSON, ("application/json", "application/vnd.geo+json"), ("geojson", "json"), ""),
)
_UNSTATED = "none"


@dataclass(frozen=True, slots=True)
class Exports:
    """Answers for the exports of one hub."""

    pool: Pool
    generation: Callable[[], Path | None]
    site: Site
    kept: Kept

    def negotiate(self) -> Response | None:
        """The list at this address as an export, when Accept (or `?format=`) wants one; None: the page."""
        if request.path not in LISTS or request.method not in ("GET", "HEAD"):
            return None
        choice = choose(_OFFERED, request.headers.get("Accept"), request.args.get("format"))
        if choice is None or choice.format is _OFFERED[0]:
            return None
        found = next(kind for kind in KINDS if kind.path == f"{request.path}.{choice.format.name}")
        response = opened(self.answer(found))
        response.vary.add("Accept")
        response.headers["Content-Location"] = f"{found.path}?{request.query_string.decode('latin-1')}".rstrip("?")
        return response

    def answer(self, kind: Kind) -> Response:
        """The export, or 304 for who holds this very one."""
        wanted = asked(kind)
        tag = self._tag(kind, wanted)
        held = None if request.if_none_match.star_tag else coding.held(tag)
        if held:
            return _tagged(Response(status=304), held)
        built = self.built(kind, wanted, tag)
        response = Response(built.pieces() if request.method == "GET" else None, content_type=kind.content_type)
        response.content_length = built.size
        response.headers["Content-Disposition"] = f'attachment; filename="{kind.file_name}"'
        return _tagged(response, tag)

    def built(self, kind: Kind, wanted: Wanted, tag: str = "") -> Built:
        """The export, made now if no one asked for it before."""
        make = lambda: build(kind, wanted, self._hub(), self.pool, self.generation)  # noqa: E731
        return self.kept.get(tag or self._tag(kind, wanted), make)

    def _hub(self) -> Hub:
        return Hub(self.site.settings.public_base_url, self.site.today())

    def _tag(self, kind: Kind, wanted: Wanted) -> str:
        """Same tag, same export: generation, day (hours that are over are left out), release, address, filters."""
        told = (self.site.ask.stamp(), self._hub(), headers.release(), kind.name, wanted.type, sorted(wanted.licences))
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def asked(kind: Kind) -> Wanted:
    """What the parameters of the request ask for. Errors: Absent for a code that is in no list."""
    kind_code = request.args.get("type", "") if "type" in kind.filters else ""
    codes = request.args.getlist("licence") if "licence" in kind.filters else []
    return Wanted(_concept("type", kind_code), frozenset(_licence(code) for code in codes if code))


def _concept(scheme: str, code: str) -> str:
    found = ontology.schemes()[scheme].find(code) if code else None
    if code and found is None:
        raise Absent(404, gettext("Le type « %(code)s » n'est pas dans la liste.", code=filters.plain(code[:80])))
    return found.iri if found else ""


def _licence(code: str) -> str:
    if code == _UNSTATED:
        return ""
    found = ontology.schemes()["licence"].find(code)
    if found is None:
        raise Absent(404, gettext("La licence « %(code)s » n'est pas dans la liste.", code=filters.plain(code[:80])))
    return found.id


def opened(response: Response) -> Response:
    """Readable by the scripts of any site."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, Content-Location, ETag"
    return response


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)  # a proxy may compress it
    response.headers["Cache-Control"] = "public, no-cache"
    return response
