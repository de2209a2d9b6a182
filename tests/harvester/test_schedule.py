"""When a source is visited again, and what becomes of it when it falls silent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.clock import REFERENCE, Clock
from support.commons import Commons
from support.labs import base_of, lab
from support.web import Page

from harvester.registry import Source
from harvester.report import Outcome, as_json
from harvester.schedule import after_failure, is_gone, state
from harvester.settings import HarvestSettings

MakeCommons = Callable[..., Commons]
GONE = Page(b"gone", 410)
MISSING = Page(b"not found", 404)
SIX_HOURS = timedelta(hours=6)


def source(**columns: Any) -> Source:
    return Source(1, "lab", base_of("lab"), "https://lab.example/", "accepted", REFERENCE, **columns)


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 4), (3, 24), (4, 96), (5, 96), (50, 96)])
def test_back_off(failures: int, hours: int) -> None:
    assert after_failure(failures, None, REFERENCE, HarvestSettings.read()) == REFERENCE + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "fresh"), (2.99, "fresh"), (3, "stale"), (13.99, "stale"), (14, "silent"), (29.99, "silent"), (300, "silent")],
)
def test_state_by_age(days: float, expected: str) -> None:
    now = REFERENCE + timedelta(days=days)
    assert state(source(last_success_at=REFERENCE), now, HarvestSettings.read()) == expected
    assert state(source(), now, HarvestSettings.read()) == "pending"
    assert state(source(last_success_at=now, gone_at=now), now, HarvestSettings.read()) == "gone"


@pytest.mark.parametrize(("days", "graph", "expected"), [(29.99, "x", False), (30, "x", True), (99, None, False)])
def test_only_what_is_served_can_be_withdrawn(days: float, graph: str | None, expected: bool) -> None:
    silent = source(last_success_at=REFERENCE, graph=graph)
    assert is_gone(silent, REFERENCE + timedelta(days=days), HarvestSettings.read()) == expected


def test_silence_from_the_first_failure_to_the_tombstones_and_back(commons: Commons) -> None:
    commons.register("lab", lab(machines=2))
    commons.round()
    commons.put("lab", MISSING)
    start, told = commons.clock(), []
    commons.clock.pass_by(hours=6)
    while (decision := commons.harvest(due=True).get("lab")) is None or decision.outcome != Outcome.GONE:
        now, known = commons.clock(), commons.source("lab")
        told.append((round((now - start) / timedelta(hours=1)), state(known, now, commons.settings)))
        assert commons.publish() is None
        commons.clock.now = known.next_visit_at or now
    hours = [0, 1, 4, 24, *[96] * 7]
    assert told == [(6 + sum(hours[: n + 1]), _state(6 + sum(hours[: n + 1]))) for n in range(len(told))]
    assert told[-1][0] < 30 * 24 <= (commons.clock() - start) / timedelta(hours=1)
    assert commons.log("lab")[3:] == [("#lab", "deleted"), ("#machine-0", "deleted"), ("#machine-1", "deleted")]
    _is_withdrawn(commons)
    _comes_back(commons)


def _state(hours: int) -> str:
    return "fresh" if hours < 72 else "stale" if hours < 14 * 24 else "silent"


def _is_withdrawn(commons: Commons) -> None:
    known = commons.source("lab")
    assert (known.graph, known.entities, known.gone_at) == (None, {}, commons.clock())
    assert state(known, commons.clock(), commons.settings) == "gone"
    assert commons.publish() is not None
    assert commons.graph("lab") == set()
    assert commons.ask("SELECT ?s { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://lab.example/')) }") == []


def _comes_back(commons: Commons) -> None:
    commons.put("lab", lab(machines=2))
    assert commons.round()["lab"].outcome == Outcome.LOADED
    assert not commons.web.asked[-1].conditional
    assert state(commons.source("lab"), commons.clock(), commons.settings) == "fresh"
    assert commons.log("lab")[6:] == [("#lab", "created"), ("#machine-0", "created"), ("#machine-1", "created")]
    assert commons.graph("lab")


def test_410_withdraws_at_once_and_the_lab_may_come_back(commons: Commons) -> None:
    commons.register("lab", lab(machines=2))
    commons.round()
    commons.put("lab", GONE)
    commons.clock.pass_by(hours=6)
    assert commons.round()["lab"].outcome == Outcome.GONE
    assert commons.source("lab").next_visit_at == commons.clock() + timedelta(hours=1)
    assert commons.log("lab")[3:] == [("#lab", "deleted"), ("#machine-0", "deleted"), ("#machine-1", "deleted")]
    assert commons.graph("lab") == set()
    commons.clock.pass_by(hours=6)
    assert commons.round()["lab"].outcome == Outcome.GONE
    assert len(commons.log("lab")) == 6
    _comes_back(commons)


def test_410_of_a_source_that_was_never_published(commons: Commons) -> None:
    commons.register("lab", GONE)
    assert commons.round()["lab"].outcome == Outcome.GONE
    assert commons.log("lab") == []


# --- the shrink guard -----------------------------------------------------------------------------------------------


def test_sudden_loss_waits_for_a_second_visit(commons: Commons) -> None:
    commons.register("lab", lab(machines=9))
    commons.round()
    before = commons.graph("lab")
    commons.put("lab", lab(machines=3))
    commons.clock.pass_by(hours=6)
    made = commons.round()["lab"]
    assert (made.outcome, made.findings[0].rule, commons.source("lab").held) == (Outcome.REJECTED, "S1-shrink", True)
    assert "10" in as_json(made.findings[0])["message"]["fr"]
    assert commons.graph("lab") == before
    assert commons.source("lab").next_visit_at == commons.clock() + timedelta(hours=1)
    commons.clock.pass_by(hours=1)
    assert commons.harvest(due=True)["lab"].outcome == Outcome.LOADED
    commons.publish()
    assert [asked.conditional for asked in commons.web.asked] == [False, True, False]
    assert commons.log("lab")[10:] == [("#lab", "updated"), *((f"#machine-{n}", "deleted") for n in range(3, 9))]
    assert len(commons.graph("lab")) < len(before)
    assert not commons.source("lab").held


def test_loss_that_is_mended_in_time_leaves_no_trace(commons: Commons) -> None:
    commons.register("lab", lab(machines=9))
    commons.round()
    for machines, outcome in ((3, Outcome.REJECTED), (9, Outcome.UNCHANGED)):
        commons.put("lab", lab(machines=machines))
        commons.clock.pass_by(hours=6)
        assert commons.harvest()["lab"].outcome == outcome
    assert commons.publish() is None
    assert len(commons.log("lab")) == 10
    assert not commons.source("lab").held


def test_confirmation_survives_a_failure_in_between(commons: Commons) -> None:
    commons.register("lab", lab(machines=9))
    for document, outcome in (
        (lab(machines=9), Outcome.LOADED),
        (lab(machines=3), Outcome.REJECTED),
        (MISSING, Outcome.FAILED),
        (lab(machines=3), Outcome.LOADED),
    ):
        commons.put("lab", document)
        commons.clock.pass_by(hours=6)
        assert commons.harvest()["lab"].outcome == outcome


@pytest.mark.parametrize(("limits", "had", "has", "held"), [
    ({}, 9, 4, False),  # ten things, five left: half is not more than half
    ({}, 9, 3, True),
    ({}, 2, 0, False),  # three things are too few to judge by
    ({"shrink_minimum": 3}, 2, 0, True),
])  # fmt: skip
def test_what_is_a_sudden_loss(
    make_commons: MakeCommons, limits: dict[str, Any], had: int, has: int, held: bool
) -> None:
    commons = make_commons(**limits)
    commons.register("lab", lab(machines=had))
    commons.harvest()
    commons.put("lab", lab(machines=has))
    commons.clock.pass_by(hours=6)
    commons.harvest()
    assert commons.source("lab").held == held


# --- every wait is a setting ----------------------------------------------------------------------------------------


def test_waits_are_settings(make_commons: MakeCommons, clock: Clock) -> None:
    waits = {"visit_every": timedelta(hours=2), "back_off": (timedelta(minutes=5), timedelta(minutes=30))}
    ages = {"stale_after": timedelta(hours=1), "silent_after": timedelta(hours=2), "gone_after": timedelta(hours=3)}
    commons = make_commons(**waits, **ages)
    commons.register("lab", lab(machines=0))
    commons.harvest()
    assert commons.source("lab").next_visit_at == clock() + timedelta(hours=2)
    commons.put("lab", MISSING)
    seen = []
    for minutes in (0, 61, 60, 60):
        clock.pass_by(minutes=minutes)
        commons.harvest()
        seen.append(state(commons.source("lab"), clock(), commons.settings))
    assert seen == ["fresh", "stale", "silent", "gone"]
    assert commons.source("lab").next_visit_at == clock() + timedelta(minutes=30)
