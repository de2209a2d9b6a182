"""Every real SpaceAPI document and Open Know-How manifest gives the outcome that the tables beside this file state."""

import csv
from pathlib import Path

import pytest
from outcomes import DATA, okh_row, spaceapi_row

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real documents are not in ../shared/data")


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SPACEAPI = table("spaceapi_outcomes.csv")
OKH = table("okh_outcomes.csv")


@pytest.mark.parametrize("row", SPACEAPI, ids=lambda row: row["file"])
def test_a_spaceapi_document_gives_its_outcome(row: dict[str, str]) -> None:
    assert spaceapi_row(DATA / "spaceapi" / row["file"]) == row


@pytest.mark.parametrize("row", OKH, ids=lambda row: row["file"])
def test_a_manifest_gives_its_outcome(row: dict[str, str]) -> None:
    assert okh_row(DATA / "okh" / row["file"]) == row


def test_the_tables_are_whole() -> None:
    assert {row["file"] for row in SPACEAPI} == {path.name for path in (DATA / "spaceapi").glob("*.json")}
    assert {row["file"] for row in OKH} == {path.name for path in (DATA / "okh").iterdir()}
    assert len(SPACEAPI) == 114
