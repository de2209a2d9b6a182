"""A backup brings back the same dataset, and so does a rebuild from what is kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.commons import Commons, loire_commons
from support.labs import lab, loire

from harvester.backup import backup, restore
from harvester.errors import RegistryError
from harvester.forget import replay
from harvester.lock import only_one
from server.store import generations
from server.store.compose import DamagedError


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Commons]:
    """The sample network with its shared subjects, published."""
    with loire_commons(tmp_path / "data") as commons:
        yield commons


def test_same_dataset_after_restore_and_after_rebuild(network: Commons, tmp_path: Path) -> None:
    before, known = network.dataset(), {slug: network.source(slug) for slug in loire()}
    with only_one(network.data):
        assert backup(network.data, tmp_path / "backup") > 30
    network.register("later", lab(machines=3))
    network.put("gier", lab(machines=3))
    network.round()
    changed = network.dataset()
    assert changed != before
    _rebuilds_to(network, changed)
    network.hub.engine.dispose()
    with only_one(network.data):
        restore(tmp_path / "backup", network.data)
        assert generations.current(network.data) is None
        assert replay(network.hub.engine, network.data, network.clock()) == 0
        made = network.hub.publish_anew()
    assert network.dataset() == before
    assert {slug: network.source(slug) for slug in loire()} == known
    assert made is not None
    assert generations.all_generations(network.data) == [made]
    assert generations.number(made) == 4  # readers remember answers by the numbers given before


def _rebuilds_to(network: Commons, dataset: str) -> None:
    newest = generations.current(network.data)
    assert newest is not None
    shutil.rmtree(network.data / "index")
    made = network.publish()
    assert made is not None
    assert generations.number(made) == generations.number(newest) + 1
    assert network.dataset() == dataset


def test_backup_is_whole_while_others_read(network: Commons, tmp_path: Path) -> None:
    """Receipts and graphs that the database names are all there; drafts and the index are not."""
    (network.data / "graphs" / "ab").mkdir(exist_ok=True)
    (network.data / "graphs" / "ab" / "ab.77.tmp").write_text("half a graph")
    with network.hub.engine.connect():
        backup(network.data, tmp_path / "backup")
    copied = {str(path.relative_to(tmp_path / "backup")) for path in (tmp_path / "backup").rglob("*") if path.is_file()}
    there = {
        str(path.relative_to(network.data))
        for folder in ("graphs", "raw")
        for path in (network.data / folder).rglob("*")
        if path.is_file() and path.suffix != ".tmp"
    }
    assert copied == there | {"hub.sqlite", "registry.ttl"}


def test_what_cannot_be_backed_up_or_restored(network: Commons, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("keep me")
    with pytest.raises(RegistryError, match="is not empty"):
        backup(network.data, full)
    with pytest.raises(RegistryError, match="there is no hub in"):
        backup(full, tmp_path / "backup")
    with pytest.raises(RegistryError, match="holds no backup"):
        restore(full, network.data)
    assert network.source("gier")


def test_missing_graph_is_named_and_the_old_generation_stays(network: Commons) -> None:
    before, name = network.dataset(), network.source("gier").graph or ""
    path = network.data / "graphs" / name[:2] / f"{name}.nq"
    path.unlink()
    with pytest.raises(DamagedError, match=name):
        network.hub.publish_anew()
    assert network.dataset() == before
