"""What counts of a machine when it is judged: alike machines share one profile, which is judged once. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from server.search import concepts
from server.search.concepts import IRIs


@dataclass(frozen=True, slots=True)
class Able:
    """A stated capability: concepts as the file has them; thickness in mm, None when not stated."""

    processes: IRIs
    materials: IRIs
    thickness: float | None


@dataclass(frozen=True)
class Said:
    """What a machine or its model says it can do."""

    abilities: Sequence[Able] = ()
    performs: IRIs = frozenset()
    accepts: IRIs = frozenset()
    forbids: IRIs = frozenset()
    width: float | None = None
    depth: float | None = None


@dataclass(frozen=True)
class Profile:
    """A machine as the criteria see it: what it says itself, what its model (and what replaces it) says."""

    types: IRIs
    own: Said
    model: Said
    status: str
    working: bool
    loanable: bool
    trained: bool
    access: IRIs
    min_age: int | None

    @cached_property
    def facets(self) -> Sequence[tuple[str, str]]:
        """(facet, value) of all it is counted under, broader concepts included, inferred ones too."""
        processes = self.own.performs | self.model.performs | concepts.typical_processes(self.types)
        materials = self.own.accepts | self.model.accepts | concepts.typical_materials(self.types)
        able = (*self.own.abilities, *self.model.abilities)
        processes = processes.union(*(a.processes for a in able))
        materials = materials.union(*(a.materials for a in able))
        named = (("type", self.types), ("process", processes), ("material", materials))
        found = [(name, iri) for name, iris in named for iri in concepts.all_broader(name, iris)]
        return (*found, ("status", self.status))


def packed(profile: Profile) -> str:
    """As text, the same for equal profiles."""
    parts = [
        sorted(profile.types), _pack(profile.own), _pack(profile.model), profile.status, profile.working,
        profile.loanable, profile.trained, sorted(profile.access), profile.min_age,
    ]  # fmt: skip
    return json.dumps(parts, separators=(",", ":"))


def unpacked(text: str) -> Profile:
    """The way back."""
    types, own, model, status, working, loanable, trained, access, min_age = json.loads(text)
    return Profile(
        frozenset(types), _unpack(own), _unpack(model), status, working, loanable, trained, frozenset(access), min_age
    )


def _pack(said: Said) -> list[object]:
    abilities = sorted(([sorted(a.processes), sorted(a.materials), a.thickness] for a in said.abilities), key=repr)
    return [abilities, sorted(said.performs), sorted(said.accepts), sorted(said.forbids), said.width, said.depth]


def _unpack(packed: list[Any]) -> Said:
    abilities, performs, accepts, forbids, width, depth = packed
    able = tuple(Able(frozenset(p), frozenset(m), thickness) for p, m, thickness in abilities)
    return Said(able, frozenset(performs), frozenset(accepts), frozenset(forbids), width, depth)
