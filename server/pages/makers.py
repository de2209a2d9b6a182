"""Which labs can make a documented project, and what the others lack. Pure, but for asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from server.pages.ask import Row
from server.pages.directory import Directory, Lab, by_iri, directory
from server.pages.distance import Point, kilometres, nearest_first
from server.pages.rows import first
from server.pages.site import Site
from server.shut import SHUT
from server.store.task import Term

#: Labs shown: those that can, and those that nearly can.
MOST, NEARLY = 30, 5


@dataclass(frozen=True, slots=True)
class Maker:
    """A lab: a machine for each process that it can do, those inferred from its type, what it lacks, how far it is."""

    lab: Lab
    machines: Mapping[Term, str]
    inferred: frozenset[Term]
    missing: tuple[Term, ...]
    km: float | None

    @property
    def sure(self) -> bool:
        """Whether every process is stated, by the lab or by a model."""
        return not self.inferred


@dataclass(frozen=True, slots=True)
class Makers:
    """Labs that have everything (`total` of them), sure ones first, and the nearest of those that lack something."""

    able: Sequence[Maker]
    nearly: Sequence[Maker]
    total: int


def makers(site: Site, project: NamedNode, needed: Sequence[Term], slug: str) -> Makers:
    """In: a project, the processes it needs, its lab's slug, from which distances count."""
    labs = directory(site)
    origin = labs[slug].at if slug in labs else None
    return ranked(site.ask("project_makers", project=project), needed, labs, origin)


def ranked(rows: Iterable[Row], needed: Sequence[Term], labs: Directory, origin: Point | None) -> Makers:
    """Labs in order. In: rows of `project_makers.rq`."""
    known, found = by_iri(labs), dict[str, list[Row]]()
    for row in rows:
        found.setdefault(first((row["lab"],)), []).append(row)
    every = [_maker(known[iri], held, needed, origin) for iri, held in found.items() if iri in known]
    usable = [maker for maker in every if maker.lab.status not in SHUT]
    able = sorted((m for m in usable if not m.missing), key=lambda m: (not m.sure, nearest_first(m.km), m.lab.slug))
    nearly = sorted((m for m in usable if m.missing), key=lambda m: (len(m.missing), nearest_first(m.km), m.lab.slug))
    return Makers(able[:MOST], nearly[:NEARLY], len(able))


def _maker(lab: Lab, rows: Sequence[Row], needed: Sequence[Term], origin: Point | None) -> Maker:
    said = {row["process"]: first((row["machine"],)) for row in rows if _stated(row)}
    inferred = {row["process"]: first((row["machine"],)) for row in rows if row["process"] not in said}
    missing = tuple(process for process in needed if process not in said and process not in inferred)
    return Maker(lab, said | inferred, frozenset(inferred), missing, kilometres(origin, lab.at))


def _stated(row: Row) -> bool:
    said = row["said"]
    return isinstance(said, Literal) and said.value == "true"
