"""On the page of a machine: its state in two taps, interventions, entries taken back; faults that anybody reports."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from desk_kit import Desk
from pages_kit import Outline, valid
from sqlalchemy import update

from harvester.desk import contacts as contact_list
from harvester.desk.tables import contacts, faults, log_entries, mails
from harvester.forget import forget

PAGE = "/machines/gier/laser-1"
Make = Callable[..., Desk]


def text(desk: Desk, path: str = PAGE) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200
    valid(answer.text)
    return " ".join(Outline(answer.text).text.split())


def as_world(desk: Desk, path: str = PAGE) -> str:
    session, desk.session = desk.session, ""
    found = text(desk, path)
    desk.session = session
    return found


def test_holder_of_the_link_changes_the_state_and_the_world_sees_it(desk: Desk) -> None:
    assert "Son état, maintenant" not in as_world(desk)
    desk.enter(desk.link("gier"))
    assert "Son état, maintenant" in text(desk)
    answer = desk.post(f"{PAGE}/state", status="en-panne")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done=state")
    desk.publish()
    assert "en panne" in as_world(desk)
    assert "depuis le 26 novembre 2026" in as_world(desk)
    assert re.search(r'value="en-panne" class="[^"]*" aria-pressed="true"', desk.get(PAGE).text)


def test_entry_taken_back_counts_no_more_and_stays_in_the_book(desk: Desk) -> None:
    desk.enter(desk.link("gier"))
    desk.post(f"{PAGE}/state", status="en-panne")
    number = str(desk.rows(log_entries)[0].id)
    assert desk.post(f"{PAGE}/withdraw", entry=number).status_code == 303
    desk.publish()
    assert "en service" in as_world(desk)
    assert [bool(row.withdrawn_at) for row in desk.rows(log_entries)] == [True]
    for odd in (number, "0", "-1", "x", "9" * 30):
        assert desk.post(f"{PAGE}/withdraw", entry=odd).status_code == 404


def test_intervention_is_told_and_moves_what_is_due(desk: Desk) -> None:
    desk.enter(desk.link("gier"))
    task = re.findall(r'<option value="(https://gier[^"]+)"', desk.get(PAGE).text)[0]
    values = {"task": task, "words": "Miroirs nettoyés <b>deux</b> fois", "day": "2026-11-25", "hours": "120,5"}
    assert desk.post(f"{PAGE}/log", **values).status_code == 303
    desk.publish()
    assert "Miroirs nettoyés <b>deux</b> fois Compteur : 120,5 h." in as_world(desk)
    document = json.loads(desk.get("/desk/gier/journal.jsonld").text)
    (record,) = document["machines"]["#laser-1"]["interventions"].values()
    assert record["tacheRealisee"] == task.removeprefix("https://gier.example/fablab.jsonld")
    whole = json.loads(desk.get("/desk/gier/merged.jsonld").text)
    assert record in whole["machines"]["#laser-1"]["interventions"].values()


@pytest.mark.parametrize(("fields", "wrong"), [
    ({"day": "2026-11-25"}, "words"), ({"words": "x", "day": "2026-11-27"}, "day"), ({"words": "x", "day": ""}, "day"),
    ({"words": "x", "day": "hier"}, "day"), ({"words": "x", "day": "1066-10-14"}, "day"),
    ({"words": "x" * 2001, "day": "2026-11-25"}, "words"), ({"words": "x", "day": "2026-11-25", "hours": "∞"}, "hours"),
    ({"task": "https://ondaine.example/fablab.jsonld#x", "day": "2026-11-25"}, "task"),
])  # fmt: skip
def test_what_is_wrong_comes_back_beside_its_field(desk: Desk, fields: dict[str, str], wrong: str) -> None:
    desk.enter(desk.link("gier"))
    answer = desk.post(f"{PAGE}/log", **fields)
    assert answer.status_code == 400
    valid(answer.text)
    assert re.findall(r'id="error-(\w+)"', answer.text) == [wrong]
    assert desk.rows(log_entries) == []


def test_state_that_is_not_in_the_list_and_machine_that_is_not_there(desk: Desk) -> None:
    desk.enter(desk.link("gier"))
    assert desk.post(f"{PAGE}/state", status="volée").status_code == 400
    for thing in ("rien", "lab", "guide-laser"):
        assert desk.post(f"/machines/gier/{thing}/state", status="en-panne").status_code == 404
    assert desk.rows(log_entries) == []


def test_length_of_a_note_and_rate_of_changes_are_settings(make_desk: Make) -> None:
    desk = make_desk(log_length=10, desk_rate=60, desk_burst=2)
    desk.enter(desk.link("gier"))
    assert "10 caractères au plus" in Outline(desk.post(f"{PAGE}/log", words="x" * 11, day="2026-11-25").text).text
    assert desk.post(f"{PAGE}/state", status="en-panne").status_code == 303
    assert desk.post(f"{PAGE}/state", status="en-service").status_code == 429
    desk.now += timedelta(minutes=1)
    assert desk.post(f"{PAGE}/state", status="en-service").status_code == 303


# --- faults ---------------------------------------------------------------------------------------------------------


def test_fault_is_seen_by_the_lab_alone_and_closed_by_it(desk: Desk) -> None:
    answer = desk.post(f"{PAGE}/fault", words="La vitre est fêlée", contact="aicha@habitante.example")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}/fault?sent=1")
    assert "il n'est pas public" in text(desk, f"{PAGE}/fault?sent=1")
    for slug in ("", "ondaine"):
        desk.session = ""
        if slug:
            desk.enter(desk.link(slug))
        for path in (PAGE, "/labs/gier", "/sources/gier", f"{PAGE}/fault"):
            assert "fêlée" not in text(desk, path)
    desk.enter(desk.link("gier"))
    assert "La vitre est fêlée" in text(desk, "/desk/gier")
    number = str(desk.rows(faults)[0].id)
    assert desk.post("/desk/gier/faults", fault=number, answer="Vitre changée").status_code == 303
    assert "Votre note : Vitre changée" in text(desk, "/desk/gier")
    for odd in (number, "0", "x", "9" * 30):
        assert desk.post("/desk/gier/faults", fault=odd).status_code == 404


def test_confirmed_contact_is_told_once_a_day(desk: Desk) -> None:
    with desk.small.engine.begin() as db:
        contact_list.add(db, desk.small.source("gier").id, "labo@gier.example", "fr", desk.now, by_lab=True)
        db.execute(update(contacts).values(confirmed_at=desk.now))
    for words in ("La vitre", "Le filtre"):
        desk.post(f"{PAGE}/fault", words=words)
    assert [row.to for row in desk.rows(mails)] == ["labo@gier.example"]
    assert "vitre" not in desk.rows(mails)[0].body


@pytest.mark.parametrize(("fields", "wrong"), [
    ({"words": ""}, "words"), ({"words": "x" * 1001}, "words"), ({"words": "x", "contact": "y" * 201}, "contact"),
    ({"words": "x", "website": "https://buy.example"}, "website"),
])  # fmt: skip
def test_what_is_wrong_in_a_report_comes_back(desk: Desk, fields: dict[str, str], wrong: str) -> None:
    answer = desk.post(f"{PAGE}/fault", **fields)
    assert answer.status_code == 400
    valid(answer.text)
    assert f'id="error-{wrong}"' in answer.text
    assert desk.rows(faults) == []


def test_limits_of_faults_are_settings(make_desk: Make) -> None:
    desk = make_desk(faults_open=1, fault_rate=60, fault_burst=2, fault_length=20, fault_contact_length=5)
    assert desk.post(f"{PAGE}/fault", words="x" * 21).status_code == 400
    assert desk.post(f"{PAGE}/fault", words="x", contact="a@b.example").status_code == 400
    assert desk.post(f"{PAGE}/fault", words="x").status_code == 303
    assert desk.post(f"{PAGE}/fault", words="x").status_code == 503
    assert desk.post(f"{PAGE}/fault", words="x").status_code == 429


def test_contact_is_erased_after_its_time_and_all_with_the_source(make_desk: Make) -> None:
    desk = make_desk(fault_kept=timedelta(days=30))
    desk.post(f"{PAGE}/fault", words="La vitre", contact="aicha@habitante.example")
    desk.enter(desk.link("gier"))
    desk.post("/desk/gier/faults", fault=str(desk.rows(faults)[0].id))
    for days, contact in ((29, "aicha@habitante.example"), (2, "")):
        desk.now += timedelta(days=days)
        desk.small.hub.clock = lambda: desk.now
        desk.small.hub.round()
        assert [row.contact for row in desk.rows(faults)] == [contact]
    forget(desk.small.engine, desk.small.settings.data, "gier", desk.now)
    assert desk.rows(faults) == []
