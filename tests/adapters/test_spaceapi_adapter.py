"""SpaceAPI documents, in the forms that spaces give them: what lasts is read, nothing of persons."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from harvester.adapters import adapt
from harvester.adapters.received import Received
from harvester.imports import READERS, write_documents
from harvester.imports.fields import ImportRecordError
from harvester.judge import Profile, judge
from harvester.report import Outcome

BASE = "https://space.example/status.json"
SPACE: dict[str, Any] = {
    "api_compatibility": ["14", "15"],
    "space": "Électrolab d'exemple",
    "logo": "https://space.example/logo.png",
    "url": "https://space.example/",
    "location": {
        "address": "1 place de l'Exemple, 42000 Saint-Étienne", "lat": 45.44, "lon": 4.39, "country_code": "fr",
        "timezone": "Europe/Paris", "hint": "Porte verte",
    },
    "contact": {
        "email": "contact@space.example", "phone": "+33 4 77 00 00 00", "mastodon": "@lab@social.example",
        "twitter": "@lab_exemple", "facebook": "https://www.facebook.com/lab", "irc": "ircs://irc.example/#lab",
        "matrix": "#lab:matrix.example", "issue_mail": "YUBiLmV4YW1wbGU=",
        "keymasters": [{"name": "Camille Martin", "phone": "+33600000000"}],
    },
    "feeds": {"calendar": {"type": "ical", "url": "webcal://space.example/agenda.ics"}, "blog": {"url": "https://x.example"}},
    "projects": ["https://git.example/lampe", "pas une adresse"],
    "membership_plans": [{"name": "Adhésion", "value": 15, "currency": "EUR", "billing_interval": "monthly"}],
    "state": {"open": True, "trigger_person": "Camille", "message": "Ouvert"},
    "events": [{"name": "Camille", "type": "check-in", "timestamp": 1}],
    "sensors": {"people_now_present": [{"value": 1, "names": ["Camille"]}]},
}  # fmt: skip


def made(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(adapt(Received(json.dumps(record).encode()), BASE).content)
    return found


def rules(record: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.params["place"]) for f in adapt(Received(json.dumps(record).encode()), BASE).findings]


def test_a_whole_document() -> None:
    found = made(SPACE)
    assert found == {
        "@context": "https://w3id.org/fabcommons/context/v1", "@id": "#lab", "@type": "FabLab",
        "nom": {"@none": "Électrolab d'exemple"},
        "logo": "https://space.example/logo.png",
        "contact": {
            "site": "https://space.example/", "courriel": "contact@space.example", "telephone": "+33 4 77 00 00 00",
            "agendaICal": ["https://space.example/agenda.ics"],
        },
        "adresse": {"rue": "1 place de l'Exemple, 42000 Saint-Étienne", "complement": "Porte verte", "pays": "FR"},
        "position": {"lat": 45.44, "lon": 4.39},
        "fuseauHoraire": "Europe/Paris",
        "memeQue": [
            "https://twitter.com/lab_exemple", "https://www.facebook.com/lab", "https://social.example/@lab",
        ],
        "projets": {"#projet-lampe": {"nom": {"@none": "lampe"}, "url": "https://git.example/lampe"}},
        "tarifs": [
            {"prix": 15, "devise": "EUR", "par": {"fr": "mois", "en": "month"}, "pour": {"@none": "Adhésion"}}
        ],
        "note": {"@none": "irc: ircs://irc.example/#lab; matrix: #lab:matrix.example"},
    }  # fmt: skip
    assert "Camille" not in json.dumps(found)
    dropped = ("keymasters", "issue_mail", "trigger_person")
    assert {place for rule, place in rules(SPACE) if rule == "F5-dropped"} == {
        "events", "sensors", "state.trigger_person", *(f"contact.{name}" for name in dropped[:2]),
    }  # fmt: skip
    assert ("F5-unread", "projects") in rules(SPACE)


def test_it_is_judged_as_a_lab() -> None:
    verdict = judge(json.dumps(SPACE).encode(), BASE, Profile(date(2026, 11, 26)))
    assert (verdict.outcome, verdict.kind) == (Outcome.LOADED, "spaceapi")
    assert verdict.document == adapt(Received(json.dumps(SPACE).encode()), BASE).content
    assert [link.kind for link in verdict.links] == ["ical"]


def test_a_document_of_0_8_has_its_place_at_the_top() -> None:
    old = {"api": "0.8", "space": "Vieux lab", "address": "Rue 1", "lat": 45.0, "lon": 4.0, "logo": "", "status": "?"}
    assert made(old)["position"] == {"lat": 45.0, "lon": 4.0}
    assert made(old)["adresse"] == {"rue": "Rue 1"}


@pytest.mark.parametrize(("member", "value", "key", "expected"), [
    ("location", {"lat": "45.4", "lon": "4.4"}, "position", {"lat": 45.4, "lon": 4.4}),
    ("location", {"lat": 0, "lon": 0}, "position", None),
    ("location", {"lat": 145, "lon": 4}, "position", None),
    ("location", {"lat": True, "lon": 4}, "position", None),
    ("location", None, "adresse", None),
    ("location", "1 rue de l'Exemple", "adresse", None),
    ("contact", None, "contact", {"site": "https://space.example/", "agendaICal": ["https://space.example/agenda.ics"]}),
    ("feeds", [{"name": "events", "type": "text/calendar", "url": "http://a.example/ICS"}], "contact",
     {"site": "https://space.example/", "courriel": "contact@space.example", "telephone": "+33 4 77 00 00 00",
      "agendaICal": ["http://a.example/ICS"]}),
    ("logo", "javascript:alert(1)", "logo", None),
    ("logo", "//space.example/a.png", "logo", "https://space.example/a.png"),
    ("projects", "https://git.example/x", "projets", None),
    ("membership_plans", [{"value": -1}, {"value": "x"}, 3], "tarifs", None),
])  # fmt: skip
def test_the_mess_of_the_world(member: str, value: Any, key: str, expected: Any) -> None:
    assert made({**SPACE, member: value}).get(key) == expected


@pytest.mark.parametrize(("email", "published"), [
    ("contact@space.example", True), ("info+lab@space.example", True), ("electrolab@mail.example", True),
    ("vorstand@space.example", True), ("camille.martin@space.example", False), ("camille@gmail.com", False),
    ("go to http://space.example", False), ("a@b", False), (12, False), (None, False),
])  # fmt: skip
def test_an_address_of_a_person_is_not_published(email: Any, published: bool) -> None:
    found = made({**SPACE, "contact": {"email": email}})
    assert ("courriel" in found["contact"]) is published


@pytest.mark.parametrize("content", [
    b'{"@context": "https://w3id.org/fabcommons/context/v1", "space": "x", "api": "0.13"}', b"[]", b"", b"{", b"null",
    b'{"space": "x"}', b'{"slug": "x"}', b"[" * 5000, b"{" * 5000, b'{"space":' * 3000,
])  # fmt: skip
def test_what_is_no_spaceapi_document_is_left_alone(content: bytes) -> None:
    assert adapt(Received(content), BASE).kind == "json-ld"


def test_without_a_name_it_is_refused_and_told_where() -> None:
    verdict = judge(json.dumps({**SPACE, "space": " "}).encode(), BASE, Profile(date(2026, 11, 26)))
    assert verdict.outcome == Outcome.REJECTED
    assert [f.rule for f in verdict.findings if f.severity == "Violation"] == ["V1-lab-name"]


def test_a_folder_is_imported(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps(SPACE), encoding="utf-8")
    assert write_documents(READERS["spaceapi"](tmp_path), tmp_path / "out") == 2
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "electrolab-d-exemple.jsonld",
        "electrolab-d-exemple-2.jsonld",
    }
    assert len(list(READERS["spaceapi"](tmp_path / "a.json"))) == 1


@pytest.mark.parametrize("content", ["{", "[]", "null", '{"a": 1}', "[" * 100_000])
def test_a_file_that_is_none_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(ImportRecordError, match=r"x\.json"):
        list(READERS["spaceapi"](tmp_path))
