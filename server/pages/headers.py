"""What every response carries: a policy that lets nothing foreign in, and a tag by which browsers ask again."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, request

import ontology
import shapes
from server.pages import language, live
from server.pages.memory import sequence
from server.pages.site import Site
from server.web import coding

#: https://www.w3.org/TR/CSP3/ – nothing is loaded from elsewhere, nothing inline runs, nobody frames the site.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def secure(response: Response) -> Response:
    """Add the headers of safety, unless a part of the site has its own."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    return response


def tag(site: Site) -> str:
    """Same tag, same page: generation, registry, communes, settings, quarter of an hour, language, release, path.

    The quarter stands for all that moves with the clock: «vu il y a 2 h», and whether a lab is open, for hours of
    opening fall on quarters.
    """
    now = site.local_time()
    quarter = now.strftime("%Y-%m-%dT%H%z"), now.minute // 15
    data = (site.ask.stamp(), sequence(site.engine), site.places.stamp(), site.settings.model_dump_json())
    depends_on = (*data, quarter, live.stamp(site), language.chosen(), release(), request.full_path)
    return hashlib.sha256(repr(depends_on).encode()).hexdigest()[:32]


def unchanged(found: str) -> Response | None:
    """304 for a browser that holds this very page."""
    held = coding.held(found) if request.method in ("GET", "HEAD") and not request.if_none_match.star_tag else None
    return tagged(Response(status=304), held) if held else None


def tagged(response: Response, found: str) -> Response:
    """The same response with its tag, its language, and what it depends on."""
    response.set_etag(found, weak=True)  # a proxy may compress it
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Language"] = language.chosen()
    response.headers["Vary"] = "Accept-Language"
    return response


@cache
def release() -> str:
    """Changes with the words and the looks of the site."""
    digest = hashlib.sha256(f"{ontology.version()} {shapes.version()}".encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".html", ".css", ".js", ".svg", ".po", ".rq", ".py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
