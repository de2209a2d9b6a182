"""What should never happen, happens: the harvest ends all the same, says so, and the others are gathered."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support import crash
from support.commons import Commons
from support.labs import lab, text
from support.web import Exchange, Page

from harvester import batches
from harvester import pool as judging
from harvester.fetch import Fetcher
from harvester.hub import sources
from harvester.pipeline import Summary
from harvester.report import Outcome, as_json

MakeCommons = Callable[..., Commons]

MANY = [f"lab-{n}" for n in range(30)]


def fill(commons: Commons, number: int = 4) -> list[str]:
    slugs = [f"lab-{n}" for n in range(number)]
    commons.register_all(dict.fromkeys(slugs, lab(machines=1)))
    return slugs


def broken_for(slug: str, works: Callable[..., Any], position: int) -> Callable[..., Any]:
    """A function that fails with a defect of ours on one source, told by one of its arguments."""

    def call(*args: Any, **named: Any) -> Any:
        if slug in str(args[position]):
            raise RuntimeError("a defect")
        return works(*args, **named)

    return call


@pytest.mark.parametrize("where", ["fetching", "judging"])
def test_defect_costs_one_source_its_visit(commons: Commons, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    slugs = fill(commons)
    if where == "fetching":
        monkeypatch.setattr(Fetcher, "fetch", broken_for("lab-1", Fetcher.fetch, 1))
    else:
        monkeypatch.setattr(judging.JudgePool, "judge", broken_for("lab-1", judging.JudgePool.judge, 2))
    made = commons.harvest()
    assert {slug: str(made[slug].outcome) for slug in slugs} == {
        "lab-0": "LOADED", "lab-1": "FAILED", "lab-2": "LOADED", "lab-3": "LOADED",
    }  # fmt: skip
    assert "notre côté" in as_json(made["lab-1"].findings[0])["message"]["fr"]
    assert commons.source("lab-1").next_visit_at == commons.clock() + timedelta(hours=1)


def test_killed_judge_costs_one_source_its_visit(make_commons: MakeCommons) -> None:
    """As the system does when memory runs out: the process that judges the poison is killed from outside."""
    commons = make_commons(judge_time=timedelta(minutes=5))
    for slug in ("a", "b"):
        commons.register(slug, lab(machines=1), host="one.example")
    commons.register("poison", lab(machines=0, besoins=alike(9)), host="one.example")

    def at_step(step: str) -> None:
        if step == "committed" and commons.source("a").outcome and commons.source("b").outcome:
            for child in multiprocessing.active_children():
                os.kill(child.pid or 0, signal.SIGKILL)

    made = commons.harvest(at_step=at_step)
    assert {slug: str(d.outcome) for slug, d in made.items()} == {"a": "LOADED", "b": "LOADED", "poison": "FAILED"}
    assert made["poison"].findings[0].rule == "L3-engine"


def test_killed_harvester_leaves_no_process_behind(commons: Commons) -> None:
    """Even one that is busy with a poison: the kernel ends it, a little late."""
    asked = threading.Event()

    def script(exchange: Exchange) -> None:
        Page(text(lab(machines=0, besoins=alike(9))))(exchange)
        asked.set()

    commons.register("poison", script)
    harvester = crash.harvester(commons.data, judge_time=timedelta(seconds=1))
    assert asked.wait(30)
    harvester.join(0.5)  # the poison is being judged
    harvester.kill()
    harvester.join()
    until = time.monotonic() + 20
    while is_there(harvester.pid or 0) and time.monotonic() < until:
        threading.Event().wait(0.05)
    assert not is_there(harvester.pid or 0)


def is_there(group: int) -> bool:
    """Whether some process of the group still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def alike(number: int) -> list[dict[str, Any]]:
    names = [f"_:n{i}" for i in range(number)]
    return [{"@id": name, "nom": "besoin", "memeQue": [n for n in names if n != name]} for name in names]


def test_memory_of_a_judge_is_a_setting(make_commons: MakeCommons) -> None:
    commons = make_commons(judge_memory_bytes=150_000_000, judge_time=timedelta(minutes=5))
    commons.register("good", lab(machines=1), host="one.example")
    commons.register("hungry", lab(machines=0, besoins=alike(14)), host="one.example")
    made = commons.harvest()
    assert {slug: str(d.outcome) for slug, d in made.items()} == {"good": "LOADED", "hungry": "FAILED"}


@pytest.mark.parametrize("number", [1, 3])
def test_number_of_judges_is_a_setting(make_commons: MakeCommons, number: int) -> None:
    commons = make_commons(judge_processes=number)
    fill(commons)
    others, seen = set(multiprocessing.active_children()), set()

    def at_step(_step: str) -> None:
        seen.update(set(multiprocessing.active_children()) - others)

    commons.harvest(at_step=at_step)
    assert len(seen) == number


@pytest.fixture
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few visits at a time that some threads are waiting for room."""
    monkeypatch.setattr(batches, "_IN_FLIGHT", 8)
    monkeypatch.setattr(batches, "_SIZE", 4)


@pytest.mark.usefixtures("_little_room")
@pytest.mark.parametrize("step", ["receipts-written", "graphs-written", "rows-written"])
def test_full_disk_ends_the_harvest_with_its_error(commons: Commons, step: str) -> None:
    """Nobody waits for ever, and what was kept before is kept."""
    commons.register_all(dict.fromkeys(MANY, Page(b"", 404)))

    def at_step(now: str) -> None:
        if now == step:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        commons.harvest(at_step=at_step)
    assert not any(row.outcome for row in commons.table(sources))
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fetch_")]
    assert len(commons.harvest()) == len(MANY)


@pytest.mark.usefixtures("_little_room")
def test_interrupted_harvest_ends(commons: Commons) -> None:
    commons.register_all(dict.fromkeys(MANY, lab(machines=0)))

    def at_step(_step: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commons.harvest(at_step=at_step)


def test_summary_counts_outcomes_and_changes(commons: Commons) -> None:
    commons.register("good", lab(machines=1))
    commons.register("bad", b"{")
    commons.register("away", Page(b"", 404))
    told: list[str] = []
    hub = commons.hub
    summary: Summary = hub.harvest(hub.choose(everything=True), lambda d: told.append(str(d.outcome)))
    assert dict(summary.outcomes) == {"LOADED": 1, "REJECTED": 1, "FAILED": 1}
    assert (summary.changed, sorted(told)) == (1, ["FAILED", "LOADED", "REJECTED"])
    assert commons.source("good").outcome == Outcome.LOADED
