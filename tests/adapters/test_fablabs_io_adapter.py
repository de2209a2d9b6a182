"""A record of fablabs.io at an address: as the export writes it, and as the API answers."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harvester.adapters import adapt
from harvester.adapters.received import Received
from harvester.judge import Profile, judge
from harvester.report import Outcome

BASE = "https://api.example/labs/gier"
SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
API: dict[str, Any] = {
    "id": 7, "name": "Fablab du Gier", "slug": "fablab-du-gier", "kind_name": "mobile", "blurb": "Un lab",
    "description": "Dans un camion", "avatar_url": "https://img.example/a.png", "header_url": "https://img.example/h.png",
    "address_1": "1 rue de l'Exemple", "city": "Saint-Chamond", "postal_code": "42400", "country_code": "FR",
    "latitude": "45.47", "longitude": 4.51, "phone": "+33 4 77 00 00 00", "email": "contact@gier.example",
    "capabilities": ["laser", "vinyl_cutting"], "activity_status": "active",
    "links": [{"id": 1, "url": "https://gier.example/"}], "employees": [{"first_name": "Camille"}],
}  # fmt: skip


def made(record: Any) -> dict[str, Any]:
    adapted = adapt(Received(json.dumps(record).encode()), BASE)
    assert adapted.kind == "fablabs-io"
    found: dict[str, Any] = json.loads(adapted.content)
    return found


@pytest.mark.parametrize("wrapped", [API, {"data": {"id": "7", "type": "lab", "attributes": API}}])
def test_a_record_of_the_api(wrapped: Any) -> None:
    found = made(wrapped)
    assert found == {
        "@context": "https://w3id.org/fabcommons/context/v1", "@id": "#lab", "@type": "FabLab",
        "nom": {"@none": "Fablab du Gier"}, "licenceDonnees": "CC-BY-SA-4.0", "credit": found["credit"],
        "memeQue": ["https://www.fablabs.io/labs/fablab-du-gier", "https://gier.example/"],
        "adresse": {"rue": "1 rue de l'Exemple", "codePostal": "42400", "commune": "Saint-Chamond", "pays": "FR"},
        "position": {"lat": 45.47, "lon": 4.51}, "procedes": ["decoupe-vinyle"],
        "note": {"@none": "capabilities: laser"},
        "resume": {"@none": "Un lab"}, "description": {"@none": "Dans un camion"},
        "contact": {"telephone": "+33 4 77 00 00 00", "courriel": "contact@gier.example"}, "statut": "ouvert",
        "itinerant": True, "logo": "https://img.example/a.png", "image": "https://img.example/h.png",
    }  # fmt: skip
    verdict = judge(json.dumps(wrapped).encode(), BASE, Profile(date(2026, 11, 26)))
    assert (verdict.outcome, verdict.kind) == (Outcome.LOADED, "fablabs-io")
    assert "F5-dropped" in {f.rule for f in verdict.findings}


@pytest.mark.parametrize("name", sorted(path.name.split(".")[0] for path in SAMPLES.glob("*.record.json")))
def test_a_record_of_the_export_is_what_the_import_makes_of_it(name: str) -> None:
    record = json.loads((SAMPLES / f"{name}.record.json").read_text(encoding="utf-8"))
    if not isinstance(record.get("name"), str) or not isinstance(record.get("slug"), str):
        pytest.skip("such a record says too little to be recognised at an address")
    expected = json.loads((SAMPLES / f"{name}.expected.jsonld").read_text(encoding="utf-8"))
    found = made(record)
    same = [key for key in expected if key not in ("memeQue", "note", "position")]
    assert {key: found.get(key) for key in same} == {key: expected[key] for key in same}


def test_an_email_of_a_person_is_not_published() -> None:
    assert "courriel" not in made({**API, "email": "camille@mail.example"})["contact"]
