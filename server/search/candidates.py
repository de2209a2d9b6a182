"""Which labs of an opened index answer the criteria, with which machines: one pass over what is in memory. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from ontology.names import VOCAB
from server.search import opening
from server.search.criteria import Criteria
from server.search.folding import folded
from server.search.found import Opening
from server.search.labs import Light
from server.search.matching import Verdict, Wanted, judge
from server.search.near import distance_km
from server.search.opening import PUBLIC, Moment
from server.search.profile import Profile
from server.search.shelf import Shelf
from server.search.text import Matched, match
from server.shut import CLOSED_IRI, SHUT_IRIS
from server.zones import zone

EVERYONE = f"{VOCAB}audience/tout-public"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lab that answers: its distance, the slot that does, its machines (place, why) that do."""

    lab: Light
    km: float | None
    slot: Opening | None
    machines: Sequence[tuple[int, Verdict]]
    score: float


@dataclass(frozen=True, eq=False)
class Search:
    """One search: an opened index, criteria, the time (UTC, without offset), the network's time zone."""

    shelf: Shelf
    criteria: Criteria
    now: datetime
    zone: ZoneInfo

    @cached_property
    def wanted(self) -> Wanted:
        """What machines must be."""
        return Wanted(self.criteria)

    @cached_property
    def matched(self) -> Matched | None:
        """What the words found."""
        return match(self.shelf, self.criteria.text)

    @property
    def shows_machines(self) -> bool:
        """Whether answers are machines; else they are labs."""
        return self.criteria.of_machines or self.matched is not None

    @cached_property
    def communes(self) -> frozenset[str]:
        """The communes asked, without case and accents."""
        return frozenset(folded(name) for name in self.criteria.commune)

    @cached_property
    def verdicts(self) -> dict[int, Verdict | None]:
        """What was judged already, by the identity of the profile."""
        return {}

    def today(self, lab: Light) -> date:
        """The day it is at a lab."""
        return self.now.replace(tzinfo=UTC).astimezone(zone(lab.zone) or self.zone).date()

    @property
    def today_here(self) -> date:
        """The day it is in the network's own time zone."""
        return self.now.replace(tzinfo=UTC).astimezone(self.zone).date()

    def candidates(self) -> Iterator[Candidate]:
        """Every lab that answers, in no order."""
        for lab in self.shelf.labs:
            if self._suits(lab) and (km := self._within(lab)) is not False:
                found = self._answer(lab, km)
                if found is not None:
                    yield found

    def _answer(self, lab: Light, km: float | None) -> Candidate | None:
        machines = self._machines(lab)
        if machines is None:
            return None
        slot = None
        if self.criteria.of_opening:
            slot = self._slot(lab)
            if slot is None:
                return None
        score = self.matched.scores[lab.number] if self.matched else 0.0
        return Candidate(lab, km, slot, machines, score)

    def _suits(self, lab: Light) -> bool:
        asked = self.criteria
        return (
            (self.matched is None or lab.number in self.matched.scores)
            and self._in_activity(lab)
            and (not self.communes or folded(lab.commune) in self.communes)
            and set(asked.accessibility) <= set(lab.features)
            and (not asked.audience or not {*asked.audience, EVERYONE}.isdisjoint(lab.audience))
            and (asked.age is None or lab.min_age is None or lab.min_age <= asked.age)
            and (not asked.access or asked.of_opening or not _modes(lab).isdisjoint(asked.access))
        )

    def _in_activity(self, lab: Light) -> bool:
        if self.criteria.of_machines or self.criteria.of_opening or self.criteria.access:
            return lab.status not in SHUT_IRIS  # of no use to who looks for a machine or an open door
        return lab.status != CLOSED_IRI or self.matched is not None

    def _within(self, lab: Light) -> float | bool | None:
        """The distance, None where no place is asked, False if too far or unknown."""
        place, radius = self.criteria.near, self.criteria.radius_km
        if place is None:
            return None
        if lab.lat is None or lab.lon is None:
            return False
        km = distance_km(place, lab.lat, lab.lon)
        return km if radius is None or km <= radius else False

    def _slot(self, lab: Light) -> Opening | None:
        if not lab.slots:
            return None
        day = self.criteria.asked_day(self.today(lab))
        assert day is not None
        moment = Moment(day, self.criteria.hour, self.criteria.until)
        allowed = frozenset(self.criteria.access) or PUBLIC
        return opening.answering(lab.slots, lab.modes, lab.country, moment, allowed)

    def _machines(self, lab: Light) -> Sequence[tuple[int, Verdict]] | None:
        """Those that answer; None when that leaves the lab out."""
        profiles = self.shelf.profiles[lab.number]
        found = [(place, v) for place, p in enumerate(profiles, 1) if (v := self._judged(p)) is not None]
        if self.matched is None:
            return found if found or not self.criteria.of_machines else None
        places, whole = self.matched.machines.get(lab.number, frozenset()), lab.number in self.matched.whole
        named = [each for each in found if each[0] in places]
        if named or not whole:
            return named or None
        return (found or None) if self.criteria.of_machines else ()

    def _judged(self, profile: Profile) -> Verdict | None:
        known = self.verdicts
        if id(profile) not in known:
            known[id(profile)] = judge(profile, self.wanted)
        return known[id(profile)]


def _modes(lab: Light) -> frozenset[str]:
    """Who may come to a lab, some time or other."""
    unsaid = [opening.ANYBODY] if any(s.opens and not s.modes for s in lab.slots) and not lab.modes else []
    return frozenset([*lab.modes, *unsaid, *(mode for slot in lab.slots for mode in slot.modes)])


def facets(search: Search, found: Sequence[Candidate]) -> Mapping[str, Mapping[str, int]]:
    """How many of these labs have each value."""
    counts: dict[str, dict[str, int]] = {name: {} for name in ("type", "process", "material", "status", "commune")}
    for candidate in found:
        profiles = search.shelf.profiles[candidate.lab.number]
        distinct = {id(p): p for p in (profiles[place - 1] for place, _ in candidate.machines)}
        values = {value for profile in distinct.values() for value in profile.facets}
        for name, value in values | {("commune", candidate.lab.commune)}:
            if value:
                counts[name][value] = counts[name].get(value, 0) + 1
    return counts
