"""Finds labs and machines in the index of the current generation."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.places import Places
from server.search import communes, opening, sparql
from server.search.candidates import Candidate, Search, facets
from server.search.criteria import PAGE, Criteria
from server.search.found import NOTHING, Count, Found, LabHit, MachineHit, Point
from server.search.matching import Verdict, measures
from server.search.near import rounded
from server.search.places import Place
from server.search.profile import Profile
from server.search.shelf import Shelf
from server.store.generations import in_turn
from server.store.reader import LOCK, GenerationGone

#: Machines of one lab on a page of answers; a file has them all.
MOST_MACHINES = 12
_MOST_COUNTS = 300


class Finder:
    """Answers searches; safe to use from many threads.

    In: what names the directory of the current generation (None: there is none yet), the network's time zone, and the
    communes where labs without a position stand.
    """

    def __init__(self, generation: Callable[[], Path | None], zone: ZoneInfo, places: Places | None = None) -> None:
        self._generation, self._zone, self._places = generation, zone, places
        self._lock = threading.Lock()
        self._opened: tuple[str, Shelf | None] = ("", None)

    def find(self, criteria: Criteria, now: datetime) -> Found:
        """In: the criteria; the time, UTC without offset, as `site.clock()` says. Out: nothing before the first index.

        A page that does not exist has no hits: `Found.last` says how many there are.
        """
        return self._found(criteria, now, PAGE, MOST_MACHINES)

    def everything(self, criteria: Criteria, now: datetime) -> Found:
        """The same with every hit on one page, for CSV and GeoJSON."""
        return self._found(criteria, now, None, None)

    def place(self, name: str) -> Place | None:
        """The commune of some lab by its name or Insee code: where its labs stand on average."""
        shelf = self._shelf()
        return communes.find(shelf.communes, name) if shelf else None

    def sparql(self, criteria: Criteria, now: datetime, lang: str = "fr") -> str:
        """The SPARQL that answers the same criteria, free text left out; its comments in `lang`."""
        shelf = self._shelf()
        countries = {lab.country for lab in shelf.labs} if shelf else {"FR"}
        return sparql.text_of(criteria, now.replace(tzinfo=UTC).astimezone(self._zone).date(), lang, countries)

    def _found(self, criteria: Criteria, now: datetime, size: int | None, most: int | None) -> Found:
        shelf = self._shelf()
        if shelf is None:
            return NOTHING
        search = Search(shelf, criteria, now, self._zone)
        return answer(search, size, most)

    def _shelf(self) -> Shelf | None:
        """The index of the current generation; the one before is let go."""
        for generation in in_turn(self._generation):
            try:
                return self._of(generation)
            except GenerationGone:
                continue
        return None

    def _of(self, generation: Path) -> Shelf | None:
        stamp = _stamp(generation) + (self._places.stamp() if self._places else "")
        with self._lock:  # one thread opens, the others wait for it
            if self._opened[0] != stamp:
                self._opened = (stamp, Shelf.open(generation, self._places))
            return self._opened[1]


def _stamp(generation: Path) -> str:
    try:
        return f"{generation}-{(generation / LOCK).stat().st_mtime_ns}"
    except FileNotFoundError as error:
        raise GenerationGone(generation.name) from error


def answer(search: Search, size: int | None, most: int | None) -> Found:
    """The whole answer; `size` hits a page (None: all), `most` machines a lab (None: all)."""
    found = sorted(search.candidates(), key=_order(search))
    last = max(1, -(-len(found) // size)) if size else 1
    page = search.criteria.page if size else 1
    shown = found[(page - 1) * size : page * size] if size else found
    matched, counts = search.matched, facets(search, found)
    return Found(
        total=len(found),
        machines=sum(len(each.machines) for each in found) if search.shows_machines else 0,
        hits=[_hit(search, each, most) for each in shown],
        page=page,
        last=last,
        points=[_point(search, each) for each in found if each.lab.lat is not None],
        facets={name: _frequent(values) for name, values in counts.items()},
        day=search.criteria.asked_day(search.today_here),
        corrected=matched.corrected if matched else {},
        loosened=bool(matched and matched.loosened),
    )


def _order(search: Search) -> Callable[[Candidate], tuple[float, ...]]:
    criteria, ranks = search.criteria, search.shelf.ranks
    by = criteria.sort or ("distance" if criteria.near else "relevance" if criteria.text else "name")

    def key(each: Candidate) -> tuple[float, ...]:
        name = ranks[each.lab.number]
        if by == "distance" and each.km is not None:
            return (each.km, name)
        return (-each.score, name) if by == "relevance" else (name,)

    return key


def _frequent(values: Mapping[str, int]) -> Sequence[Count]:
    ordered = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Count(value, labs) for value, labs in ordered[:_MOST_COUNTS]]


def _point(search: Search, each: Candidate) -> Point:
    lab = each.lab
    machines = len(each.machines) if search.shows_machines else 0
    return Point(lab.slug, lab.name, lab.lat or 0.0, lab.lon or 0.0, machines, lab.approximate)


def _hit(search: Search, each: Candidate, most: int | None) -> LabHit:
    lab = each.lab
    day = search.criteria.asked_day(search.today(lab)) or search.today(lab)
    machines = each.machines if search.shows_machines else ()
    told = search.shelf.shown(lab.number) if machines else []
    profiles = search.shelf.profiles[lab.number]
    return LabHit(
        slug=lab.slug,
        iri=lab.iri,
        name=lab.name,
        commune=lab.commune,
        lat=lab.lat,
        lon=lab.lon,
        approximate=lab.approximate,
        distance_km=None if each.km is None else rounded(each.km),
        status=lab.status,
        slot=each.slot,
        openings=opening.openings(lab.slots, lab.modes, lab.country, day),
        closed_that_day=opening.closed(lab.slots, day),
        machines=[_machine(search, profiles[p - 1], told[p - 1], v) for p, v in machines[:most]],
        machines_total=len(machines),
    )


def _machine(search: Search, profile: Profile, told: Mapping[str, Any], verdict: Verdict) -> MachineHit:
    width, depth = measures(profile)
    named = search.shelf.credentials
    return MachineHit(
        iri=told["iri"],
        id=told["iri"].partition("#")[2],
        name=told["name"],
        types=tuple(sorted(profile.types)),
        other_type=told["other_type"],
        status=profile.status,
        since=told["since"],
        credentials={iri: name or named.get(iri, {}) for iri, name in told["credentials"].items()},
        model=told["model"],
        ability=verdict.ability,
        inferred=verdict.inferred,
        width=width,
        depth=depth,
        quantity=told["quantity"],
        loanable=profile.loanable,
    )
