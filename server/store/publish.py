"""From the change log to a served generation: apply what changed to `index/work`, checkpoint it, switch `current`.

`work` says in the same transaction which change it has applied, so that a crash repeats nothing and loses nothing; when
too much changed, or what a dataset depends on besides the sources, `work` is built anew beside the old one.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store
from sqlalchemy import Connection, Engine

import ontology
from harvester.history import mark_published
from harvester.keep import AtStep, no_stop
from harvester.names import FAB
from server.search import indexing
from server.search.schema import CODE as FINDER_CODE
from server.store import generations, hubstate
from server.store.build import Recipe, build
from server.store.compose import CODE, Names, compose, plans, stamp_quads
from server.store.facts import Facts
from server.store.generations import Stamp
from server.store.hubstate import Part, count, forgotten_digest, last_seq, parts, registry_file
from server.store.reader import FINDER

STEPS = (
    "work-built", "work-renamed", "batch-applied", "changes-applied", "finder-ready", "checkpoint-written",
    "generation-named", "current-switched", "changes-stamped", "old-deleted",
)  # fmt: skip

_BATCH = 100
#: From this share of changed sources on, building anew is faster than replacing (bench/RESULTS.md).
_REBUILD_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Target:
    """Where and under which public address a hub publishes."""

    data: Path
    hub: str
    processes: int = 1

    @property
    def names(self) -> Names:
        """Names of the hub's graphs."""
        return Names(self.hub)

    @property
    def work(self) -> Path:
        """The publisher's own store."""
        return self.data / "index" / "work"

    @property
    def finder(self) -> Path:
        """The publisher's own search index."""
        return self.data / "index" / "finder"

    def checkpoint(self, path: Path) -> None:
        """Copy the publisher's store to `path` and its search index beside it, by hard links."""
        Store(str(self.work)).backup(str(path))
        indexing.copy(self.finder, path.with_name(FINDER))


def publish(engine: Engine, target: Target, at_step: AtStep = no_stop, *, anew: bool = False) -> Path | None:
    """Publish what changed; call it only while holding the data folder's lock.

    In: the hub's memory, the target, an observer of steps; `anew` builds everything from nothing. Out: the new
    generation, or None when `current` shows everything already. Errors: DamagedError when a kept graph is missing.
    """
    with engine.connect() as db:
        wanted = Stamp(last_seq(db), _layout(target, registry_file(db), forgotten_digest(db)))
        served = generations.current(target.data)
        up_to_date = served is not None and generations.stamp(served) == wanted and not anew
        if served is None or not up_to_date:
            _bring_up_to_date(db, target, wanted, at_step, anew=anew)
            _bring_finder_up_to_date(db, target, wanted, anew=anew)
            at_step("finder-ready")
            served = generations.add(
                target.data, wanted, target.checkpoint, at_step, after=hubstate.last_generation(db)
            )
    mark_published(engine, wanted.seq, generations.number(served))  # also what a crash left unmarked
    at_step("changes-stamped")
    generations.tidy(target.data)
    at_step("old-deleted")
    return None if up_to_date else served


def _layout(target: Target, registry: str | None, forgotten: str) -> str:
    """What a dataset depends on besides the sources; when it differs, everything is built anew."""
    text = json.dumps([CODE, FINDER_CODE, target.hub, ontology.version(), registry, forgotten])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _bring_up_to_date(db: Connection, target: Target, wanted: Stamp, at_step: AtStep, *, anew: bool) -> None:
    applied = None if anew else _applied(target)
    changed = parts(db, applied.seq) if applied else []
    if applied is None or applied.layout != wanted.layout or len(changed) > _REBUILD_SHARE * max(count(db), _BATCH):
        _rebuild(db, target, wanted, at_step)
    else:
        _apply(target, changed, registry_file(db), wanted, at_step)


def _bring_finder_up_to_date(db: Connection, target: Target, wanted: Stamp, *, anew: bool) -> None:
    """The same for the search index, which knows by itself how far it is."""
    applied, registry = None if anew else indexing.applied(target.finder), registry_file(db)
    if applied is None or applied.layout != wanted.layout:
        indexing.build(target.finder, target.data, registry, parts(db), wanted)
    elif applied.seq != wanted.seq:
        indexing.apply(target.finder, target.data, registry, parts(db, applied.seq), wanted)


def _applied(target: Target) -> Stamp | None:
    """What `work` has applied, or None when there is no usable `work`."""
    with suppress(OSError, ValueError, KeyError):
        store = Store(str(target.work)) if target.work.exists() else None
        return _read_stamp(store, target) if store is not None else None
    return None


def _read_stamp(store: Store, target: Target) -> Stamp | None:
    graph, dataset = NamedNode(target.names.own), NamedNode(target.names.dataset)
    facts = Facts(store.quads_for_pattern(None, None, None, graph))
    seq, layout = facts.text(dataset, f"{FAB}lastChange"), facts.text(dataset, f"{FAB}layout")
    return Stamp(int(seq), layout) if seq and layout else None


def _stamp_update(target: Target, stamp: Stamp) -> str:
    graph = f"<{target.names.own}>"
    told = " . ".join(str(quad.triple) for quad in stamp_quads(target.names, stamp))
    return f"DROP SILENT GRAPH {graph} ; INSERT DATA {{ GRAPH {graph} {{ {told} }} }}"


def _rebuild(db: Connection, target: Target, wanted: Stamp, at_step: AtStep) -> None:
    fresh = target.work.with_name("work.new")
    recipe = Recipe(target.data, target.names, registry_file(db), parts(db))
    build(recipe, fresh, target.processes, lambda store: store.update(_stamp_update(target, wanted)))
    at_step("work-built")
    shutil.rmtree(target.work, ignore_errors=True)
    fresh.rename(target.work)
    at_step("work-renamed")


def _apply(target: Target, changed: Sequence[Part], registry: str | None, wanted: Stamp, at_step: AtStep) -> None:
    """Replace the graphs of changed sources, some at a time; the last transaction also says how far we are."""
    common = plans(target.data, registry)
    store = Store(str(target.work))
    for start in range(0, len(changed) or 1, _BATCH):
        batch = changed[start : start + _BATCH]
        replaced = [text for part in batch for text in _replace(compose(target.data, part, target.names, common))]
        last = [_stamp_update(target, wanted)] if start + _BATCH >= len(changed) else []
        store.update(" ;\n".join([*replaced, *last]))
        at_step("batch-applied")
    store.flush()
    at_step("changes-applied")


def _replace(graphs: Sequence[tuple[str, bytes]]) -> Iterator[str]:
    """Updates that replace a source's graphs; one block for all, because they share blank nodes."""
    for name, _ in graphs:
        yield f"DROP SILENT GRAPH <{name}>"
    stated = "".join(f"GRAPH <{name}> {{\n{_n_triples(name, text)}}}\n" for name, text in graphs if text)
    if stated:
        yield f"INSERT DATA {{ {stated} }}"


def _n_triples(name: str, n_quads: bytes) -> str:
    """N-Quads of one graph as N-Triples: each line ends in the graph's name, which is known."""
    end = f" <{name}> ."
    return "".join(f"{line.removesuffix(end)} .\n" for line in n_quads.decode().split("\n") if line)
