"""The map of a page: what its script needs to know, the outlines it draws, and which host its tiles may come from."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from server import outlines as own
from server.pages import headers
from server.pages.site import Site
from server.places import Places

_BUILT = Path(__file__).parent / "static" / "built" / "markercluster.js"


def outlines(site: Site) -> Response:
    """`/map/outlines.json`: the files that the operator named, else the communes that are loaded, as GeoJSON."""
    return Response(_drawn(site).document, mimetype="application/geo+json")


def _drawn(site: Site) -> own.Outlines:
    named = site.settings.map_outlines
    return own.read(named) if named else communes(site.places, site.places.stamp(), site.settings.coverage_communes)


@lru_cache(maxsize=4)
def communes(places: Places, _stamp: str, most: int) -> own.Outlines:
    """The outlines of a region's communes; those of a whole country, over `most`, would be too much for a map."""
    shapes = places.outlines().values()
    return own.of(shapes if len(shapes) <= most else ())


def built() -> bool:
    """Whether the browser's libraries are there; without them a page has no map, and says all it has to say."""
    return _BUILT.is_file()


def described(site: Site, places: str) -> dict[str, Any]:
    """What the scripts need to know. In: the address of the places, as `find.places` writes them."""
    drawn = _drawn(site)
    return {
        "places": places,
        "world": _asset("built/world.json"),
        "fine": _asset("built/world-fine.json"),
        "outlines": url_for("pages.outlines", v=drawn.version, lang=None) if drawn else "",
        "credit": _credit(site) if drawn else "",
        "tiles": _tiles(site),
        "lab": url_for("pages.lab", slug="SLUG"),
        "words": _words(),
    }


def policy(site: Site) -> str:
    """The policy of a page with a map: pictures also from the host of the tiles, and from no other."""
    host = site.settings.map_tiles_host
    return headers.POLICY.replace("img-src 'self'", f"img-src 'self' {host}") if host else headers.POLICY


def _tiles(site: Site) -> dict[str, Any] | None:
    settings = site.settings
    if not settings.map_tiles_url:
        return None
    return {
        "url": settings.map_tiles_url,
        "attribution": settings.map_tiles_attribution,
        "zoom": settings.map_tiles_zoom,
    }


def _credit(site: Site) -> str:
    """Whose outlines of communes these are, as their licence wants it said; the operator's own files have none."""
    about = None if site.settings.map_outlines or site.settings.map_tiles_url else site.places.about
    return gettext("Contours : %(source)s, licence %(licence)s.", **asdict(about)) if about else ""


def _asset(name: str) -> str:
    return url_for("pages.static", filename=name, v=headers.release())


def _words() -> dict[str, str]:
    return {
        "away": gettext("à %(distance)s km à vol d'oiseau", distance="{1}"),
        "approximate": gettext("position approximative : celle de la commune"),
        "close": gettext("Fermer"),
        "gathered": gettext("{1} labs proches les uns des autres : agrandir"),
        "machines": gettext("machines : {1}"),
        "whole": gettext("Voir toute la carte"),
        "zoomIn": gettext("Agrandir"),
        "zoomOut": gettext("Réduire"),
    }
