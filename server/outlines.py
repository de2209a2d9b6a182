"""Outlines for the map, from files that the operator names (GeoJSON, RFC 7946): checked, thinned, named."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: Degrees to the third decimal are some hundred metres: less than a line is wide.
_DIGITS = 3
#: How public tables call the name of a place.
_NAMES = ("nom", "name", "NAME", "nom_officiel", "libelle", "nom_com", "NOM")
_SHAPES = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


@dataclass(frozen=True, slots=True)
class Outlines:
    """A GeoJSON document as it is served, and what changes with it."""

    document: bytes
    version: str
    shapes: int

    def __bool__(self) -> bool:
        """Whether anything is drawn."""
        return self.shapes > 0


@cache
def read(paths: tuple[Path, ...]) -> Outlines:
    """All the files as one FeatureCollection whose features have a `name` and nothing else.

    In: paths of GeoJSON files in degrees. Errors: ValueError in words: not there, not GeoJSON, no line in it.
    """
    return _written([feature for path in paths for feature in _file(path)])


def of(shapes: Iterable[tuple[str, Mapping[str, Any]]]) -> Outlines:
    """The same of names and GeoJSON geometries that were checked before."""
    return _written([_thin({"properties": {"name": name}, "geometry": geometry}) for name, geometry in shapes])


def _written(features: Sequence[Mapping[str, Any]]) -> Outlines:
    document = {"type": "FeatureCollection", "features": features}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Outlines(text, hashlib.sha256(text).hexdigest()[:12], len(features))


def _file(path: Path) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        features = [_thin(feature) for feature in _features(found)]
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(f"{str(path)!r} is not GeoJSON with outlines in degrees") from error
    if not features:
        raise ValueError(f"{str(path)!r} is GeoJSON without any outline; wanted: {', '.join(_SHAPES)}")
    return features


def _features(found: Any) -> Iterator[Mapping[str, Any]]:
    """Every feature that is a line or an area; points and features without a place are passed over."""
    kind = found["type"]
    if kind == "FeatureCollection":
        for feature in found["features"]:
            yield from _features(feature)
    elif kind == "Feature":
        if found["geometry"] and found["geometry"]["type"] in _SHAPES:
            yield found
    elif kind in _SHAPES:
        yield {"geometry": found, "properties": {}}
    else:
        raise ValueError(kind)


def _thin(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    said = feature.get("properties") or {}
    name = next((str(said[key]) for key in _NAMES if said.get(key)), "")
    shape = {"type": feature["geometry"]["type"], "coordinates": _rounded(feature["geometry"]["coordinates"])}
    return {"type": "Feature", "properties": {"name": name}, "geometry": shape}


def _rounded(part: Sequence[Any]) -> list[Any]:
    """Positions to so many digits, without those that fall together; the borders of neighbours stay the same."""
    if isinstance(part[0], int | float):
        lon, lat = round(float(part[0]), _DIGITS), round(float(part[1]), _DIGITS)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"{lon}, {lat}")
        return [lon, lat]
    kept: list[Any] = []
    for each in map(_rounded, part):
        if not kept or each != kept[-1]:
            kept.append(each)
    return kept
