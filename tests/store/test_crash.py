"""kill -9 at each named step and at random moments: a whole generation is served, the next harvest ends."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from support.clock import REFERENCE, Clock
from support.commons import Commons
from support.crash import harvester
from support.labs import lab, loire
from support.web import Page, Web

from harvester import keep
from harvester.files import graph_path, sha256
from harvester.hub import sources, versions
from server.store import generations, publish
from server.store.dump import members, write
from server.store.dump.served import served

HOST = "one.example"
LABS = {
    slug: document
    for slug, document in loire().items()
    if slug in ("boen", "gier", "pilat", "plaine", "ruban", "sante")
}
OF_A_REBUILD = ("work-built", "work-renamed")


@dataclass(frozen=True)
class Network:
    """A hub published once, whose labs have changed since; what is served before and after the next round."""

    web: Web
    data: Path
    before: tuple[str, int]
    after: tuple[str, int]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("crash")
    with Web() as web:
        with closing(Commons(folder / "data", web, Clock(REFERENCE - timedelta(hours=6)))) as commons:
            commons.register_all(LABS, host=HOST)
            commons.round()
            before = state(commons)
            change(commons)
        shutil.copytree(folder / "data", folder / "undisturbed", symlinks=True)
        undisturbed = harvester(folder / "undisturbed")
        undisturbed.join(60)
        assert undisturbed.exitcode == 0
        with closing(Commons(folder / "undisturbed", web, Clock())) as commons:
            after = state(commons)
        assert before[1] != after[1]
        yield Network(web, folder / "data", before, after)


def change(commons: Commons) -> None:
    """Labs that change, break, leave, arrive; all so that a second visit says what the first one said."""
    for slug in ("gier", "sante"):
        commons.put(slug, LABS[slug].replace(b'"miseAJour": "2026-1', b'"miseAJour": "2025-1'))
    commons.put("plaine", b"{")
    commons.put("boen", Page(b"", 410))
    commons.put("ruban", Page(b"", 500))
    commons.register_all({f"new-{n}": lab(machines=n) for n in range(4)}, host=HOST)


def state(commons: Commons) -> tuple[str, int]:
    """What is served: its hash, and how many triples."""
    return commons.content(), count(commons)


def count(commons: Commons) -> int:
    return int(commons.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0])


def copy(network: Network, folder: Path) -> Path:
    shutil.copytree(network.data, folder / "data", symlinks=True)
    return folder / "data"


def recovers(network: Network, data: Path) -> None:
    """What the next start finds, and where the next round leads."""
    with closing(Commons(data, network.web, Clock())) as commons:
        assert count(commons) in (network.before[1], network.after[1])
        assert len(commons.table(sources)) == len(LABS) + 4
        for row in commons.table(versions):
            assert row.file is None or graph_path(data, row.file).exists()
        commons.round()
        assert state(commons) == network.after
        assert all(row.generation for row in commons.table(versions))
        newest = generations.current(data)
        assert newest is not None
        dump_is_whole(data, newest, network.after[1])
        assert commons.publish() is None
        left = {path.name for path in (data / "index").iterdir()}
        assert left == {
            "work",
            "finder",
            "current",
            "members",
            *(path.name for path in generations.all_generations(data)),
        }


def dump_is_whole(data: Path, newest: Path, triples: int) -> None:
    """The served generation has its dump, and nothing is left of another's."""
    dump = served(data)
    assert dump is not None
    assert dump.generation == newest.name
    assert not list((data / "index").rglob("*.tmp"))
    manifest = dump.manifest()
    assert manifest.totals.triples == triples
    for file in manifest.files:
        assert sha256(dump.file(file.name).read_bytes()) == file.sha256
    keys = {source.key for source in manifest.sources}
    assert len({path.name.partition(".")[0] for path in members.folder(data).glob("*/*")} - keys) == 1


@pytest.mark.parametrize(
    "step", [*keep.STEPS, *(step for step in publish.STEPS if step not in OF_A_REBUILD), *write.STEPS]
)
def test_killed_at_a_step(network: Network, tmp_path: Path, step: str) -> None:
    data = copy(network, tmp_path)
    killed = harvester(data, step)
    killed.join(60)
    assert killed.exitcode == -9
    recovers(network, data)


@pytest.mark.parametrize("step", OF_A_REBUILD)
def test_killed_at_a_step_of_a_rebuild(network: Network, tmp_path: Path, step: str) -> None:
    data = copy(network, tmp_path)
    killed = harvester(data, step, anew=True)
    killed.join(60)
    assert killed.exitcode == -9
    recovers(network, data)


def killed_at_random(network: Network, folder: Path, seed: int, span: float) -> None:
    data = copy(network, folder)
    process = harvester(data)
    process.join(random.Random(seed).uniform(0, span))
    process.kill()
    process.join(60)
    assert process.exitcode in (0, -9)
    recovers(network, data)


@pytest.fixture(scope="module")
def span(network: Network, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds that a whole round takes here and now."""
    data = copy(network, tmp_path_factory.mktemp("span"))
    start = time.monotonic()
    harvester(data).join(60)
    return time.monotonic() - start


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_a_random_moment(network: Network, span: float, tmp_path: Path, seed: int) -> None:
    killed_at_random(network, tmp_path, seed, span)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8, 50))
def test_killed_at_another_random_moment(network: Network, span: float, tmp_path: Path, seed: int) -> None:
    killed_at_random(network, tmp_path, seed, span)


def test_killed_again_and_again(network: Network, span: float, tmp_path: Path) -> None:
    """Each start is killed, a little later every time; then one is left alone."""
    data = copy(network, tmp_path)
    for part in (0.3, 0.5, 0.7, 0.9):
        process = harvester(data)
        with suppress(TimeoutError):
            process.join(span * part)
        process.kill()
        process.join(60)
    recovers(network, data)
