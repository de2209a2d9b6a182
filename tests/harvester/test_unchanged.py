"""What did not change costs next to nothing, and what judges it may change without asking anybody again."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import lab, loire, text
from support.web import Page, Web

import shapes
from harvester import files
from harvester.decide import from_row
from harvester.hub import changes, forgotten, receipts, sources, versions, visits
from harvester.keep import STEPS
from harvester.report import Outcome

MakeCommons = Callable[..., Commons]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network, harvested and published once."""
    with Web() as web, closing(Commons(tmp_path_factory.mktemp("loire"), web, Clock())) as commons:
        for slug, content in loire().items():
            commons.register(slug, content)
        made = commons.round()
        assert {str(d.outcome) for d in made.values()} == {"LOADED", "QUARANTINED", "REJECTED"}
        yield commons


def state_of(commons: Commons) -> dict[str, Any]:
    """All that a harvest may write, but for the visits themselves."""
    told = {"last_visit_at", "last_success_at", "next_visit_at", "outcome"}
    rows = [{k: v for k, v in row._mapping.items() if k not in told} for row in commons.table(sources)]
    kept = [
        (path, path.stat().st_mtime_ns) for folder in ("graphs", "raw", "index") for path in files_in(commons, folder)
    ]
    return {"sources": rows, "files": kept} | {
        t.name: commons.table(t) for t in (versions, changes, receipts, forgotten)
    }


def files_in(commons: Commons, folder: str) -> list[Path]:
    return sorted(path for path in (commons.data / folder).rglob("*") if path.is_file() or path.is_symlink())


def test_second_harvest_answers_304_and_writes_only_visits(network: Commons) -> None:
    before, known = state_of(network), len(network.web.asked)
    network.clock.pass_by(hours=6)
    steps: list[str] = []
    made = network.harvest(at_step=steps.append)
    assert network.publish() is None
    assert {d.outcome for d in made.values()} == {Outcome.UNCHANGED, Outcome.REJECTED}
    assert state_of(network) == before
    assert all(asked.conditional for asked in network.web.asked[known:])
    assert len(network.web.asked) == known + len(loire())
    later = [row for row in network.table(visits) if row.at == network.clock()]
    assert {(row.status, row.bytes) for row in later} == {(None, None)}
    assert len(later) == len(loire())
    assert set(steps) == set(STEPS)


def test_unchanged_repeats_the_verdict(network: Commons) -> None:
    """A file that was refused is refused still, even when its server says that nothing changed."""
    pilat, gier = network.source("pilat"), network.source("gier")
    assert network.visits("pilat") == ["REJECTED"] * 2
    assert (pilat.last_success_at, pilat.verdict) == (None, "REJECTED")
    assert network.visits("gier") == ["LOADED", "UNCHANGED"]
    assert gier.last_success_at == gier.last_visit_at == network.clock()
    assert network.visits("charlieu") == ["QUARANTINED", "UNCHANGED"]
    assert network.source("charlieu").verdict == "QUARANTINED"


def test_new_rules_judge_the_receipts_without_a_request(network: Commons, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, before = len(network.web.asked), network.dataset()
    monkeypatch.setattr(shapes, "version", lambda: "rules of tomorrow")
    made = network.harvest(due=True)
    assert {(d.outcome, d.visited.fetched) for d in made.values()} == {
        (Outcome.UNCHANGED, False), (Outcome.REJECTED, False),
    }  # fmt: skip
    assert len(made) == len(loire())
    assert len(network.web.asked) == asked
    assert network.harvest(due=True) == {}
    assert network.publish() is None
    assert network.dataset() == before


def test_new_settings_judge_again_too(tmp_path: Path, web: Web, clock: Clock) -> None:
    """A setting that judges is part of the rules: a lab becomes «outside the area» without being asked again."""
    with closing(Commons(tmp_path, web, clock)) as commons:
        commons.register("lab", lab(machines=0))
        commons.harvest()
        assert "V3-outside-area" not in rules_of(commons)
    with closing(Commons(tmp_path, web, clock, area=(0.0, 0.0, 10.0, 10.0))) as commons:
        commons.harvest(due=True)
        assert "V3-outside-area" in rules_of(commons)
    assert len(web.asked) == 1


def rules_of(commons: Commons) -> set[str]:
    return {from_row(row).rule for row in commons.source("lab").report or []}


EVENT = {"#fete": {"@type": "Evenement", "nom": "Fête", "debut": "2026-11-26T18:00", "fin": "2026-11-26T21:00"}}


def test_new_day_judges_again_without_a_request(commons: Commons) -> None:
    """Half past eleven in the evening, then half past midnight in Saint-Étienne: the event is over."""
    commons.clock.now = datetime(2026, 11, 26, 22, 30)
    commons.register("lab", lab(machines=0, agenda=EVENT))
    commons.harvest()
    assert "W8-event-past" not in rules_of(commons)
    next_visit = commons.source("lab").next_visit_at
    commons.clock.pass_by(hours=1)
    made = commons.harvest(due=True)
    assert (made["lab"].outcome, made["lab"].visited.fetched) == (Outcome.UNCHANGED, False)
    assert "W8-event-past" in rules_of(commons)
    assert (len(commons.web.asked), len(commons.table(visits))) == (1, 1)
    assert (commons.source("lab").next_visit_at, commons.source("lab").judged_on) == (next_visit, "2026-11-27")
    assert commons.harvest(due=True) == {}


def test_304_after_new_rules_judges_the_receipt(commons: Commons, monkeypatch: pytest.MonkeyPatch) -> None:
    commons.register("lab", lab(machines=0))
    commons.harvest()
    monkeypatch.setattr(shapes, "version", lambda: "rules of tomorrow")
    commons.clock.pass_by(hours=6)
    made = commons.harvest()["lab"]
    assert (made.outcome, made.visited.fetched, made.visited.verdict is not None) == (Outcome.UNCHANGED, True, True)
    assert commons.web.asked[-1].conditional
    assert len(commons.table(receipts)) == 1


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"\x1f\x8bnot gzip")])
def test_lost_receipt_is_fetched_again_when_it_is_needed(
    commons: Commons, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], Any]
) -> None:
    commons.register("lab", lab(machines=0))
    commons.harvest()
    (receipt,) = files_in(commons, "raw")
    damage(receipt)
    commons.clock.pass_by(hours=6)
    assert commons.harvest()["lab"].outcome == Outcome.UNCHANGED
    assert commons.web.asked[-1].conditional  # nobody needs it as long as the rules are the same
    monkeypatch.setattr(shapes, "version", lambda: "rules of tomorrow")
    commons.clock.pass_by(hours=6)
    assert commons.harvest()["lab"].visited.verdict is not None
    assert not commons.web.asked[-1].conditional
    assert files.read_receipt(commons.data, files.sha256(text(lab(machines=0)))) == text(lab(machines=0))


def test_same_bytes_without_validators(commons: Commons) -> None:
    """A server that never says 304: the bytes are compared, nothing is judged, no receipt is added."""
    commons.register("lab", Page(text(lab(machines=0)), etag=""))
    commons.round()
    for _ in range(4):
        commons.clock.pass_by(hours=2)
        made = commons.harvest()["lab"]
        assert (made.outcome, made.visited.verdict) == (Outcome.UNCHANGED, None)
    assert not any(asked.conditional for asked in commons.web.asked)
    assert commons.publish() is None
    assert (len(commons.table(receipts)), len(commons.table(versions))) == (1, 1)


def test_other_bytes_of_the_same_graph(commons: Commons) -> None:
    """A file saved again, with other spaces, another order and another date of its own on the server."""
    document = lab(machines=2)
    commons.register("lab", document)
    commons.round()
    before = commons.source("lab")
    commons.put(
        "lab", text(dict(reversed(document.items()))), headers={"Last-Modified": "Fri, 27 Nov 2026 09:00:00 GMT"}
    )
    commons.clock.pass_by(hours=6)
    assert commons.harvest()["lab"].outcome == Outcome.UNCHANGED
    assert commons.publish() is None
    after = commons.source("lab")
    assert (after.graph, after.entities) == (before.graph, before.entities)
    assert after.receipt != before.receipt
    assert (len(commons.table(receipts)), len(commons.table(versions))) == (2, 1)
    commons.clock.pass_by(hours=6)
    commons.harvest()
    assert commons.web.asked[-1].headers["If-Modified-Since"] == "Fri, 27 Nov 2026 09:00:00 GMT"


def test_only_the_last_receipts_are_kept(make_commons: MakeCommons) -> None:
    """And a receipt that another source has too stays."""
    commons = make_commons(receipts_kept=2)
    documents = [text(lab(machines=0, nom=f"Lab, version {n}")) for n in range(5)]
    commons.register("same", documents[0])
    commons.register("lab", documents[0])
    for document in documents:
        commons.put("lab", document)
        commons.harvest()
        commons.clock.pass_by(hours=6)
    names = {files.sha256(document) for document in (documents[0], *documents[-2:])}
    assert {path.stem for path in files_in(commons, "raw")} == names
    assert len(commons.table(receipts)) == 3


def test_visits_are_due_every_six_hours(commons: Commons) -> None:
    commons.register("lab", lab(machines=0))
    assert list(commons.harvest(due=True)) == ["lab"]
    commons.clock.pass_by(hours=5.99)
    assert commons.harvest(due=True) == {}
    commons.clock.pass_by(hours=0.01)
    assert list(commons.harvest(due=True)) == ["lab"]
    assert commons.source("lab").next_visit_at == commons.clock() + timedelta(hours=6)
