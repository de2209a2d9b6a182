"""Who is told what, when: a table, pure; words of every letter; what a source's trouble is; what happened to it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from sqlalchemy import select
from support.clock import REFERENCE
from support.labs import base_of, lab, machine
from support.mail import Mailbox
from telling_kit import Town

import shapes
from harvester import forget
from harvester.desk import contacts, wording
from harvester.desk.contacts import Contact, is_address
from harvester.desk.events import KINDS
from harvester.desk.sentences import sentences
from harvester.desk.tables import contacts as contacts_table
from harvester.desk.tables import events, mails
from harvester.desk.telling import letter
from harvester.desk.trouble import trouble, wrong
from harvester.registry import Source
from server.pages.telling.said import Told
from server.pages.telling.timeline import Entry, timeline
from server.settings import Settings

NOW = REFERENCE
LIMITS = Settings.read()
FINE = Source(
    1, "gier", base_of("gier"), base_of("gier"), "accepted", NOW, outcome="LOADED", verdict="LOADED", graph="x",
    last_success_at=NOW,
)  # fmt: skip
FAILURE = ["T-status", None, None, None, "404", {"limit": "404"}]
LOST = replace(FINE, outcome="FAILED", failure=FAILURE, failures=1)
GONE = replace(FINE, graph=None, gone_at=NOW - timedelta(days=2))
TOLD = Contact(1, 1, "a@b.example", "fr", NOW, confirmed_at=NOW - timedelta(days=60))


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


#: What is known of a contact, how its source is: the e-mail that is due.
DUE: dict[str, tuple[Contact, Source, str | None]] = {
    "all is well": (TOLD, FINE, None),
    "first failure": (TOLD, LOST, "trouble"),
    "refused": (TOLD, replace(FINE, verdict="REJECTED"), "trouble"),
    "withheld": (TOLD, replace(FINE, withheld=["x"]), "trouble"),
    "gone at once": (TOLD, GONE, "trouble"),
    "grown stale": (TOLD, replace(FINE, last_success_at=ago(days=4)), "trouble"),
    "never published, refused": (TOLD, replace(FINE, verdict="REJECTED", graph=None, last_success_at=None), "trouble"),
    "not visited yet": (TOLD, replace(FINE, verdict=None, graph=None, last_success_at=None), None),
    "our own fault": (TOLD, replace(LOST, failure=["L3-engine", None, None, None, "x", {}]), None),
    "not confirmed": (replace(TOLD, confirmed_at=None), LOST, None),
    "let go": (replace(TOLD, unsubscribed_at=NOW), LOST, None),
    "banned": (TOLD, replace(LOST, status="banned"), None),
    "told a day ago": (replace(TOLD, troubled_at=ago(days=1), digest_at=ago(days=1)), LOST, None),
    "told a week ago": (replace(TOLD, troubled_at=ago(days=7), digest_at=ago(days=7)), LOST, "digest"),
    "a second short": (replace(TOLD, troubled_at=ago(days=7), digest_at=ago(days=6, seconds=86399)), LOST, None),
    "mended": (replace(TOLD, troubled_at=ago(days=1), digest_at=ago(days=1)), FINE, "recovered"),
    "mended and broken within a day": (replace(TOLD, digest_at=ago(hours=23)), LOST, None),
    "mended, broken a day later": (replace(TOLD, digest_at=ago(days=1)), LOST, "trouble"),
    "gone since the last": (replace(TOLD, troubled_at=ago(days=40), digest_at=ago(days=7)), GONE, "digest"),
    "told that it is gone": (replace(TOLD, troubled_at=ago(days=40), digest_at=ago(days=1)), GONE, None),
    "told so long ago": (
        replace(TOLD, troubled_at=ago(days=90), digest_at=ago(days=30)), replace(GONE, gone_at=ago(days=40)), None,
    ),
    "back again": (replace(TOLD, troubled_at=ago(days=90), digest_at=ago(days=30)), FINE, "recovered"),
}  # fmt: skip


@pytest.mark.parametrize("story", DUE)
def test_letter(story: str) -> None:
    contact, source, expected = DUE[story]
    found = letter(contact, source, NOW, LIMITS)
    assert (found.kind if found else None) == expected


def test_waits_between_letters_are_settings() -> None:
    quick = Settings.read(digest_every="1d", trouble_every="1h")
    told = replace(TOLD, troubled_at=ago(days=1), digest_at=ago(days=1))
    assert letter(told, LOST, NOW, quick) is not None
    assert letter(replace(TOLD, digest_at=ago(hours=1)), LOST, NOW, quick) is not None


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", wording.KINDS)
def test_every_letter_is_there_in_both_languages(kind: str, lang: str) -> None:
    with pytest.raises(UndefinedError):
        wording.written(kind, lang)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("found", ["gone", "failed", "refused", "withheld", "silent", "stale"])
@pytest.mark.parametrize("kind", ["trouble", "digest"])
def test_every_trouble_has_its_words(kind: str, found: str, lang: str) -> None:
    values = {
        "lab": "Gier", "wrong": found, "state": "stale", "served": True, "more": 0, "address": "https://x",
        "page": "https://y", "last": "hier", "end": "demain", "since": "lundi", "next": "", "leave": "https://z",
        "reasons": [{"message": "M", "hint": "H", "place": "/a"}],
    }  # fmt: skip
    subject, body = wording.written(kind, lang, **values)
    assert subject.startswith("Gier")
    assert "{" not in subject + body
    assert "\n\n\n" not in body
    assert "https://z" in body


@pytest.mark.parametrize(("text", "is_one"), [
    ("a@b.example", True), ("prénom.nom@été.example", True), ("a+b@c.d", True), ("a@localhost", True),
    ("", False), ("a", False), ("a@", False), ("@b.example", False), ("a@b@c", False), ("a b@c.d", False),
    ("a@b.c\r\nBcc: d@e.f", False), ("a@b.c,d@e.f", False), ("<a@b.c>", False), ("a@b.c\x00", False),
    ("a\u202e@b.c", False), ("\ud800@b.c", False), ("a" * 65 + "@b.c", False), ("a@" + "b" * 300, False),
])  # fmt: skip
def test_addresses(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_an_address_that_is_none_is_refused(town: Town) -> None:
    town.commons.register("gier", lab())
    with pytest.raises(ValueError, match="not an e-mail address"):
        town.add("gier", "a@b.c\nBcc: d@e.f")


@pytest.mark.parametrize(("source", "found", "aged"), [
    (FINE, "", ""), (LOST, "failed", "failed"), (GONE, "gone", "gone"),
    (replace(FINE, last_success_at=ago(days=14)), "", "silent"),
    (replace(LOST, verdict="REJECTED"), "failed", "failed"), (replace(FINE, withheld=["x"]), "withheld", "withheld"),
])  # fmt: skip
def test_trouble(source: Source, found: str, aged: str) -> None:
    assert (trouble(source), wrong(source, NOW, LIMITS)) == (found, aged)


def test_sentences_name_no_person() -> None:
    rule = next(name for name, each in shapes.rules().items() if each.subject == "person")
    row = [rule, f"{base_of('gier')}#benoit", None, "/equipe/0", "Benoît", {"value": "Benoît"}]
    assert "eno" not in str(sentences([row]))


# --- the timeline -----------------------------------------------------------------------------------------------------


class Visit:
    def __init__(self, hours: float, outcome: str) -> None:
        self.at, self.outcome, self.rule = NOW + timedelta(hours=hours), outcome, None


def told(number: int, hours: float, kind: str) -> Told:
    return Told(number, kind, NOW + timedelta(hours=hours), kind, (), ())


def lines(visits: list[Visit], happened: list[Told]) -> list[str]:
    found = timeline(visits, happened)
    return [each.told.kind if each.told else f"{each.run.outcome} {each.run.count}" for each in found if _one(each)]


def _one(entry: Entry) -> bool:
    return (entry.told is None) != (entry.run is None)


@pytest.mark.parametrize(("visits", "happened", "shown"), [
    ([], [], []),
    ([(0, "LOADED"), (6, "UNCHANGED"), (12, "UNCHANGED")], [(0, "first")], ["UNCHANGED 2", "first"]),
    ([(0, "LOADED"), (6, "FAILED"), (7, "FAILED"), (8, "FAILED"), (9, "UNCHANGED"), (15, "UNCHANGED")],
     [(0, "first"), (6, "failed"), (9, "recovered")],
     ["UNCHANGED 1", "recovered", "FAILED 2", "failed", "first"]),
    ([(0, "FAILED"), (1, "FAILED"), (90, "FAILED")], [(0, "failed"), (72, "stale")],
     ["FAILED 1", "stale", "FAILED 1", "failed"]),
    ([(0, "LOADED"), (6, "UNCHANGED"), (12, "LOADED")], [(0, "first")], ["UNCHANGED 2", "first"]),
])  # fmt: skip
def test_timeline(visits: list[Any], happened: list[Any], shown: list[str]) -> None:
    events = [told(n, *each) for n, each in enumerate(happened)]
    assert lines([Visit(*each) for each in visits], events) == shown
    assert lines([Visit(*each) for each in visits][::-1], events[::-1]) == shown


def test_the_page_groups_visits(town: Town) -> None:
    town.commons.register("gier", lab())
    town.turn()
    town.live(days=12)
    page = town.get("/sources/gier").text.replace("\u00a0", " ")
    assert "Depuis le 26 novembre 2026 à 18 h : 48 visites sans changement." in page


def test_the_page_names_what_came_and_went_but_never_persons(town: Town) -> None:
    consent = {"@id": "#benoit", "prenom": "Benoît", "role": "Référent", "consentementPublication": "2026-01-05"}
    town.commons.register("gier", lab({f"#machine-{n}": machine(f"Presse {n}") for n in range(5)}, equipe=[consent]))
    town.turn()
    assert ("#benoit", "created") in town.commons.log("gier")
    machines = {f"#machine-{n}": machine(f"Presse {n}") for n in range(1, 6)}
    town.commons.put("gier", lab(machines, equipe=[]))
    town.live(hours=6)
    page = town.get("/sources/gier").text
    assert ("#benoit", "deleted") in town.commons.log("gier")
    assert "Retirés" in page
    assert "<bdi>Presse 0</bdi>" in page
    assert "<bdi>Presse 5</bdi>" in page
    assert "benoit" not in page.lower()
    assert "Benoît" not in page


def test_a_letter_that_cannot_be_written_holds_up_no_other_and_no_round(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for slug in ("gier", "ondaine"):
        town.commons.register(slug, lab())
        town.turn()
        town.contact(slug, f"bureau@{slug}.example")
        town.commons.put(slug, b"lost", status=404)
    usual, published = wording.lab_name, []
    broken = town.commons.source("gier").id

    def name(data: Path, source: Source, *rest: Any) -> str:
        return usual(data, source, *rest) if source.id != broken else str(1 / 0)

    monkeypatch.setattr(wording, "lab_name", name)
    monkeypatch.setattr(town.commons.hub, "publish", lambda: published.append(1))
    town.live(hours=6)
    assert [each for to in town.box.to for each in to] == ["bureau@ondaine.example"]
    assert published
    assert "could not be told" in caplog.text
    assert "gier.example" not in caplog.text
    monkeypatch.undo()
    town.live(hours=6)
    assert [each for to in town.box.to for each in to] == ["bureau@ondaine.example", "bureau@gier.example"]


# --- what happened ---------------------------------------------------------------------------------------------------


def kinds(town: Town) -> list[str]:
    return [row.kind for row in town.commons.table(events)]


def test_the_same_refusal_again_is_no_news(town: Town) -> None:
    nameless = {key: value for key, value in lab().items() if key != "nom"}
    town.commons.register("gier", lab())
    town.turn()
    for document in (nameless, {**nameless, "site": "https://gier.example"}, lab()):
        town.commons.put("gier", document)
        town.live(days=1)  # judged again on each new day
    assert kinds(town) == ["first", "refused", "recovered"]
    assert set(kinds(town)) <= set(KINDS)


def test_old_events_go(town: Town) -> None:
    town.commons.register("gier", lab())
    town.turn()
    town.live(days=200, step=24 * 20)
    assert "first" not in kinds(town)


def test_nobody_is_left_of_a_source_that_is_forgotten(town: Town, box: Mailbox) -> None:
    town.commons.register("gier", lab())
    town.turn()
    town.contact("gier", "bureau@gier.example")
    town.commons.put("gier", b"lost", status=404)
    box.refusing = "450 later"
    town.live(days=1)
    forget.forget(town.commons.hub.engine, town.commons.data, "gier", town.commons.clock())
    for table in (contacts_table, mails, events):
        assert town.commons.table(table) == []
    assert b"bureau@gier.example" not in (town.commons.data / "hub.sqlite").read_bytes()


def test_findings_of_a_forgotten_thing_are_not_told(town: Town) -> None:
    faulty = {f"#machine-{n}": machine("x", typeMachine="laser-c02" if n == 4 else "autre") for n in range(5)}
    town.commons.register("gier", lab(faulty))
    town.turn()
    forget.forget(town.commons.hub.engine, town.commons.data, f"{base_of('gier')}#machine-4", town.commons.clock())
    assert [row.findings for row in town.commons.table(events)] == [[]]


def test_contacts_are_for_the_lab(town: Town) -> None:
    town.commons.register("gier", lab())
    town.turn()
    town.contact("gier", "bureau@gier.example", "en")
    town.add("gier", "bureau@gier.example")  # who confirmed already is not asked again
    town.commons.hub.post()
    (found,) = contacts.of_source(town.commons.hub.engine, town.commons.source("gier").id)
    assert (found.email, found.lang, found.is_told) == ("bureau@gier.example", "en", True)
    assert town.box.taken == []
    assert "bureau@gier.example" not in town.get("/sources/gier").text
    with town.commons.hub.engine.connect() as db:
        assert len(db.execute(select(contacts_table)).all()) == 1
