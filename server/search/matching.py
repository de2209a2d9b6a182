"""Whether a machine matches: what it must be, and what it must be able to do. Pure.

As the example queries cq01 and cq04: what the lab describes counts first, else what the model says, else what machines
of that type usually do; a machine that forbids the material never matches.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ontology.names import VOCAB
from server.search import concepts
from server.search.concepts import IRIs
from server.search.criteria import Criteria
from server.search.found import Ability
from server.search.profile import Able, Profile, Said

RESERVED = f"{VOCAB}access/restreint"
IN_SERVICE = f"{VOCAB}status/en-service"
#: Machines that are not there yet, or no more: shown only to who asks for them.
ABSENT = frozenset({f"{VOCAB}status/en-commande", f"{VOCAB}status/reformee"})


@dataclass(frozen=True, slots=True)
class Job:
    """One process and one material asked, either may be missing: what stands for them, what forbids the material."""

    processes: IRIs
    materials: IRIs
    forbidden_by: IRIs
    thickness: float | None

    def answers(self, said: Said) -> list[Able]:
        """The capabilities that speak of the job, all in one."""
        found = [able for able in said.abilities if self._speaks(able)]
        if self.thickness is not None or (self.processes and self.materials):
            return found
        return found or [able for able in [Able(said.performs, said.accepts, None)] if self._speaks(able)]

    def _speaks(self, able: Able) -> bool:
        return (
            (not self.processes or not self.processes.isdisjoint(able.processes))
            and (not self.materials or not self.materials.isdisjoint(able.materials))
            and (self.thickness is None or able.thickness is not None)
        )

    def usual(self, profile: Profile) -> bool:
        """Whether machines of that type usually do it, on what it is said to take."""
        does = profile.own.performs | concepts.typical_processes(profile.types)
        takes = profile.own.accepts | concepts.typical_materials(profile.types)
        return self._speaks(Able(does, takes, self.thickness))

    def contradicted(self, own: Said) -> bool:
        """Whether the lab lists processes or materials, and not these."""
        return bool(
            (self.processes and own.performs and self.processes.isdisjoint(own.performs))
            or (self.materials and own.accepts and self.materials.isdisjoint(own.accepts))
        )


@dataclass(frozen=True)
class Wanted:
    """Criteria on machines, with the closure of their concepts."""

    criteria: Criteria

    @cached_property
    def types(self) -> IRIs:
        """The types asked and narrower ones."""
        return concepts.all_narrower("type", self.criteria.type)

    @cached_property
    def jobs(self) -> Sequence[Job]:
        """Each process with each material: alternatives; none when nothing has to be done."""
        asked = self.criteria
        if not asked.process and not asked.material:
            return ()
        none: IRIs = frozenset()
        processes = [concepts.narrower("process", iri) for iri in asked.process] or [none]
        above = [concepts.broader("material", iri) for iri in asked.material] or [none]
        below = [concepts.narrower("material", iri) for iri in asked.material] or [none]
        return [Job(does, a | b, a, asked.thickness) for does in processes for a, b in zip(above, below, strict=True)]

    @cached_property
    def visiting(self) -> bool:
        """Whether somebody wants to come: then machines kept for the team do not count."""
        return self.criteria.of_opening or bool(self.criteria.access)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a machine matches: what answered, and what is inferred (see `MachineHit`)."""

    ability: Ability | None = None
    inferred: tuple[str, ...] = ()


def judge(profile: Profile, wanted: Wanted) -> Verdict | None:
    """In: a machine and what is wanted. Out: why it matches, or None."""
    if not (_is_there(profile, wanted.criteria) and _may_be_used(profile, wanted)):
        return None
    if wanted.types and wanted.types.isdisjoint(profile.types):
        return None
    size = _size(profile, wanted.criteria)
    able = _able(profile, wanted) if size is not None else None
    return None if able is None or size is None else Verdict(able.ability, (*able.inferred, *size))


def _is_there(profile: Profile, asked: Criteria) -> bool:
    if not asked.status:
        return profile.status not in ABSENT
    return profile.status in asked.status and (profile.status != IN_SERVICE or profile.working)


def _may_be_used(profile: Profile, wanted: Wanted) -> bool:
    asked = wanted.criteria
    reserved = wanted.visiting and profile.access == {RESERVED} and RESERVED not in asked.access
    too_young = asked.age is not None and profile.min_age is not None and profile.min_age > asked.age
    return not (
        reserved or too_young or (asked.loanable and not profile.loanable) or (asked.no_training and profile.trained)
    )


def _size(profile: Profile, asked: Criteria) -> tuple[str, ...] | None:
    """Nothing or `size` if the working area is large enough, turned or not; None if not, or unknown."""
    width, depth = measures(profile)
    if not fits((asked.width, asked.depth), (width, depth)):
        return None
    own = profile.own.width is not None and profile.own.depth is not None
    return () if own or (asked.width is None and asked.depth is None) else ("size",)


def measures(profile: Profile) -> tuple[float | None, float | None]:
    """Width and depth in mm: its own, else its model's."""
    own, model = profile.own, profile.model
    return (
        own.width if own.width is not None else model.width,
        own.depth if own.depth is not None else model.depth,
    )


def fits(sides: tuple[float | None, float | None], area: tuple[float | None, float | None]) -> bool:
    """Whether a sheet fits on a working area, turned or not; of a side that is not asked, any length does."""

    def inside(sheet: Iterable[float | None]) -> bool:
        pairs = zip(sheet, area, strict=True)
        return all(side is None or (room is not None and room >= side) for side, room in pairs)

    return inside(sides) or inside(reversed(sides))


def _able(profile: Profile, wanted: Wanted) -> Verdict | None:
    """Whether it can do what is asked, by which statement: the lab's own rather than an inferred one."""
    if not wanted.jobs:
        return Verdict()
    found = [verdict for job in wanted.jobs if (verdict := _does(profile, job)) is not None]
    return min(found, key=lambda verdict: len(verdict.inferred), default=None)


def _does(profile: Profile, job: Job) -> Verdict | None:
    if not (profile.own.forbids | profile.model.forbids).isdisjoint(job.forbidden_by):
        return None
    found = job.answers(profile.own)
    if found:
        return _best(found, job, ())
    if job.contradicted(profile.own):
        return None
    found = job.answers(profile.model)
    if found:
        return _best(found, job, ("model",))
    return Verdict(None, ("type",)) if job.usual(profile) else None


def _best(found: Sequence[Able], job: Job, inferred: tuple[str, ...]) -> Verdict | None:
    best = max(found, key=lambda able: able.thickness or 0)
    if job.thickness is not None and (best.thickness or 0) < job.thickness:
        return None
    return Verdict(Ability(tuple(sorted(best.processes)), tuple(sorted(best.materials)), best.thickness), inferred)
