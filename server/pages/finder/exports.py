"""A search's answers for programs and for the map: `/find.csv`, `/find.geojson`, `/find.json`."""

from collections.abc import Iterable
from typing import Any

from flask import Response, jsonify
from pyoxigraph import Literal

from server.pages import filters
from server.pages.errors import Absent
from server.pages.finder.answers import asked
from server.pages.language import chosen as lang
from server.pages.rows import Values
from server.pages.site import Site
from server.search import export
from server.search.criteria import Criteria
from server.search.found import Point, Texts


def csv(site: Site) -> Response:
    """`/find.csv`: a row a machine, or a lab."""
    found = site.finder.everything(_criteria(site), site.clock())
    return _file(export.csv_pieces(found, site.settings.public_base_url), "text/csv; charset=utf-8", "csv")


def geojson(site: Site) -> Response:
    """`/find.geojson`: a feature a lab."""
    found = site.finder.everything(_criteria(site), site.clock())
    return _file(export.geojson_pieces(found, site.settings.public_base_url), "application/geo+json", "geojson")


def places(site: Site) -> Response:
    """`/find.json`: what the map draws, as light as can be: slug, name, latitude, longitude, machines, approximate."""
    criteria = _criteria(site)
    found = site.finder.find(criteria, site.clock())
    return jsonify({"labs": [_place(point) for point in found.points], "near": _near(criteria)})


def _criteria(site: Site) -> Criteria:
    """What is asked. Errors: Absent 400 with a sentence for each parameter that cannot be read."""
    wanted = asked(site)
    if wanted.mistakes:
        raise Absent(400, " ".join(each.en if lang() == "en" else each.fr for each in wanted.mistakes))
    return wanted.criteria


def _place(point: Point) -> list[Any]:
    name = filters.plain(literals(point.name)) or point.slug
    return [point.slug, name[:80], round(point.lat, 4), round(point.lon, 4), point.machines, int(point.approximate)]


def _near(criteria: Criteria) -> list[float] | None:
    if criteria.near is None:
        return None
    return [round(criteria.near.lat, 4), round(criteria.near.lon, 4), criteria.radius_km or 0]


def literals(texts: Texts) -> Values:
    """Texts by language as the filters of the templates take them."""
    return tuple(Literal(text, language=tag) if tag else Literal(text) for tag, text in texts.items())


def _file(pieces: Iterable[str], media_type: str, extension: str) -> Response:
    response = Response("".join(pieces), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="labs-trouves.{extension}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
