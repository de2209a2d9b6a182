"""Of a lab whose file the hub keeps: backups hold the file, the log book and the faults; forgetting erases them all."""

import json
from pathlib import Path

from sqlalchemy import func, select
from support.commons import Commons
from test_forget import found

from harvester.backup import backup, restore
from harvester.desk import faults, hosting, logbook
from harvester.desk.faults import Report
from harvester.desk.logbook import Work
from harvester.desk.tables import faults as reported
from harvester.desk.tables import hosted_files, keys, log_entries
from harvester.forget import forget, replay
from harvester.lock import only_one

SLUG = "l-atelier-unique"
TRACES = ("Atelier-Unique", "Courroie-Unique", "Vitre-Unique", "unique@habitante.example", f"{SLUG}.jsonld")
TABLES = (hosted_files, log_entries, reported, keys)
FILE = {
    "@context": "https://w3id.org/fabcommons/context/v1",
    "@id": "#lab",
    "@type": "FabLab",
    "nom": "L'Atelier-Unique",
    "statut": "ouvert",
    "miseAJour": "2026-11-20",
    "licenceDonnees": "etalab-2.0",
    "adresse": {"commune": "Firminy", "codePostal": "42700", "pays": "FR"},
    "position": {"lat": 45.38, "lon": 4.28},
    "machines": {"#laser": {"nom": "La laser", "typeMachine": "laser-co2", "etat": "en-service"}},
}


def keep(commons: Commons) -> None:
    """A lab leaves its file with the hub, notes a state and some work; somebody reports a fault."""
    now, hub = commons.clock(), commons.settings.public_base_url
    with commons.hub.engine.begin() as db:
        source = hosting.begin(db, hub, SLUG, json.dumps(FILE), "accepted", now)
        hosting.edit_link(db, source.id, now)
        machine = f"{source.base}#laser"
        logbook.note_state(db, source.id, machine, "en-panne", f"lab:{SLUG}", now)
        done = Work(now.isoformat(), words="Courroie-Unique changée")
        logbook.note_work(db, source.id, machine, done, f"lab:{SLUG}", now)
        assert faults.receive(db, source.id, Report(machine, "Vitre-Unique", "unique@habitante.example"), now, 9)
    commons.round()


def held(commons: Commons) -> list[int]:
    """How many rows of each table the hub has."""
    with commons.hub.engine.connect() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_backup_holds_what_the_hub_keeps_for_a_lab_and_forgetting_erases_it_from_both(
    commons: Commons, tmp_path: Path
) -> None:
    keep(commons)
    assert commons.ask('SELECT ?s { ?s ?p ?o FILTER(STR(?o) = "Courroie-Unique changée") }')
    before, dataset = held(commons), commons.dataset()
    assert before == [1, 2, 1, 1]
    with only_one(commons.data):
        backup(commons.data, tmp_path / "backup")
    erase(commons)
    restored(commons, tmp_path / "backup")
    assert held(commons) == [0, 0, 0, 0]  # the older backup brings nothing back
    (commons.data / "forgotten.txt").unlink()
    restored(commons, tmp_path / "backup")
    assert held(commons) == before
    assert commons.dataset() == dataset


def erase(commons: Commons) -> None:
    with only_one(commons.data):
        forget(commons.hub.engine, commons.data, SLUG, commons.clock())
        commons.hub.publish_anew()
    assert held(commons) == [0, 0, 0, 0]
    assert found(commons.data, *TRACES) == []


def restored(commons: Commons, folder: Path) -> None:
    commons.hub.engine.dispose()
    with only_one(commons.data):
        restore(folder, commons.data)
        replay(commons.hub.engine, commons.data, commons.clock())
        commons.hub.publish_anew()
