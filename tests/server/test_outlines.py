"""Outlines of the operator: what is drawn of a GeoJSON file, and which file refuses to start."""

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.errors import SettingsError
from server.outlines import read
from server.settings import Settings

COMMUNES = Path(__file__).resolve().parents[3] / "shared" / "data" / "geo" / "communes-42-loire.geojson"
RING = [[4.10001, 45.2], [4.10002, 45.2], [4.3, 45.2], [4.3, 45.40049], [4.10001, 45.2]]
SHAPE = {"type": "Polygon", "coordinates": [RING]}
FEATURE = {"type": "Feature", "properties": {"nom": "Pélussin", "code": "42168"}, "geometry": SHAPE}
POINT = {"type": "Feature", "properties": {"nom": "Mairie"}, "geometry": {"type": "Point", "coordinates": [4.6, 45.4]}}
DRAWN = {"type": "Polygon", "coordinates": [[[4.1, 45.2], [4.3, 45.2], [4.3, 45.4], [4.1, 45.2]]]}


def written(folder: Path, content: Any) -> Path:
    file = folder / "outlines.geojson"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (FEATURE, ["Pélussin"]),
        (SHAPE, [""]),
        ({"type": "FeatureCollection", "features": [FEATURE, POINT, FEATURE]}, ["Pélussin", "Pélussin"]),
        ({**FEATURE, "properties": None}, [""]),
    ],
)
def test_lines_are_thinned_and_named(tmp_path: Path, content: Any, names: list[str]) -> None:
    features = json.loads(read((written(tmp_path, content),)).document)["features"]
    assert [feature["properties"] for feature in features] == [{"name": name} for name in names]
    assert all(feature["geometry"] == DRAWN for feature in features)


WRONG = {
    "not JSON": "is not GeoJSON",
    '["a list"]': "is not GeoJSON",
    '{"type": "Topology"}': "is not GeoJSON",
    json.dumps({**FEATURE, "geometry": {"type": "Polygon", "coordinates": []}}): "is not GeoJSON",
    json.dumps({"type": "LineString", "coordinates": [[802000.0, 6480000.0]]}): "in degrees",
    json.dumps({"type": "LineString", "coordinates": ["a", "b"]}): "is not GeoJSON",
    json.dumps(POINT): "without any outline",
    "[" * 100_000: "is not GeoJSON",
}


@pytest.mark.parametrize("content", WRONG, ids=lambda content: content[:40])
def test_a_wrong_file_refuses_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    file = written(tmp_path, content)
    monkeypatch.setenv("FABCOMMONS_MAP_OUTLINES", json.dumps([str(file)]))
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert WRONG[content] in str(caught.value)
    assert str(file) in str(caught.value)
    assert "map_outlines" in str(caught.value)


@pytest.mark.skipif(not COMMUNES.exists(), reason="the communes of the Loire are not on this machine")
def test_real_communes(tmp_path: Path) -> None:
    found = read((COMMUNES,))
    features = json.loads(found.document)["features"]
    assert len(features) > 300
    assert "Saint-Étienne" in {feature["properties"]["name"] for feature in features}
    assert len(found.document) < COMMUNES.stat().st_size
    assert found.version == read((COMMUNES,)).version
