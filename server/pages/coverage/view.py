"""`/coverage` and `/coverage.csv`: machine types by communes, gaps, where to put one more, what it would cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, render_template

from server.pages import csvfile
from server.pages.coverage import compare, gaps
from server.pages.coverage.columns import COLUMNS, rows
from server.pages.coverage.communes import Commune
from server.pages.coverage.facts import Facts, Lab, broader, known_types
from server.pages.coverage.gaps import Gap
from server.pages.coverage.gaps import Site as Spot
from server.pages.coverage.prepared import Surveyed, surveyed
from server.pages.coverage.survey import Reach, Survey
from server.pages.coverage.wanted import SORTS, Wanted, wanted
from server.pages.paging import part
from server.pages.site import Site
from server.places.place import key


@dataclass(frozen=True, slots=True)
class Row:
    """A commune, how far it is to the nearest machine, and whether that is within the radius."""

    commune: Commune
    reach: Reach | None
    near: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of machine: who has access, how many look for it, where one more would reach most."""

    gap: Gap
    needs: int
    spot: Spot | None


def page(site: Site) -> str:
    """`/coverage`; `?zone=`, `?type=`, `?commune=`, `?radius=`, `?budget=`, … choose."""
    found, asked = surveyed(site, wanted(site.settings.coverage_radius))
    common = {
        "asked": asked, "area": found, "survey": found.survey, "about": site.places.about, "today": site.today(),
        "people": found.survey.population, "sorts": SORTS, "columns": COLUMNS, "types": known_types(),
        "unlocated": _unlocated(found.facts), "unsure": found.facts.unstated,
    }  # fmt: skip
    if asked.type:
        return render_template("pages/coverage_type.html", **common, **_of_type(found, asked, asked.type.iri))
    if asked.commune:
        return render_template("pages/coverage_commune.html", **common, **_of_commune(found, asked))
    return render_template(
        "pages/coverage.html", **common, kinds=_kinds(found, asked.radius), missing=_missing(found.survey),
        part=part(_ordered(found, asked)),
    )  # fmt: skip


def table(site: Site) -> Response:
    """`/coverage.csv`: a row for each commune and type of the same choice."""
    found, asked = surveyed(site, wanted(site.settings.coverage_radius))
    kinds = [asked.type.iri] if asked.type else [kind for kind in known_types() if found.survey.nearest.get(kind)]
    chosen = [each for each in found.communes if asked.commune in ("", each.place.code)]
    about = site.places.about
    source = f"{about.source} ({about.licence})" if about else ""
    told = rows(found.survey, chosen, kinds, asked.radius, (site.today().isoformat(), source))
    return csvfile.answer("coverage.csv", tuple(COLUMNS), told)


def _unlocated(known: Facts) -> Sequence[Lab]:
    return [lab for lab in known.labs.values() if lab.open and lab.position is None]


def _kinds(found: Surveyed, radius: float) -> list[Kind]:
    """The types that somebody has or looks for, the biggest gap first."""
    needs = [need for commune in found.communes for need in commune.needs]
    sought = {kind for need in needs for kind in broader(need)}
    rows = []
    for kind in known_types():
        if found.survey.nearest.get(kind) or kind in sought:
            far = gaps.too_far(found.survey, kind, radius)
            spot = next(iter(gaps.sites(found.survey, far, radius)), None)
            count = sum(kind in broader(need) for need in needs)
            rows.append(Kind(gaps.gap(found.survey, kind, radius, found.slugs), count, spot))
    return sorted(rows, key=lambda row: (-row.gap.without, -row.gap.communes, -row.needs))


def _missing(measured: Survey) -> list[str]:
    """Types that nobody has in the whole network."""
    return [kind for kind in known_types() if not measured.nearest.get(kind)]


def _of_type(found: Surveyed, asked: Wanted, kind: str) -> dict[str, object]:
    reaches = gaps.reaches(found.survey, kind)
    rows = [
        Row(commune, reach, reach is not None and reach.km <= asked.radius)
        for commune, reach in zip(found.communes, reaches, strict=True)
    ]
    far = gaps.too_far(found.survey, kind, asked.radius)
    return {
        "kind": kind,
        "rows": rows,
        "dots": _dots(found, kind),
        "gap": gaps.gap(found.survey, kind, asked.radius, found.slugs),
        "steps": gaps.sites(found.survey, far, asked.radius, 3),
        "hosted": next(iter(gaps.sites(found.survey, far, asked.radius, 1, found.hosts)), None),
        "ways": compare.ways(found.facts, found.survey, kind, asked.radius, asked.means),
        "part": part(sorted(rows, key=_ROW_ORDERS[asked.sort])),
    }


def _dots(found: Surveyed, kind: str) -> list[tuple[int, int]]:
    """Where labs that have a machine of the type stand on the map."""
    points = [found.facts.labs[slug].point for slug in found.survey.held.get(kind, {}) if slug in found.facts.labs]
    places = [found.drawing.at(*point) for point in points if point and found.drawing]
    return sorted(place for place in places if place)


_FAR = 1e9
_ROW_ORDERS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "gap": lambda row: (row.near, -row.commune.place.population, -(row.reach.km if row.reach else _FAR)),
    "name": lambda row: (key(row.commune.place.name),),
    "population": lambda row: (-row.commune.place.population, key(row.commune.place.name)),
    "distance": lambda row: (-(row.reach.km if row.reach else _FAR), key(row.commune.place.name)),
}


def _of_commune(found: Surveyed, asked: Wanted) -> dict[str, object]:
    number, commune = next((n, each) for n, each in enumerate(found.communes) if each.place.code == asked.commune)
    rows = [
        (kind, Row(commune, reach, reach is not None and reach.km <= asked.radius))
        for kind in known_types()
        if (reach := gaps.reaches(found.survey, kind)[number]) is not None or commune.needs_of(kind)
    ]
    ordered = sorted(rows, key=lambda pair: (pair[1].near, -(pair[1].reach.km if pair[1].reach else _FAR)))
    return {"commune": commune, "rows": ordered}


def _ordered(found: Surveyed, asked: Wanted) -> list[tuple[Commune, int]]:
    """Communes with the number of types within the radius."""
    counts = [0] * len(found.communes)
    for reaches in found.survey.nearest.values():
        for number, reach in enumerate(reaches):
            counts[number] += reach is not None and reach.km <= asked.radius
    pairs = list(zip(found.communes, counts, strict=True))
    orders: dict[str, Callable[[tuple[Commune, int]], tuple[object, ...]]] = {
        "name": lambda pair: (key(pair[0].place.name),),
        "distance": lambda pair: (pair[1], -pair[0].place.population),
    }
    return sorted(pairs, key=orders.get(asked.sort, lambda pair: (-pair[0].place.population, key(pair[0].place.name))))
