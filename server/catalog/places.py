"""Where a dataset's things are: a point, the box around all of them, the countries. WKT is longitude first."""

from collections.abc import Sequence

from pyoxigraph import Literal, NamedNode

from server.catalog import authorities
from server.catalog.scene import Entry, Scene
from server.catalog.terms import Shared, typed


def place_of(scene: Scene, entry: Entry, shared: Shared) -> list[NamedNode]:
    """The point of a lab and its country, as far as it states them."""
    card = entry.told.card
    found = [shared(name, "dct:Location") for name in _countries([entry])]
    if card.position and _on_earth(card.position):
        lat, lon = card.position
        name = f"{scene.hub}/catalog/{entry.told.slug}#place"
        label = card.commune
        found.append(shared(name, "dct:Location", rdfs_label=label, dcat_centroid=_wkt(f"POINT({lon!r} {lat!r})")))
    return found


def covering(scene: Scene, shared: Shared) -> list[NamedNode]:
    """The box around all labs, and their countries."""
    found = [shared(name, "dct:Location") for name in _countries(scene.entries)]
    points = [entry.told.card.position for entry in scene.entries]
    known = [point for point in points if point and _on_earth(point)]
    if known:
        found.append(shared(f"{scene.hub}/catalog#area", "dct:Location", dcat_bbox=_box(known)))
    return found


def _on_earth(position: tuple[float, float]) -> bool:
    return abs(position[0]) <= 90 and abs(position[1]) <= 180


def _countries(entries: Sequence[Entry]) -> list[str]:
    names = {authorities.country(entry.told.card.country) for entry in entries}
    return sorted(name for name in names if name)


def _box(points: Sequence[tuple[float, float]]) -> Literal:
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return _wkt(f"POLYGON(({','.join(f'{lon!r} {lat!r}' for lon, lat in corners)}))")


def _wkt(text: str) -> Literal:
    return typed(text, "geo:wktLiteral")
