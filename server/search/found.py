"""What a search gives: labs with their matching machines, the points of the map, and counts to go further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

#: Texts by language (`fr`, `en`, or the empty string for none) as the lab wrote them: hostile until a filter prints.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """A slot on a concrete day, in the lab's time.

    `day` is the day it begins; `opens` and `closes` are `HH:MM`, the end being on the next day if it is not after the
    beginning. `modes`: IRIs of the list access, the slot's own, else the lab's, else «tout public». `periods`: IRIs of
    the list school-period; when not empty the slot holds in those periods only, which the hub does not know: say so.
    """

    day: date
    opens: str
    closes: str
    modes: tuple[str, ...]
    special: bool = False
    periods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ability:
    """What answered the process and the material asked: IRIs of concepts; `thickness` in mm, None when not stated."""

    processes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    thickness: float | None = None


@dataclass(frozen=True, slots=True)
class MachineHit:
    """A machine that matches.

    `id` is the fragment of its IRI, for `/machines/<slug>/<id>`. `inferred` says what the lab has not stated itself and
    must be asked («à confirmer avec le lab»): any of `model` (its model says it), `type` (machines of its type usually
    can), `size` (the working area is that of its model); empty when the lab states everything asked.
    `credentials` maps the IRI of each credential it requires to its name (empty texts where nobody names it).
    `width`, `depth` in mm, its own, else its model's. `since` is an ISO day, or empty.
    """

    iri: str
    id: str
    name: Texts
    types: tuple[str, ...]
    other_type: Texts
    status: str
    since: str
    credentials: Mapping[str, Texts]
    model: str
    ability: Ability | None
    inferred: tuple[str, ...]
    width: float | None
    depth: float | None
    quantity: int
    loanable: bool


@dataclass(frozen=True, slots=True)
class LabHit:
    """A lab that matches, with its machines that do (none when the criteria say nothing of machines or words).

    `slot` is the one that answers the day and the hour asked (None when none were asked); `openings` are all slots of
    the day asked, or of today. `distance_km` to one decimal, as the crow flies; None without a place.
    `approximate`: without a position of its own, it stands at the centre of its commune.
    `status` is an IRI of lab-status, or empty. `commune` is plain text, hostile too.
    """

    slug: str
    iri: str
    name: Texts
    commune: str
    lat: float | None
    lon: float | None
    approximate: bool
    distance_km: float | None
    status: str
    slot: Opening | None
    openings: Sequence[Opening]
    closed_that_day: bool
    machines: Sequence[MachineHit]
    machines_total: int


@dataclass(frozen=True, slots=True)
class Point:
    """A lab on the map."""

    slug: str
    name: Texts
    lat: float
    lon: float
    machines: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many labs of the present result have that value: an IRI, or the name of a commune."""

    value: str
    labs: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one search.

    `total` labs and `machines` in all; `hits` are those of the page asked, `points` all that have a position. `day` is
    the concrete day that the criteria led to, None if none was asked. `facets` by name: `process type material status
    commune`, most frequent first. `corrected` maps words nobody uses here to the forgiven ones that were searched.
    `loosened`: no lab has every word, these have some.
    """

    total: int
    machines: int
    hits: Sequence[LabHit]
    page: int
    last: int
    points: Sequence[Point]
    facets: Mapping[str, Sequence[Count]] = field(default_factory=dict)
    day: date | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    loosened: bool = False


NOTHING = Found(0, 0, (), 1, 1, ())
