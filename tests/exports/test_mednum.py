"""The national list: the national schema accepts every row; each lab left out hears why, and what to write."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema, system
from opening_hours import validate
from pages_kit import Answering
from pyoxigraph import BlankNode, Literal, NamedNode

from ontology import VOCAB
from server.exports import mednum
from server.exports.eligible import reasons_against
from server.exports.network import Lab, Origin
from server.pages.rows import Record, Values

CSV = "/exports/lieux-mediation-numerique.csv"
TAXONOMIES = Path(__file__).parents[3] / "shared" / "data" / "taxonomies"
SCHEMA, EXAMPLE = TAXONOMIES / "mednum_lieux_schema.json", TAXONOMIES / "mednum_exemple-valide.csv"

needs_schema = pytest.mark.skipif(not SCHEMA.exists(), reason="the national schema is not beside the project")


def problems(file: Path) -> list[str]:
    """What the national schema has against a CSV file."""
    with system.use_context(trusted=True):
        schema = Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8")))
        report = Resource(path=str(file), schema=schema).validate()
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]


@pytest.fixture(scope="module")
def exported(site: Answering) -> bytes:
    return site.get(CSV).data


@needs_schema
def test_schema_accepts_every_row(exported: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lieux.csv"
    file.write_bytes(exported)
    assert problems(file) == []


@needs_schema
def test_schema_accepts_its_example_and_refuses_what_is_wrong(exported: bytes, tmp_path: Path) -> None:
    assert problems(EXAMPLE) == []
    file = tmp_path / "faux.csv"
    file.write_bytes(exported.replace(b'"00000000000017"', b'"17"'))
    assert len(problems(file)) == 1


@needs_schema
def test_columns_are_those_of_the_schema() -> None:
    fields = [field["name"] for field in json.loads(SCHEMA.read_text(encoding="utf-8"))["fields"]]
    assert mednum.MEDNUM.names == fields
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == fields


def test_file_is_written_as_the_example(exported: bytes) -> None:
    assert exported.startswith(b'"id","pivot","nom"')
    assert b"\r" not in exported
    assert exported.endswith(b'"\n')


def test_values(exported: bytes) -> None:
    rows = list(csv.DictReader(io.StringIO(exported.decode(), newline="")))
    assert [row["id"].split("/")[2] for row in rows] == [
        "andrezieux.example", "formules.example", "gier.example", "long.example",
    ]  # fmt: skip
    for row in rows:
        assert not row["horaires"] or validate(row["horaires"])
        assert len(row["presentation_resume"]) <= 280
        assert row["services"]
        assert "accueille pas" not in row["modalites_acces"]


def test_report_names_each_lab_once(site: Answering) -> None:
    told = json.loads(site.get("/exports/lieux-mediation-numerique.json").text)
    slugs = [lab["slug"] for lab in told["left_out"]] + told["exported"]
    assert sorted(slugs) == sorted(set(slugs))
    assert len(slugs) == 19
    reasons = {lab["slug"]: [reason["code"] for reason in lab["reasons"]] for lab in told["left_out"]}
    assert reasons["bruxelles"] == ["country", "access", "pivot", "postcode", "licence"]
    assert reasons["chambon"] == ["status", "pivot", "address"]
    assert reasons["boen"] == ["status-unknown", "pivot"]
    assert reasons["forez"] == ["pivot", "licence"]
    assert reasons["bords"] == ["pivot"]


WHOLE = {
    "name": "Le lab", "status": "lab-status/ouvert", "licence": "https://spdx.org/licenses/etalab-2.0",
    "siret": "00000000000017", "street": "1 rue", "commune": "Ici", "postcode": "42000", "country": "FR",
    "modified": "2026-01-01",
}  # fmt: skip


def lab(**said: str) -> Lab:
    columns: dict[str, Values] = {name: (_term(value),) for name, value in (WHOLE | said).items() if value}
    record = Record(NamedNode("https://x.example/fablab.jsonld#lab"), columns)
    origin = Origin("x", "https://x.example/fablab.jsonld", "https://x.example/fablab.jsonld", "")
    return Lab(origin, record, Record(BlankNode(), columns), Record(BlankNode(), {}), (), {})


def _term(value: str) -> NamedNode | Literal:
    if value.startswith("https:"):
        return NamedNode(value)
    return NamedNode(VOCAB + value) if "/" in value else Literal(value)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, []),
        ({"siret": "", "rna": "W000000017"}, []),
        ({"siret": "000 000 000 00017"}, []),
        ({"country": ""}, []),
        ({"country": "RE"}, []),
        ({"access": "access/adherents"}, []),
        ({"country": "BE"}, ["country"]),
        ({"status": "lab-status/projet"}, ["status"]),
        ({"status": "lab-status/ferme"}, ["status"]),
        ({"status": "lab-status/ferme-temporaire"}, ["status"]),
        ({"status": "lab-status/inconnu"}, ["status-unknown"]),
        ({"status": ""}, ["status-unknown"]),
        ({"access": "access/restreint"}, ["access"]),
        ({"access": "access/scolaires"}, ["access"]),
        ({"siret": ""}, ["pivot"]),
        ({"siret": "17"}, ["pivot"]),
        ({"siret": "", "rna": "17"}, ["pivot"]),
        ({"name": ""}, ["name"]),
        ({"street": ""}, ["address"]),
        ({"commune": ""}, ["address"]),
        ({"postcode": "4200"}, ["postcode"]),
        ({"modified": ""}, ["date"]),
        ({"licence": ""}, ["licence"]),
        ({"licence": "https://spdx.org/licenses/CC-BY-SA-4.0"}, ["licence"]),
        ({"licence": "https://spdx.org/licenses/CC-BY-NC-4.0"}, ["licence"]),
        ({"licence": "https://spdx.org/licenses/CC0-1.0"}, []),
    ],
)
def test_reasons(said: Mapping[str, str], codes: list[str]) -> None:
    assert [reason.code for reason in reasons_against(lab(**said))] == codes


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("+33 4 65 71 00 17", "+33465710017"),
        ("04 65 71 00 17", "+33465710017"),
        ("04.65.71.00.17", "+33465710017"),
        ("0033 465 710 017", "+33465710017"),
        ("+32 2 345 67 89", ""),
        ("17", ""),
        ("appelez-nous", ""),
    ],
)
def test_telephones(number: str, told: str) -> None:
    place: Any = mednum.Place(lab(phone=number), date(2026, 11, 26), {}, "")
    assert mednum.MEDNUM.cells(place)["telephone"] == told
