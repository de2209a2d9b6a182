"""Read outlines of communes (GeoJSON, RFC 7946). Pure: text in, shapes and problems out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.places.errors import Problem, problem
from server.places.place import CODE

_CODES = ("code", "code_insee", "INSEE_COM", "insee_com", "insee", "codgeo", "CODGEO")
_NAMES = ("nom", "NOM", "NOM_COM", "nom_com", "libgeo", "name")
_SHAPES = ("Polygon", "MultiPolygon")

#: Rings of a shape, each a list of longitude and latitude in degrees.
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a commune as the file draws it: its code, its name, a GeoJSON geometry."""

    code: str
    name: str
    geometry: Mapping[str, Any]


def read(text: str, file: str) -> tuple[list[Outline], list[Problem]]:
    """In: the text of a FeatureCollection. Out: its outlines, and what is wrong with it."""
    try:
        features = json.loads(text)["features"]
        drawn = [_outline(feature) for feature in features]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], [problem("geojson", file)]
    bad = [problem("feature", file, number=n) for n, outline in enumerate(drawn, 1) if outline is None]
    return [outline for outline in drawn if outline is not None], bad


def _outline(feature: Any) -> Outline | None:
    told, geometry = feature["properties"] or {}, feature["geometry"] or {}
    code = str(next((told[name] for name in _CODES if name in told), ""))
    name = str(next((told[name] for name in _NAMES if name in told), code))
    fits = CODE.fullmatch(code) and geometry.get("type") in _SHAPES and _is_drawn(geometry)
    return Outline(code, name, {"type": geometry["type"], "coordinates": geometry["coordinates"]}) if fits else None


def _is_drawn(geometry: Mapping[str, Any]) -> bool:
    points = [point for ring in rings(geometry) for point in ring]
    return bool(points) and all(abs(float(x)) <= 180 and abs(float(y)) <= 90 for x, y, *_ in points)


def rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The rings of a polygon or of several."""
    shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for shape in shapes:
        yield from shape


def middle(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """Latitude and longitude of the middle of the box around a shape: good enough where no table states a centre."""
    points = [point for ring in rings(geometry) for point in ring]
    longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
    return (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
