"""The log book of a lab: in the dataset within a round; the newer of file and log book holds; nothing is said twice."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import base_of, lab, machine
from support.web import Web

from harvester.backup import backup, restore
from harvester.desk import logbook
from harvester.desk.logbook import Work
from harvester.forget import forget
from harvester.hub import changes, versions
from harvester.lock import only_one
from server.store import generations

BASE = base_of("gier")
LASER = f"{BASE}#laser-1"
TASK = f"{LASER}-optique"
_FAB = "PREFIX fab: <https://w3id.org/fabcommons/ns#> "
STATE = _FAB + f"SELECT ?g ?s {{ GRAPH ?g {{ <{LASER}> fab:status ?s }} }}"
SINCE = _FAB + f"SELECT ?d {{ <{LASER}> fab:statusSince ?d }}"
DUE = _FAB + f"SELECT ?d {{ <{LASER}> fab:scheduledTask ?n . ?n fab:task <{TASK}> ; fab:nextDue ?d }}"
_SAID = "{ SELECT ?s ?p ?o (COUNT(?g) AS ?k) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o HAVING(?k > 1) }"
TWICE = f"SELECT (COUNT(*) AS ?n) {_SAID}"


def gier(state: str = "en-service", day: str = "2026-11-20", **members: Any) -> dict[str, Any]:
    plan = {"#laser-1-optique": {"nom": "Nettoyer l'optique", "intervalleJours": 7}}
    laser = machine("Grande laser", etat=state, entretien=plan, **members)
    return lab({"#laser-1": laser, "#autre": machine("Autre")}, miseAJour=day)


@pytest.fixture
def commons(tmp_path: Path) -> Iterator[Commons]:
    with Web() as web, closing(Commons(tmp_path / "data", web, Clock())) as made:
        made.register("gier", gier())
        made.round()
        yield made


def say(commons: Commons, status: str, machine: str = LASER) -> int:
    with commons.hub.engine.begin() as db:
        return logbook.note_state(db, commons.source("gier").id, machine, status, "lab:gier", commons.clock())


def work(commons: Commons, **values: str) -> int:
    done = Work(**{"done": "2026-11-26T18:10:00+01:00", "task": TASK, "words": "Miroir nettoyé", **values})
    with commons.hub.engine.begin() as db:
        return logbook.note_work(db, commons.source("gier").id, LASER, done, "lab:gier", commons.clock())


def state(commons: Commons) -> list[tuple[str, str]]:
    return [(graph, code.rpartition("/")[2]) for graph, code in commons.ask(STATE)]


LOG = "http://127.0.0.1:8000/graph/log/gier"


def test_newer_state_takes_the_place_of_the_file_s(commons: Commons) -> None:
    say(commons, "en-panne")
    commons.publish()
    assert state(commons) == [(LOG, "en-panne")]
    assert commons.ask(SINCE) == [("2026-11-26",)]
    assert commons.ask(TWICE) == [("0",)]


def test_two_statements_of_one_machine_the_later_holds_and_may_be_withdrawn(commons: Commons) -> None:
    say(commons, "en-panne")
    commons.clock.pass_by(minutes=1)
    second = say(commons, "en-entretien")
    commons.publish()
    assert state(commons) == [(LOG, "en-entretien")]
    with commons.hub.engine.begin() as db:
        assert logbook.withdraw(db, commons.source("gier").id, second, commons.clock())
        assert not logbook.withdraw(db, commons.source("gier").id, second, commons.clock())
    commons.publish()
    assert state(commons) == [(LOG, "en-panne")]
    with commons.hub.engine.connect() as db:
        assert len(logbook.entries(db, commons.source("gier").id, LASER)) == 2


#: What the file says some time after the log book did, and which of the two then holds.
LATER: list[tuple[dict[str, Any], float, str]] = [
    ({}, 30, "en-panne"),  # the same file
    ({"state": "en-service", "note": "Lentille neuve"}, 1, "en-service"),  # the machine's entry changed
    ({"state": "en-service", "day": "2026-11-26"}, 1, "en-panne"),  # the day of the log book's statement, not later
    ({"state": "en-service", "day": "2026-11-27"}, 30, "en-service"),  # updated on a later day
]


@pytest.mark.parametrize(("changed", "hours", "holds"), LATER)
def test_newer_of_file_and_log_book_holds(commons: Commons, changed: dict[str, Any], hours: float, holds: str) -> None:
    say(commons, "en-panne")
    commons.publish()
    commons.clock.pass_by(hours=hours)
    commons.put("gier", gier(**changed))
    commons.round()
    assert [code for _, code in state(commons)] == [holds]
    assert commons.ask(TWICE) == [("0",)]
    commons.clock.pass_by(hours=1)
    say(commons, "en-entretien")
    commons.publish()
    assert state(commons) == [(LOG, "en-entretien")]


def test_work_counts_for_what_is_due_and_the_record_is_the_lab_s(commons: Commons) -> None:
    assert commons.ask(DUE) == []
    number = work(commons, hours="120")
    commons.publish()
    assert commons.ask(DUE) == [("2026-12-03",)]
    told = commons.ask(f"SELECT ?p ?o {{ <{BASE}#journal-{number}> ?p ?o }}")
    assert ("http://schema.org/description", "Miroir nettoyé Compteur : 120 h.") in told
    assert ("http://schema.org/object", LASER) in told
    assert ("https://w3id.org/fabcommons/ns#fulfils", TASK) in told


def test_record_that_the_lab_took_into_its_file_is_said_once(commons: Commons) -> None:
    number = work(commons)
    commons.publish()
    own = {f"#journal-{number}": {"tacheRealisee": "#laser-1-optique", "faitLe": "2026-11-26T18:10", "constat": "Fait"}}
    commons.put("gier", gier(interventions=own))
    commons.clock.pass_by(hours=6)
    commons.round()
    found = commons.ask(
        f"SELECT ?g ?o {{ GRAPH ?g {{ <{BASE}#journal-{number}> <http://schema.org/description> ?o }} }}"
    )
    assert found == [(BASE, "Fait")]
    assert commons.ask(TWICE) == [("0",)]


def test_what_the_file_shows_no_more_is_not_said_by_the_log_book(commons: Commons) -> None:
    say(commons, "en-panne")
    work(commons)
    say(commons, "en-panne", f"{BASE}#nulle-part")
    commons.publish()
    commons.clock.pass_by(hours=6)
    commons.put("gier", lab({"#autre": machine("Autre"), "#encore": machine("Encore")}))
    commons.round()
    assert commons.ask(f"SELECT ?p {{ GRAPH <{LOG}> {{ ?s ?p ?o }} }}") == []


def test_change_log_tells_of_it(commons: Commons) -> None:
    say(commons, "en-panne")
    number = work(commons)
    commons.publish()
    logged = {row.seq for row in commons.table(versions) if row.graph == LOG}
    told = {(row.entity, row.action) for row in commons.table(changes) if row.seq in logged}
    assert told == {(LASER, "updated"), (f"{BASE}#journal-{number}", "created")}


def test_nothing_new_makes_no_generation(commons: Commons) -> None:
    say(commons, "en-panne")
    assert commons.publish() is not None
    assert commons.publish() is None
    assert not logbook.waiting(commons.hub.engine, commons.settings.public_base_url)


def test_round_publishes_it_before_any_visit(commons: Commons) -> None:
    say(commons, "en-panne")
    asked = len(commons.web.asked)
    commons.hub.round()
    assert state(commons) == [(LOG, "en-panne")]
    assert len(commons.web.asked) == asked


def test_built_anew_it_is_the_same_and_a_backup_brings_it_back(commons: Commons, tmp_path: Path) -> None:
    say(commons, "en-panne")
    work(commons)
    commons.publish()
    said = commons.content()
    with only_one(commons.data):
        commons.hub.publish_anew()
        assert commons.content() == said
        backup(commons.data, tmp_path / "backup")
    say(commons, "en-entretien")
    commons.publish()
    with only_one(commons.data):
        commons.hub.engine.dispose()
        restore(tmp_path / "backup", commons.data)
        commons.hub.publish_anew()
    assert commons.content() == said


def test_forgotten_with_its_source_and_with_its_machine(commons: Commons) -> None:
    say(commons, "en-panne")
    work(commons, words="Zéphyrine a changé le miroir")
    commons.publish()
    with only_one(commons.data):
        forget(commons.hub.engine, commons.data, LASER, commons.clock())
        commons.hub.publish_anew()
    assert commons.ask(f"SELECT ?p {{ GRAPH <{LOG}> {{ ?s ?p ?o }} }}") == []
    assert "Zéphyrine" not in (commons.data / "hub.sqlite").read_bytes().decode("utf-8", "replace")
    held = [path for path in (commons.data / "graphs").rglob("*.nq") if "Zéphyrine" in path.read_text()]
    assert held == []


def test_forgotten_source_takes_its_log_book_along(commons: Commons) -> None:
    work(commons, words="Zéphyrine a changé le miroir")
    commons.publish()
    with only_one(commons.data):
        forget(commons.hub.engine, commons.data, "gier", commons.clock())
        commons.hub.publish_anew()
    assert commons.ask("SELECT ?s { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'gier')) }") == []
    assert "Zéphyrine" not in (commons.data / "hub.sqlite").read_bytes().decode("utf-8", "replace")
    assert generations.current(commons.data) is not None


def test_file_that_is_gone_takes_the_log_book_along(commons: Commons) -> None:
    say(commons, "en-panne")
    commons.publish()
    commons.put("gier", b"", status=410)
    commons.clock.pass_by(hours=6)
    commons.round()
    assert commons.ask(f"SELECT ?p {{ GRAPH <{LOG}> {{ ?s ?p ?o }} }}") == []
    commons.clock.pass_by(hours=1)
    commons.put("gier", gier())
    commons.round()
    assert [code for _, code in state(commons)] == ["en-service"]
