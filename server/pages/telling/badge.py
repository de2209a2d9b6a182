"""`/sources/<slug>/badge.svg`: the state of a source, to be shown on a lab's own site. No script, style or font."""

import hashlib
from datetime import UTC
from xml.sax.saxutils import quoteattr

from flask import Response, g
from flask_babel import gettext  # type: ignore[import-untyped]
from markupsafe import escape

from harvester.registry import Source
from harvester.schedule import state
from server.pages import headers, moments
from server.pages.language import chosen
from server.pages.site import Site
from server.pages.telling.feed import existing

#: White on these reads well (contrast of 5 and more), on a light page and on a dark one.
_COLOURS = {"fresh": "#1d6b3a", "stale": "#7a4b00", "silent": "#7a4b00", "gone": "#a3211b", "pending": "#1f5f5b"}
#: Any site may show it, and nothing in it may load anything.
_ANYWHERE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'",
}
_LEFT, _NAME = "#3a423f", "fabcommons"
#: Widths of letters in Verdana at 11 px; `textLength` makes whatever font there is fit.
_NARROW, _WIDE, _ROOM = frozenset("ijlrtf·.,'’ "), frozenset("mwMW"), 16


def badge(site: Site, slug: str) -> Response:
    """The badge; `?lang=` chooses its language."""
    source = existing(site, slug)
    now = state(source, site.clock(), site.settings)
    body = drawn(words(site, source, now), _COLOURS[now])
    g.pop("page_tag", None)
    tag = hashlib.sha256(body.encode()).hexdigest()[:32]
    made = Response(body, content_type="image/svg+xml; charset=utf-8")
    response = headers.unchanged(tag) or headers.tagged(made, tag)
    response.headers.update(_ANYWHERE)
    seconds = round(site.settings.badge_kept.total_seconds())
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def words(site: Site, source: Source, now: str) -> str:
    """The state and its day in words: `à jour · 26 novembre 2026`."""
    names = {
        "fresh": gettext("à jour"),
        "stale": gettext("vieillit"),
        "silent": gettext("silencieuse"),
        "gone": gettext("retirée"),
        "pending": gettext("en attente"),
    }
    name = gettext("publiée en partie") if now == "fresh" and source.withheld else names[now]
    at = source.gone_at if now == "gone" else source.last_success_at
    if at is None:
        return str(name)
    day = moments.day(at.replace(tzinfo=UTC).astimezone(site.settings.zone).date(), chosen())
    return f"{name} · {day}"


def drawn(text: str, colour: str) -> str:
    """The picture. In: its words, its colour."""
    left, right = _width(_NAME), _width(text)
    label = gettext("Fiche du lab sur fabcommons : %(text)s", text=text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f"aria-label={quoteattr(label)} xml:lang={quoteattr(chosen())}>"
        f"<title>{escape(label)}</title>"
        f'<rect width="{left + right}" height="20" rx="3" fill="{_LEFT}"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f"{_written(_NAME, 0, left)}{_written(text, left, right)}</g></svg>\n"
    )


def _written(text: str, start: int, width: int) -> str:
    middle = start + width / 2
    return f'<text x="{middle:g}" y="14" textLength="{width - _ROOM}">{escape(text)}</text>'


def _width(text: str) -> int:
    return round(sum(4.3 if c in _NARROW else 10 if c in _WIDE else 6.8 for c in text)) + _ROOM
