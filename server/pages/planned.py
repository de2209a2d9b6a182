"""`/planned`: labs that are being set up, what they need, and who in the network can help with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from server.pages import labels
from server.pages.directory import Directory, Lab, by_iri, directory
from server.pages.distance import kilometres, nearest_first
from server.pages.lending import Match, Need, Shelf, needs, offers
from server.pages.paging import part
from server.pages.rows import Record, Values, first, gather
from server.pages.site import Site
from server.pages.trainings import Training, trainings
from server.shut import SHUT

#: Machines, guides and trainings shown for each need.
MOST = 5


@dataclass(frozen=True, slots=True)
class Nearby:
    """A working machine of the type that is needed, its lab, and how far that is."""

    iri: str
    name: Values
    lab: Lab
    km: float | None


@dataclass(frozen=True, slots=True)
class Help:
    """For a need: offers; machines to see, nearest first and one of each lab (of so many labs); guides; trainings."""

    need: Need
    matches: Sequence[Match]
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
    shown = part(planned)
    found = _helped(site, labs, shown.items) if planned else []
    return render_template("pages/planned.html", part=shown, planned=found, most=MOST)


def _helped(site: Site, labs: Directory, planned: Sequence[Lab]) -> list[Planned]:
    """The help there is for each need of some planned labs."""
    shelf, known, taught = Shelf(offers(site, labs)), _Known.of(site, labs), trainings(site, labs)
    helps: dict[str, list[Help]] = {lab.slug: [] for lab in planned}
    for need in needs(site, labs, shelf):
        if need.lab.slug in helps:
            helps[need.lab.slug].append(_help(need, shelf.matches(need), known, taught))
    return [Planned(lab, helps[lab.slug]) for lab in planned]


@dataclass(frozen=True, slots=True)
class _Known:
    """By the type that is looked for: one working machine of each open lab, and guides."""

    machines: Mapping[str, Mapping[str, tuple[Lab, Record]]]
    guides: Mapping[str, Sequence[Record]]

    @classmethod
    def of(cls, site: Site, labs: Directory) -> "_Known":
        """Asks once for all types."""
        rows, holders = site.ask("planned_help"), by_iri(labs)
        machines: dict[str, dict[str, tuple[Lab, Record]]] = {}
        for record in gather(rows, "machine"):
            holder = holders.get(first(record["holder"]))
            for kind in record["type"] if holder and holder.status not in SHUT else ():
                assert holder is not None
                machines.setdefault(first((kind,)), {}).setdefault(holder.slug, (holder, record))
        guides: dict[str, list[Record]] = {}
        for record in gather(rows, "guide"):
            for kind in record["type"]:
                guides.setdefault(first((kind,)), []).append(record)
        return cls(machines, guides)


def _help(need: Need, matches: Sequence[Match], known: _Known, taught: Sequence[Training]) -> Help:
    types = [first((kind,)) for kind in need.record["type"]]
    held = {slug: found for kind in types for slug, found in known.machines.get(kind, {}).items()}
    near = _nearby(need.lab, [found for slug, found in held.items() if slug != need.lab.slug])
    guides = {record.iri: record for kind in types for record in known.guides.get(kind, ())}
    return Help(need, matches, near, list(guides.values())[:MOST], _taught(types, taught)[:MOST], len(held))


def _nearby(lab: Lab, held: Sequence[tuple[Lab, Record]]) -> list[Nearby]:
    """The nearest machines."""
    found = [(kilometres(lab.at, holder.at), holder, record) for holder, record in held]
    nearest = sorted(found, key=lambda each: (nearest_first(each[0]), each[1].slug))[:MOST]
    return [Nearby(record.iri, record["machineName"], holder, km) for km, holder, record in nearest]


def _taught(types: Sequence[str], taught: Sequence[Training]) -> list[Training]:
    """Trainings that teach what machines of these types do."""
    does = {process for kind in types if (found := labels.concept(kind)) for process in found.typical_processes}
    return [each for each in taught if does & {first((process,)) for process in each.record["process"]}]
