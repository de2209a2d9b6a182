"""GeoJSON that another library accepts, with points where the labs are."""

import json
from pathlib import Path
from typing import Any

import pytest
from geojson_pydantic import FeatureCollection
from pages_kit import ROOT, VISITED, Answering, SmallHub
from shapely.geometry import Point, shape

from harvester.decide import Decision, Visited, decide
from harvester.fetch import Document
from harvester.imports.fablabs_io import read_fablabs_io
from harvester.judge import judge
from harvester.keep import keep
from harvester.profile import pipeline_version, profile_of
from server.exports.write import geojson_pieces
from server.store.guard import GuardPool

SHARED = ROOT.parent / "shared" / "data"
COMMUNES, RECORDS = SHARED / "geo" / "communes-42-loire.geojson", SHARED / "labs" / "fablabs_labs.jsonl"
#: The samples are on the map at about 100 m, and outlines are simplified: a commune may end so far from its outline.
NEAR = 0.003


def collection(site: Answering, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.get(path).text)
    FeatureCollection[Any].model_validate(found)
    return found


@pytest.mark.parametrize("path", ["/labs.geojson", "/machines.geojson"])
def test_valid(site: Answering, path: str) -> None:
    found = collection(site, path)
    points = [f["geometry"]["coordinates"] for f in found["features"] if f["geometry"]]
    longitudes, latitudes = zip(*points, strict=True)
    assert found["bbox"] == [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    assert all(feature["id"] == feature["properties"]["iri"] for feature in found["features"])


def test_lab(site: Answering) -> None:
    labs = {feature["properties"]["slug"]: feature for feature in collection(site, "/labs.geojson")["features"]}
    assert labs["gier"]["geometry"] == {"type": "Point", "coordinates": [4.5148, 45.4752]}
    assert labs["gier"]["properties"]["machine_types"] == ["decoupeuse-vinyle", "imprimante-3d-fff", "laser-co2"]
    assert labs["gier"]["properties"]["machines"] == 4
    assert labs["formules"]["properties"]["name"].startswith("=HYPERLINK")
    assert labs["bruxelles"]["geometry"] is None


def test_nothing_to_show() -> None:
    assert json.loads("".join(geojson_pieces([]))) == {"type": "FeatureCollection", "features": []}


@pytest.mark.skipif(not COMMUNES.exists(), reason="the outlines of the communes are not beside the project")
def test_labs_of_the_loire_lie_in_their_commune(site: Answering) -> None:
    outlines = json.loads(COMMUNES.read_text(encoding="utf-8"))["features"]
    by_code = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in outlines}
    placed = 0
    for lab in collection(site, "/labs.geojson")["features"]:
        outline = by_code.get(lab["properties"]["insee"])
        if outline is not None and lab["geometry"]:
            placed += 1
            assert outline.distance(Point(lab["geometry"]["coordinates"])) < NEAR, lab["properties"]["slug"]
    assert placed > 12


def decision(small: SmallHub, slug: str, content: bytes) -> Decision:
    """A file judged; all of them are kept at once, which spares the disk."""
    source = small.register(slug)
    verdict = judge(content, source.base, profile_of(small.settings, VISITED))
    visited = Visited(source, VISITED, 0.1, Document(content, source.url), verdict)
    return decide(visited, pipeline_version(small.settings), VISITED.date().isoformat(), small.settings)


@pytest.mark.slow
@pytest.mark.skipif(not RECORDS.exists(), reason="the real network is not beside the project")
def test_real_labs_lie_where_their_records_say(tmp_path: Path, pool: GuardPool) -> None:
    small = SmallHub(tmp_path)
    told: dict[str, list[float] | None] = {}
    records = map(json.loads, RECORDS.read_text(encoding="utf-8").splitlines())
    decided: list[Decision] = []
    for record, (slug, document) in zip(records, read_fablabs_io(RECORDS), strict=True):
        decided.append(decision(small, slug, json.dumps(document).encode()))
        known = record["lat"] is not None and record["lon"] is not None
        told[slug] = [record["lon"], record["lat"]] if known else None
    keep(small.engine, small.settings.data, decided, 1)
    assert small.hub.publish() is not None
    features = collection(Answering(small, pool), "/labs.geojson")["features"]
    found = {f["properties"]["slug"]: f["geometry"] and f["geometry"]["coordinates"] for f in features}
    assert len(found) == 1596
    assert found == told
