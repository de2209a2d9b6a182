"""The change log, and how long what was kept is kept."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from support.clock import Clock
from support.commons import Commons
from support.labs import base_of, lab, machine, text
from support.web import Page, Web

from harvester import files
from harvester.hub import changes, sources, versions
from harvester.report import Outcome

MakeCommons = Callable[..., Commons]

#: A laser that is withheld: its type is no code of the list.
FAULTY = machine("Laser", typeMachine="laser-c02")


def machines(**named: Any) -> dict[str, Any]:
    return lab(machines={f"#{name}": value for name, value in named.items()})


LASER, ROUTER, SAW = machine("Laser"), machine("Fraiseuse"), machine("Scie")

#: What a file says at one visit after the other, and what the change log gains by the last one.
STORIES: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str]]]] = {
    "first": ([machines(laser=LASER)], [("#lab", "created"), ("#laser", "created")]),
    "same": ([machines(laser=LASER)] * 2, []),
    "one more": (
        [machines(laser=LASER), machines(laser=LASER, router=ROUTER)],
        [("#router", "created"), ("#lab", "updated")],
    ),
    "one changed": ([machines(laser=LASER), machines(laser=machine("La laser"))], [("#laser", "updated")]),
    "one less": (
        [machines(laser=LASER, router=ROUTER), machines(laser=LASER)],
        [("#lab", "updated"), ("#router", "deleted")],
    ),
    "a blank node changed": (
        [machines(laser=LASER), machines(laser=machine("Laser", capacites=[{"procede": "decoupe-laser"}]))],
        [("#laser", "updated")],
    ),
    "withheld at once": (
        [machines(laser=FAULTY, saw=SAW)],
        [("#lab", "created"), ("#saw", "created"), ("#laser", "withheld")],
    ),
    "withheld": (
        [machines(laser=LASER, saw=SAW), machines(laser=FAULTY, saw=SAW)],
        [("#lab", "updated"), ("#laser", "withheld")],
    ),
    "withheld still": ([machines(laser=FAULTY, saw=SAW)] * 2, []),
    "withheld, differently": (
        [machines(laser=FAULTY, saw=SAW), machines(laser=machine("Autre laser", typeMachine="laser-c02"), saw=SAW)],
        [],
    ),
    "mended": (
        [machines(laser=FAULTY, saw=SAW), machines(laser=LASER, saw=SAW)],
        [("#laser", "created"), ("#lab", "updated")],
    ),
    "withheld, then removed": ([machines(laser=FAULTY, saw=SAW), machines(saw=SAW)], []),
    "published, withheld, then removed": (  # it left the dataset when it was withheld, and the log said so
        [machines(laser=LASER, saw=SAW), machines(laser=FAULTY, saw=SAW), machines(saw=SAW)],
        [],
    ),
    "refused": ([machines(laser=LASER), lab(nom="")], []),
}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """Every story told at once, one visit of all sources after the other: what each gained by its last."""
    slugs = {name: f"lab-{number}" for number, name in enumerate(STORIES)}
    gained: dict[str, list[tuple[str, str]]] = {}
    with Web() as web, closing(Commons(tmp_path_factory.mktemp("log"), web, Clock())) as commons:
        commons.register_all({slugs[name]: told[0] for name, (told, _) in STORIES.items()})
        for visit in range(3):
            telling = {name: told for name, (told, _) in STORIES.items() if len(told) > visit}
            before = {name: len(commons.log(slugs[name])) for name in telling}
            for name, told in telling.items():
                commons.put(slugs[name], told[visit])
            commons.harvest(*(slugs[name] for name in telling))
            gained |= {name: commons.log(slugs[name])[before[name] :] for name in telling}
            commons.publish()
            commons.clock.pass_by(hours=1)
    return gained


@pytest.mark.parametrize("name", STORIES)
def test_change_log(stories: dict[str, list[tuple[str, str]]], name: str) -> None:
    assert stories[name] == STORIES[name][1]


def test_change_names_the_graphs_before_and_after_and_its_generation(commons: Commons) -> None:
    commons.register("lab", machines(laser=LASER))
    commons.round()
    commons.put("lab", machines(laser=LASER, saw=SAW))
    commons.clock.pass_by(hours=6)
    commons.harvest()
    first, second = commons.table(versions)
    assert (first.generation, second.generation) == (1, None)
    commons.publish()
    first, second = commons.table(versions)
    assert (first.generation, second.generation) == (1, 2)
    assert (second.kept_at - first.kept_at, second.fetched_at) == (timedelta(hours=6), commons.clock())
    assert second.sha256 == files.sha256(text(machines(laser=LASER, saw=SAW)))
    assert commons.source("lab").graph == second.file != first.file
    for version in (first, second):
        content = files.graph_path(commons.data, version.file).read_bytes()
        assert files.sha256(content) == version.file
        assert content == b"".join(sorted(content.splitlines(keepends=True)))


def test_withdrawal_is_a_change_without_a_graph(commons: Commons) -> None:
    commons.register("lab", machines(laser=LASER))
    commons.round()
    commons.put("lab", Page(b"", 410))
    commons.clock.pass_by(hours=6)
    commons.round()
    _, gone = commons.table(versions)
    assert (gone.file, gone.generation, gone.graph) == (None, 2, base_of("lab"))


def test_old_graphs_go_when_their_time_is_over(make_commons: MakeCommons) -> None:
    """The current one stays for ever, and what was published stays equal to what would be rebuilt."""
    commons = make_commons(history_kept=timedelta(days=10))
    commons.register("lab", machines(laser=LASER))
    commons.register("quiet", machines(saw=SAW))
    documents = [machines(laser=LASER), machines(laser=LASER, saw=SAW), machines(saw=SAW)]
    for document in documents:
        commons.put("lab", document)
        commons.round()
        commons.clock.pass_by(days=4)
    assert graphs(commons) == {"lab": 3, "quiet": 1}
    commons.round()
    assert graphs(commons) == {"lab": 2, "quiet": 1}
    equals_its_rebuild(commons)
    commons.clock.pass_by(days=300)
    commons.round()
    assert graphs(commons) == {"lab": 1, "quiet": 1}
    equals_its_rebuild(commons)
    with commons.hub.engine.connect() as db:
        left = set(db.scalars(select(versions.c.seq)))
        assert set(db.scalars(select(changes.c.seq))) <= left
        assert {path.stem for path in (commons.data / "graphs").glob("*/*.nq")} == set(
            db.scalars(select(sources.c.graph))
        )


def graphs(commons: Commons) -> dict[str, int]:
    """How many different graphs of each source lie on the disk and are named by a change."""
    named = [(row.graph, row.file) for row in commons.table(versions) if row.file]
    there = {(graph, file) for graph, file in named if files.graph_path(commons.data, file).exists()}
    assert there == set(named)
    return {slug: sum(graph == base_of(slug) for graph, _ in there) for slug in ("lab", "quiet")}


def equals_its_rebuild(commons: Commons) -> None:
    before = commons.dataset()
    commons.hub.publish_anew()
    assert commons.dataset() == before


def test_no_visit_changes_what_a_refused_file_had_published(commons: Commons) -> None:
    commons.register("lab", machines(laser=LASER))
    commons.round()
    before = commons.source("lab")
    for document in (b"{", Page(b"", 404), lab(nom=""), Page(b"")):
        commons.put("lab", document)
        commons.clock.pass_by(hours=6)
        assert commons.round()["lab"].outcome in (Outcome.REJECTED, Outcome.FAILED)
        after = commons.source("lab")
        assert (after.graph, after.entities, after.quads) == (before.graph, before.entities, before.quads)
    assert len(commons.table(versions)) == 1
