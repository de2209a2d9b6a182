"""`/planned`: labs that are being set up, what they need, and who in the network can help with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from server.pages import labels
from server.pages.directory import Directory, Lab, by_iri, directory
from server.pages.distance import kilometres, nearest_first
from server.pages.labels import code
from server.pages.lending import Need, needs, offers
from server.pages.paging import part
from server.pages.rows import Record, Values, first, gather
from server.pages.site import Site
from server.pages.trainings import Training, trainings

#: Machines, guides and trainings shown for each need.
MOST = 5
_USABLE = ("en-service", "degrade")


@dataclass(frozen=True, slots=True)
class Nearby:
    """A working machine of the type that is needed, its lab, and how far that is."""

    iri: str
    name: Values
    lab: Lab
    km: float | None


@dataclass(frozen=True, slots=True)
class Help:
    """For a need: machines to see, nearest first and one of each lab; guides; trainings."""

    need: Need
    machines: Sequence[Nearby]
    guides: Sequence[Record]
    trainings: Sequence[Training]
    labs: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned lab and the help there is for each of its needs."""

    lab: Lab
    helps: Sequence[Help]


def index(site: Site) -> str:
    """`/planned`."""
    labs = directory(site)
    planned = sorted((lab for lab in labs.values() if lab.status == "projet"), key=lambda lab: lab.order)
    wanted = needs(site, labs, offers(site, labs)) if planned else []
    known, taught = _Known.of(site, labs) if planned else _Known({}, {}, labs), trainings(site, labs) if planned else []
    shown = part(planned)
    found = [
        Planned(lab, [_help(need, known, taught) for need in wanted if need.lab.slug == lab.slug])
        for lab in shown.items
    ]
    return render_template("pages/planned.html", part=shown, planned=found, most=MOST)


@dataclass(frozen=True, slots=True)
class _Known:
    """Machines and guides of the network by the type that is looked for."""

    machines: Mapping[str, Sequence[Record]]
    guides: Mapping[str, Sequence[Record]]
    labs: Directory

    @classmethod
    def of(cls, site: Site, labs: Directory) -> "_Known":
        rows = site.ask("planned_help")
        return cls(_by_type(gather(rows, "machine")), _by_type(gather(rows, "guide")), by_iri(labs))


def _by_type(records: Sequence[Record]) -> Mapping[str, Sequence[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        for kind in record["type"]:
            found.setdefault(first((kind,)), []).append(record)
    return found


def _help(need: Need, known: _Known, taught: Sequence[Training]) -> Help:
    types = [first((kind,)) for kind in need.record["type"]]
    near = _nearby(need.lab, [record for kind in types for record in known.machines.get(kind, ())], known.labs)
    guides = {record.iri: record for kind in types for record in known.guides.get(kind, ())}
    return Help(need, near[:MOST], list(guides.values())[:MOST], _taught(types, taught)[:MOST], len(near))


def _nearby(lab: Lab, machines: Sequence[Record], labs: Directory) -> list[Nearby]:
    """One working machine of each other lab that is open, nearest first."""
    found: dict[str, Nearby] = {}
    for record in machines:
        holder = labs.get(first(record["holder"]))
        if holder and holder.slug != lab.slug and holder.status != "ferme" and code(first(record["status"])) in _USABLE:
            found.setdefault(
                holder.slug, Nearby(record.iri, record["machineName"], holder, kilometres(lab.at, holder.at))
            )
    return sorted(found.values(), key=lambda each: (nearest_first(each.km), each.lab.order))


def _taught(types: Sequence[str], taught: Sequence[Training]) -> list[Training]:
    """Trainings that teach what machines of these types do."""
    does = {process for kind in types if (found := labels.concept(kind)) for process in found.typical_processes}
    return [each for each in taught if does & {first((process,)) for process in each.record["process"]}]
