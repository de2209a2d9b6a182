"""Repair, borrow or buy: what each way costs, whom it reaches, what a reached inhabitant costs. Pure.

Nobody's price is invented: a loan costs what its lab asks, a repair and a purchase what the reader types.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from server.pages import labels
from server.pages.coverage import gaps
from server.pages.coverage.facts import Facts, Lab, types_of
from server.pages.coverage.gaps import Site
from server.pages.coverage.survey import Survey
from server.pages.rows import Record, first
from server.places import Place
from server.places.distance import kilometres

#: Codes of the lists availability and borrower under which a lab of the network, or the public, may borrow.
_AVAILABLE = frozenset({"oui", "sur-demande", ""})
_BORROWERS = frozenset({"labs-du-reseau", "tout-public", ""})
_MOST = 20


@dataclass(frozen=True, slots=True)
class Means:
    """What the reader types, in euros; None: nothing."""

    budget: float | None
    price: float | None
    repair: float | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach people: `repair`, `loan` or `purchase`; where; its cost in euros (None: not known).

    `people` and `communes` come newly within the radius, net of those who lose what is lent away. `fits`: the budget
    is known and suffices. `lab` and `machine` say whose machine it is; `days` since it is down, or of the loan.
    """

    kind: str
    place: Place | None
    cost: float | None
    people: int
    communes: int
    fits: bool | None = None
    lab: Lab | None = None
    machine: Record | None = None
    days: int | None = None
    deposit: float | None = None
    km: float | None = None
    machines: int = 1

    @property
    def each(self) -> float | None:
        """Euros for each inhabitant reached; None when the cost is not known or nobody is reached."""
        return self.cost / self.people if self.cost is not None and self.people > 0 else None


def ways(facts: Facts, survey: Survey, kind: str, radius: float, means: Means) -> list[Way]:
    """In: a type, kilometres, the reader's means. Out: the ways, cheapest for each inhabitant reached first."""
    far = gaps.too_far(survey, kind, radius)
    found = [
        *_repairs(facts, survey, kind, radius, means),
        *_loans(facts, survey, kind, radius),
        *_purchases(survey, far, radius, means),
    ]
    judged = [replace(way, fits=_fits(way, means.budget)) for way in found]
    return sorted(judged, key=lambda way: (way.each is None, way.each or 0, -way.people, -way.communes))[:_MOST]


def _fits(way: Way, budget: float | None) -> bool | None:
    return None if budget is None or way.cost is None else way.cost <= budget


def _repairs(facts: Facts, survey: Survey, kind: str, radius: float, means: Means) -> list[Way]:
    """Machines of the type that do not work: mended, they reach who is too far now."""
    far = gaps.too_far(survey, kind, radius)
    found = []
    for down in facts.down:
        lab = facts.labs.get(down.slug)
        if lab and lab.open and lab.point and kind in down.types:
            near = _within(survey, lab.point, radius, far)
            people = sum(survey.places[n].population for n in near)
            found.append(
                Way("repair", None, means.repair, people, len(near), lab=lab, machine=down.machine, days=down.days)
            )
    return found


def _loans(facts: Facts, survey: Survey, kind: str, radius: float) -> list[Way]:
    """Machines of the type that a lab lends and that work: put where they reach most, without those left behind."""
    found = []
    for offer in facts.offers:
        lab = facts.labs.get(first(offer["slug"]))
        if lab and lab.point and kind in types_of(offer) and _may_be_lent(offer):
            found.append(_loan(survey, kind, radius, lab, offer))
    return found


def _loan(survey: Survey, kind: str, radius: float, lab: Lab, offer: Record) -> Way:
    """The gain is counted with the machine away: an only machine leaves its neighbours without one."""
    far = _far_without(survey, kind, radius, lab)
    best = next(iter(gaps.sites(survey, far, radius)), None)
    now = gaps.too_far(survey, kind, radius)
    lost = sum(survey.places[n].population for n in set(far) - set(now))
    people = (best.people if best else 0) - lost
    communes = (best.communes if best else 0) - (len(far) - len(now))
    place = best.place if best else None
    km = kilometres(lab.point, (place.lat, place.lon)) if place and lab.point else None
    return Way(
        "loan", place, _amount(offer["amount"]), people, communes,
        lab=lab, machine=offer, days=_whole(offer["days"]), deposit=_amount(offer["deposit"]), km=km,
    )  # fmt: skip


def _far_without(survey: Survey, kind: str, radius: float, lab: Lab) -> list[int]:
    """Who is too far once a lab has one machine of the type less."""
    held: Mapping[str, int] = survey.held.get(kind, {})
    if held.get(lab.slug, 0) != 1:
        return gaps.too_far(survey, kind, radius)
    others = [survey.labs[slug] for slug in held if slug != lab.slug and slug in survey.labs]
    ends = [other.point for other in others if other.point]
    return [
        n
        for n, place in enumerate(survey.places)
        if not any(kilometres((place.lat, place.lon), end) <= radius for end in ends)
    ]


def _purchases(survey: Survey, far: Sequence[int], radius: float, means: Means) -> list[Way]:
    """One machine, and as many as the budget buys."""
    count = 1
    if means.price and means.budget:
        count = max(1, min(_MOST, int(means.budget // means.price)))
    bought = gaps.sites(survey, far, radius, count)
    if not bought:
        return []
    found = [_purchase(bought[:1], means)]
    return [*found, _purchase(bought, means)] if len(bought) > 1 else found


def _purchase(bought: Sequence[Site], means: Means) -> Way:
    cost = means.price * len(bought) if means.price is not None else None
    people, communes = sum(site.people for site in bought), sum(site.communes for site in bought)
    return Way("purchase", bought[0].place, cost, people, communes, machines=len(bought))


def _within(survey: Survey, point: tuple[float, float], radius: float, among: Sequence[int]) -> list[int]:
    return [n for n in among if kilometres(point, (survey.places[n].lat, survey.places[n].lon)) <= radius]


def _may_be_lent(offer: Record) -> bool:
    codes = {labels.code(first((value,))) for value in offer["borrower"]} or {""}
    works = labels.code(first(offer["status"])) == "en-service"
    return works and labels.code(first(offer["available"])) in _AVAILABLE and bool(codes & _BORROWERS)


def _amount(values: tuple[object, ...]) -> float | None:
    try:
        return max(0.0, float(first(values)))  # type: ignore[arg-type]
    except ValueError:
        return None


def _whole(values: tuple[object, ...]) -> int | None:
    found = _amount(values)
    return int(found) if found is not None and found < 100_000 else None
