"""The publisher's index after a crash: what is left of a commit does not stand in the way of the next one."""

from pathlib import Path

from pages_kit import SmallHub

from server.search import indexing
from server.store.generations import Stamp
from server.store.hubstate import parts, registry_file


def test_a_commit_that_was_killed_can_be_made_again(network: SmallHub, tmp_path: Path) -> None:
    """All its files were written, and only then would `meta.json` have said so."""
    folder, data = tmp_path / "finder", network.settings.data
    with network.engine.connect() as db:
        everything, registry = parts(db), registry_file(db)
    indexing.build(folder, data, registry, everything, Stamp(1, "layout"))
    before = {file.name: file.read_bytes() for file in folder.glob("*") if file.suffix != ".lock"}
    indexing.apply(folder, data, registry, everything[:3], Stamp(2, "layout"))
    for name, content in before.items():
        if name != ".managed.json":
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_bytes(content)
    assert indexing.applied(folder) == Stamp(1, "layout")
    indexing.apply(folder, data, registry, everything[:3], Stamp(2, "layout"))
    assert indexing.applied(folder) == Stamp(2, "layout")
