"""A store built from many loads is as fast to read as one made by a single load: its files are merged."""

from pathlib import Path

from pyoxigraph import Store

from server.store.build import Recipe, build
from server.store.compose import Names


def files(store: Path) -> set[str]:
    return {path.name for path in store.glob("*.sst")}


def test_a_built_store_has_nothing_left_to_merge(tmp_path: Path) -> None:
    built = tmp_path / "work"
    build(Recipe(tmp_path, Names("https://hub.example"), None, ()), built, 1, lambda _store: None)
    found = files(built)
    Store(str(built)).optimize()
    assert files(built) == found != set()
