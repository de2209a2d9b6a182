"""What an area has, commune by commune: labs, public hours, machines, what is down, what is looked for. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.pages.coverage.area import commune_of
from server.pages.coverage.facts import Down, Facts, Lab, broader
from server.places import Place


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune with what its labs say. `hours`: public hours a week of all of them (None: nobody says any)."""

    place: Place
    labs: Sequence[Lab]
    hours: float | None
    working: int
    down: Sequence[Down]
    needs: Sequence[str]

    @property
    def days(self) -> int:
        """Days during which its machines have been down, added up; those without a date are not counted."""
        return sum(each.days or 0 for each in self.down)

    def down_of(self, kind: str) -> Sequence[Down]:
        """Those of a type, sub-types included."""
        return [each for each in self.down if kind in each.types]

    def needs_of(self, kind: str) -> int:
        """How many look for a type or one of its sub-types."""
        return sum(kind in broader(need) for need in self.needs)


def communes(facts: Facts, places: Sequence[Place]) -> list[Commune]:
    """In: the facts, the communes of an area. Out: each with what it has, in the same order."""
    there: dict[str, list[Lab]] = defaultdict(list)
    for lab in facts.labs.values():
        there[commune_of(lab)].append(lab)
    down: dict[str, list[Down]] = defaultdict(list)
    for each in facts.down:
        if each.slug in facts.labs and facts.labs[each.slug].open:
            down[each.slug].append(each)
    return [_commune(facts, place, there.get(place.code, ()), down) for place in places]


def _commune(facts: Facts, place: Place, labs: Sequence[Lab], down: Mapping[str, Sequence[Down]]) -> Commune:
    hours = [lab.hours for lab in labs if lab.hours is not None]
    return Commune(
        place,
        labs,
        sum(hours) if hours else None,
        sum(facts.working.get(lab.slug, 0) for lab in labs),
        [each for lab in labs for each in down.get(lab.slug, ())],
        [need for lab in labs for need in facts.needs.get(lab.slug, ())],
    )
