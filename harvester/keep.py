"""Keep what was decided, so that a crash at any moment loses nothing.

The order is fixed: receipts; graph files written, fsynced and renamed; their folders fsynced; then one SQLite commit. A
graph file without a row is only litter; a row never names a graph that is not on disk.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine, select

from harvester import files
from harvester.decide import Decision
from harvester.hub import receipts
from harvester.ledger import received, write_rows

#: The named steps of keeping; tests stop the process at each.
STEPS = ("receipts-written", "graphs-written", "folders-synced", "rows-written", "committed", "pruned")
#: Files fsynced side by side share the disk's commits: 8 take 0.4 of the time of one after the other.
_WRITERS = 8
AtStep = Callable[[str], None]


def no_stop(_step: str) -> None:
    """The usual observer: goes on."""


def keep(
    engine: Engine, data: Path, decisions: Sequence[Decision], receipts_kept: int, at_step: AtStep = no_stop
) -> None:
    """Write a batch of decisions. In: the hub, its folder, the decisions, how many receipts a source keeps."""
    for decision in decisions:
        document = received(decision)
        if document is not None:
            files.write_receipt(data, document.content)
    at_step("receipts-written")
    _write_graphs(data, decisions, at_step)
    with engine.begin() as db:
        litter = write_rows(db, decisions, receipts_kept)
        at_step("rows-written")
    at_step("committed")
    _remove_receipts(engine, data, litter)
    at_step("pruned")


def _write_graphs(data: Path, decisions: Sequence[Decision], at_step: AtStep) -> None:
    graphs = {files.graph_path(data, files.sha256(d.graph)): d.graph for d in decisions if d.graph is not None}
    new = [path for path in graphs if not path.exists()]
    with ThreadPoolExecutor(_WRITERS) as writers:
        list(writers.map(lambda path: files.write_durably(path, graphs[path]), new))
    at_step("graphs-written")
    files.sync_folders(folder for path in graphs for folder in (path.parent, path.parent.parent))
    at_step("folders-synced")


def _remove_receipts(engine: Engine, data: Path, names: Sequence[str]) -> None:
    if not names:
        return
    with engine.connect() as db:
        used = set(db.scalars(select(receipts.c.sha256).where(receipts.c.sha256.in_(names))))
    for name in set(names) - used:
        files.receipt_path(data, name).unlink(missing_ok=True)
