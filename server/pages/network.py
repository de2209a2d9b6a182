"""The health of the network: every source with its state, what is wrong with it, how it went lately; page and CSV."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.clock import stamp
from harvester.registry import Source
from harvester.schedule import STATES, state
from server.exports.columns import Cell
from server.pages import chart, csvfile, filters, memory, reports
from server.pages.errors import Absent
from server.pages.labs import listed
from server.pages.links import host
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, gather
from server.pages.site import Site
from server.pages.trend import SPANS, trend

#: The worst first.
_GRAVITY = ("gone", "silent", "pending", "stale", "fresh")
_BAD = frozenset({"FAILED", "REJECTED", "QUARANTINED"})
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """A source, its state now, since when, the names of its lab; `problem` by language, empty when all is well."""

    source: Source
    state: str
    since: datetime | None
    name: Values
    problem: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks to see."""

    state: str
    text: str
    faulty: bool
    sort: str
    span: str


_ORDERS: Mapping[str, Callable[[Watched], tuple[object, ...]]] = {
    "name": lambda each: (alphabetical(_name(each)),),
    "state": lambda each: (_GRAVITY.index(each.state), not _faulty(each.source), alphabetical(_name(each))),
    "seen": lambda each: (each.source.last_success_at or datetime.min, alphabetical(_name(each))),
    "next": lambda each: (each.source.gone_at is not None, each.source.next_visit_at or datetime.max),
}

_COLUMNS = (
    "source", "nom", "etat", "depuis", "probleme", "resultat_derniere_visite", "derniere_visite", "dernier_bon_fichier",
    "prochaine_visite", "fiches_publiees", "fiches_retenues", "adresse", "page",
)  # fmt: skip


def page(site: Site) -> str:
    """`/network`; `?state=`, `?q=`, `?faulty=1`, `?sort=`, `?trend=` choose."""
    wanted, every = _wanted(), _watched(site)
    shown = part(_chosen(every, wanted))
    points = trend(site, [each.source for each in every], wanted.span)
    return render_template(
        "pages/network.html",
        network=_network(site),
        part=shown,
        watched=_with_problems(site, shown.items),
        counts=Counter(each.state for each in every),
        faulty=sum(_faulty(each.source) for each in every),
        states=STATES,
        wanted=wanted,
        orders=tuple(_ORDERS),
        points=points,
        bars=chart.stacked([point.states for point in points], STATES[1:] + STATES[:1]),
        canvas=(chart.WIDTH, chart.HEIGHT),
    )


def table(site: Site) -> Response:
    """`/network.csv`: the same sources, all of them."""
    chosen = _chosen(_watched(site), _wanted())
    rows = (_row(site, each) for each in _with_problems(site, chosen))
    return csvfile.answer("network.csv", _COLUMNS, rows)


def sources(_site: Site) -> Response:
    """`/sources`: the list has moved to `/network`."""
    query = request.query_string.decode("latin-1")
    moved = f"{url_for('pages.health', lang=None)}{f'?{query}' if query else ''}"
    return cast(Response, redirect(moved, 301))


def _network(site: Site) -> Record | None:
    found = gather(site.ask("network"), "network")
    return found[0] if len(found) == 1 else None


def _watched(site: Site) -> list[Watched]:
    names = {lab.slug: lab.record["name"] for lab in listed(site)}
    found = []
    for source in memory.every_source(site.engine):
        name = state(source, site.clock(), site.settings)
        found.append(Watched(source, name, _since(site, source, name), names.get(source.slug, ()), {}))
    return found


def _since(site: Site, source: Source, name: str) -> datetime | None:
    """Since when the source is in its state; None for a fresh one, whose last good file says more."""
    last, limits = source.last_success_at, site.settings
    if name in ("stale", "silent") and last:
        return last + (limits.stale_after if name == "stale" else limits.silent_after)
    return {"gone": source.gone_at, "pending": source.registered_at}.get(name)


def _wanted() -> Wanted:
    """Errors: Absent for what does not exist."""
    asked = request.args
    wanted = Wanted(
        asked.get("state", ""),
        asked.get("q", "")[:_LONGEST].strip(),
        asked.get("faulty", "") == "1",
        asked.get("sort", "") or "state",
        asked.get("trend", "") or "days",
    )
    if wanted.state and wanted.state not in STATES:
        raise Absent(404, gettext("Cet état n'existe pas."))
    for name, value, known in (("sort", wanted.sort, _ORDERS), ("trend", wanted.span, SPANS)):
        if value not in known:
            raise Absent(400, gettext("« %(name)s » peut être : %(known)s.", name=name, known=", ".join(known)))
    return wanted


def _chosen(every: Sequence[Watched], wanted: Wanted) -> list[Watched]:
    text = alphabetical(wanted.text)[0]
    found = [
        each
        for each in every
        if wanted.state in ("", each.state)
        and (not wanted.faulty or _faulty(each.source))
        and (not text or text in _searched(each))
    ]
    return sorted(found, key=_ORDERS[wanted.sort])


def _searched(each: Watched) -> str:
    return alphabetical(f"{_name(each)} {each.source.slug} {host(each.source.url)}")[0]


def _name(each: Watched) -> str:
    return filters.plain(each.name) or each.source.slug


def _faulty(source: Source) -> bool:
    """Whether its file could not be read, was refused, or is published in part only."""
    return source.gone_at is None and bool({source.outcome, source.verdict} & _BAD)


def _with_problems(site: Site, some: Sequence[Watched]) -> list[Watched]:
    whole = {full.id: full for full in memory.whole(site.engine, [each.source for each in some])}
    return [
        Watched(full, each.state, each.since, each.name, reports.first_problem(full))
        for each in some
        if (full := whole.get(each.source.id, each.source))
    ]


def _row(site: Site, each: Watched) -> Sequence[Cell]:
    source = each.source
    return (
        source.slug, filters.plain(each.name), each.state, _utc(each.since), filters.ours(each.problem),
        source.outcome or "", _utc(source.last_visit_at), _utc(source.last_success_at),
        "" if source.gone_at else _utc(source.next_visit_at), len(source.entities), len(source.withheld), source.url,
        f"{site.settings.public_base_url}/sources/{source.slug}",
    )  # fmt: skip


def _utc(moment: datetime | None) -> str:
    return stamp(moment) if moment else ""
