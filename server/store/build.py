"""A whole dataset from nothing: composed side by side into N-Quads files, bulk-loaded into a new store."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from harvester.bare import BareContext
from server.store.compose import Names, compose, hub_graphs, plans
from server.store.hubstate import Part
from server.store.maintenance import CommonPlans

#: Sources composed into one file: large enough to load fast, small enough to keep memory flat.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a dataset is made of."""

    data: Path
    names: Names
    registry: str | None
    parts: Sequence[Part]


def build(recipe: Recipe, folder: Path, processes: int, finish: Callable[[Store], None]) -> None:
    """Make a store in `folder` (replaced if it exists). `finish` writes the last facts before it is closed."""
    shutil.rmtree(folder, ignore_errors=True)
    drafts = folder.with_suffix(".parts")
    shutil.rmtree(drafts, ignore_errors=True)
    drafts.mkdir(parents=True)
    store = Store(str(folder))
    for text in hub_graphs(recipe.data, recipe.registry, recipe.names):
        store.bulk_load(text, RdfFormat.N_QUADS)
    for file in _composed(recipe, drafts, processes):
        store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
        file.unlink()
    finish(store)
    store.optimize()  # a file for each chunk made queries four times slower (bench/RESULTS.md)
    store.flush()
    shutil.rmtree(drafts)


def _composed(recipe: Recipe, drafts: Path, processes: int) -> Iterator[Path]:
    common = plans(recipe.data, recipe.registry)
    tasks = [
        (recipe.data, chunk, recipe.names, common, drafts / f"{i:05d}.nq")
        for i, chunk in enumerate(_chunks(recipe.parts))
    ]
    if len(tasks) < 2 or processes < 2:
        yield from map(_compose_chunk, tasks)
        return
    with ProcessPoolExecutor(processes, BareContext()) as pool:
        yield from pool.map(_compose_chunk, tasks)


def _chunks(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    remaining = iter(parts)
    while chunk := tuple(islice(remaining, _CHUNK)):
        yield chunk


def _compose_chunk(task: tuple[Path, Sequence[Part], Names, CommonPlans, Path]) -> Path:
    data, parts, names, common, target = task
    with target.open("wb") as file:
        for part in parts:
            file.writelines(text for _, text in compose(data, part, names, common))
    return target
