"""What was forgotten is nowhere: not in graphs, receipts, log or index, nor in what SQLite left behind."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support.clock import REFERENCE, Clock
from support.commons import Commons
from support.labs import base_of, lab, machine
from support.web import Web

from harvester.backup import backup, restore
from harvester.errors import RegistryError
from harvester.forget import forget, replay, welcome_back
from harvester.hub import changes, receipts, sources
from harvester.lock import only_one
from harvester.report import Outcome
from server.store import generations
from server.store.reader import STORE

PERSON = {"@id": "#zephyrine", "prenom": "Zéphyrine-Unique", "consentementPublication": "2026-01-05"}
IRI = f"{base_of('gier')}#zephyrine"
TRACES = ("Zéphyrine-Unique", "#zephyrine")


def gier(*team: dict[str, Any], **members: Any) -> dict[str, Any]:
    return lab(machines=2, equipe=list(team), **members)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, Path]]:
    """A hub's folder: a lab that names a person, in several versions, and another lab that links to her."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    with Web() as web:
        with closing(Commons(data, web, Clock())) as commons:
            commons.register_all({"gier": gier(PERSON), "ondaine": lab(machines=1, memeQue=[IRI])})
            commons.round()
            commons.clock.pass_by(hours=6)
            commons.put("gier", gier(PERSON, resume="Nouvelle version"))
            commons.round()
            assert len(commons.ask(f"SELECT ?s {{ ?s ?p <{IRI}> }}")) == 2
        yield web, data


@pytest.fixture
def gathered(prepared: tuple[Web, Path], tmp_path: Path) -> Iterator[Commons]:
    """The same hub, for one test."""
    web, data = prepared
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    with closing(Commons(tmp_path / "data", web, Clock(REFERENCE + timedelta(hours=6)))) as commons:
        commons.put("gier", gier(PERSON, resume="Nouvelle version"))
        yield commons


def erase(commons: Commons, what: str) -> str:
    with only_one(commons.data):
        told = forget(commons.hub.engine, commons.data, what, commons.clock())
        commons.hub.publish_anew()
    return told


def found(data: Path, *traces: str) -> list[str]:
    """The files that still hold one of these texts, unpacked; stores are read quad by quad, too."""
    wanted = [trace.encode() for trace in traces]
    return [name for name, content in everything(data) if any(trace in content for trace in wanted)]


def everything(data: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(data.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(data)), gzip.decompress(content) if path.suffix == ".gz" else content
    for store in (*(path / STORE for path in generations.all_generations(data)), data / "index" / "work"):
        dump = ox.Store.read_only(str(store)).dump(format=ox.RdfFormat.N_QUADS)
        yield str(store), dump or b""


def test_the_search_finds_what_is_there(gathered: Commons) -> None:
    places = {Path(name).parts[0] for name in found(gathered.data, *TRACES)}
    assert {"graphs", "raw", "/"} <= places
    assert any(name.startswith("hub.sqlite") for name in found(gathered.data, IRI))
    inside = {Path(name).name.partition(".")[2] for name in found(gathered.data, *TRACES)}
    assert {"nq.gz", "ttl.gz"} <= inside, "dumps and their members hold her"


def test_person_is_nowhere(gathered: Commons) -> None:
    before = gathered.source("gier")
    assert erase(gathered, IRI) == f"{IRI}: erased where it stood"
    assert found(gathered.data, *TRACES) == []
    after = gathered.source("gier")
    assert after.entities.keys() == before.entities.keys() - {IRI}
    assert len(generations.all_generations(gathered.data)) == 1
    assert len(gathered.graph("gier")) > 10
    assert gathered.log("gier")[:2] == [("#lab", "created"), ("#machine-0", "created")]


def test_person_does_not_come_back(gathered: Commons) -> None:
    """The lab still names her. Its file is read, and no longer kept."""
    erase(gathered, IRI)
    gathered.clock.pass_by(hours=6)
    made = gathered.round()
    assert made["gier"].outcome == Outcome.QUARANTINED
    assert "Q2-forgotten" in {f.rule for f in made["gier"].findings}
    assert gathered.ask(f"SELECT ?o {{ <{IRI}> ?p ?o }}") == []
    assert not any(IRI in triple[2] for triple in gathered.graph("gier"))
    assert found(gathered.data, "Zéphyrine-Unique") == []
    assert not any(row.entity == IRI for row in gathered.table(changes))
    assert gathered.table(receipts) == [], "ondaine's file links to her, so it is not kept either"
    gathered.clock.pass_by(hours=6)
    assert gathered.round()["gier"].outcome == Outcome.UNCHANGED
    assert not gathered.web.asked_for("/gier")[-1].conditional
    gathered.put("gier", gier(resume="Elle est partie"))
    gathered.clock.pass_by(hours=6)
    assert gathered.round()["gier"].outcome == Outcome.LOADED
    assert gathered.source("gier").id in [row.source for row in gathered.table(receipts)]


def test_links_to_her_do_not_come_back(gathered: Commons) -> None:
    erase(gathered, IRI)
    gathered.clock.pass_by(hours=6)
    gathered.round()
    assert gathered.ask(f"SELECT ?s {{ ?s ?p <{IRI}> }}") == []


def test_person_who_was_never_published_is_nowhere_either(commons: Commons) -> None:
    """She had not agreed, so she was withheld: her name stood in the receipt, her address in the report and the log."""
    commons.register("gier", gier({"@id": "#zephyrine", "prenom": "Zéphyrine-Unique"}))
    assert commons.round()["gier"].outcome == Outcome.QUARANTINED
    assert {Path(name).parts[0] for name in found(commons.data, *TRACES)} >= {"raw", "hub.sqlite-wal"}
    erase(commons, IRI)
    assert found(commons.data, *TRACES) == []


def test_person_in_a_refused_file_is_nowhere_either(commons: Commons) -> None:
    commons.register("gier", gier(PERSON, nom=""))
    assert commons.round()["gier"].outcome == Outcome.REJECTED
    erase(commons, IRI)
    assert found(commons.data, *TRACES) == []


def test_forgetting_never_makes_a_machine_look_safer(commons: Commons) -> None:
    """The credential that a machine requires is forgotten: the machine goes with it, until its file is mended."""
    laser = machine("Laser", habilitationRequise=["#badge"])
    commons.register("gier", lab(machines={"#laser": laser}, habilitations={"#badge": {"nom": "Badge laser"}}))
    commons.round()
    erase(commons, f"{base_of('gier')}#badge")
    assert {s for s, _, _ in commons.graph("gier") if s.startswith("<")} == {f"<{base_of('gier')}#lab>"}
    assert [entity for entity in commons.source("gier").entities if "#laser" in entity] == []


def test_source_is_nowhere(gathered: Commons) -> None:
    gathered.register("roanne", lab(machines=1, nom="Lab-Unique de Roanne"))
    gathered.round()
    assert erase(gathered, "roanne") == "source roanne: erased"
    assert found(gathered.data, "Lab-Unique", base_of("roanne"), "roanne.example") == []
    assert [row.slug for row in gathered.table(sources)] == ["gier", "ondaine"]
    assert "roanne" not in gathered.round()


def test_source_that_comes_back_is_welcome(gathered: Commons) -> None:
    """Also to a hub that is restored: the list beside it no longer names the source."""
    erase(gathered, base_of("ondaine"))
    gathered.register("ondaine", lab(machines=1))
    welcome_back(gathered.data, [base_of("ondaine")])
    assert gathered.round()["ondaine"].outcome == Outcome.LOADED
    assert replay(gathered.hub.engine, gathered.data, gathered.clock()) == 0
    assert gathered.graph("ondaine")
    assert gathered.source("ondaine")


def test_nothing_of_that_name(commons: Commons) -> None:
    with pytest.raises(RegistryError, match="no source is called «nobody»"):
        forget(commons.hub.engine, commons.data, "nobody", commons.clock())


def test_files_that_a_crash_left_behind_go_too(gathered: Commons) -> None:
    for folder, name in (("graphs/ab", "ab12.nq"), ("graphs/ab", "ab12.77.tmp"), ("raw/cd", "cd34.gz")):
        path = gathered.data / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress("Zéphyrine-Unique".encode()) if name.endswith("gz") else b"#zephyrine")
    erase(gathered, IRI)
    assert found(gathered.data, *TRACES) == []


def test_older_backup_brings_nothing_back(gathered: Commons, tmp_path: Path) -> None:
    gathered.register("roanne", lab(machines=1, nom="Lab-Unique de Roanne"))
    gathered.round()
    backup(gathered.data, tmp_path / "backup")
    erase(gathered, IRI)
    erase(gathered, "roanne")
    gathered.hub.engine.dispose()
    with only_one(gathered.data):
        restore(tmp_path / "backup", gathered.data)
        assert replay(gathered.hub.engine, gathered.data, gathered.clock()) == 2
        gathered.hub.publish_anew()
    assert found(gathered.data, *TRACES, "Lab-Unique", base_of("roanne")) == []
    gathered.clock.pass_by(hours=6)
    gathered.round()
    assert found(gathered.data, "Zéphyrine-Unique", "Lab-Unique") == []
