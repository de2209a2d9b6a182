"""Late maintenance in the whole network, lab by lab: who needs help first."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template

from server.pages import filters, memory
from server.pages.ask import Row, Rows
from server.pages.holder import moderates, sees
from server.pages.labs import Listed, listed
from server.pages.moments import as_day
from server.pages.paging import part
from server.pages.rows import Values, alphabetical, first
from server.pages.site import Site, literal


@dataclass(slots=True)
class Behind:
    """How far a lab is behind: tasks overdue, those that endanger somebody, tasks never noted, the oldest day."""

    slug: str
    name: Values = ()
    late: int = 0
    critical: int = 0
    never: int = 0
    oldest: date | None = None


def page(site: Site) -> str:
    """`/maintenance`."""
    labs = {lab.slug: lab for lab in listed(site)}
    today = site.today()
    around = {"since": literal(today - timedelta(days=1)), "until": literal(today + timedelta(days=1))}
    found = counted(site, site.ask("upkeep_network", **around), labs, _seen(site, labs))
    shown = part(found)
    return render_template(
        "pages/upkeep_network.html",
        part=shown,
        late=sum(lab.late for lab in found),
        critical=sum(lab.critical for lab in found),
        labs=sum(bool(lab.late) for lab in found),
        whole=moderates(site),
    )


def _seen(site: Site, labs: Mapping[str, Listed]) -> Set[str]:
    """The labs of which who asks may know that a safety task is late: all for moderators, their own for labs."""
    if moderates(site):
        return labs.keys()
    return {each.slug for each in memory.every_source(site.engine) if sees(site, each.id)}


def counted(site: Site, rows: Rows, labs: Mapping[str, Listed], seen: Set[str]) -> list[Behind]:
    """Labs that are behind, dangers first, then by number, then by age.

    In: the rows of `upkeep_network.rq`; the labs of which safety tasks count, too.
    """
    found: dict[str, Behind] = {}
    for row in rows:
        slug = first((row["slug"],))
        if slug in labs and (slug in seen or not _critical(row)):
            behind = found.setdefault(slug, Behind(slug, labs[slug].record["name"]))
            _count(behind, row, site.today(site.zone_of(first((row["zone"],)) if "zone" in row else "")))
    kept = (lab for lab in found.values() if lab.late or lab.never)
    return sorted(kept, key=_order)


def _count(behind: Behind, row: Row, today: date) -> None:
    when, tasks = first((row["recent"],)), int(first((row["tasks"],)))
    if when == "never":
        behind.never += tasks
    elif when == "before" or when < today.isoformat():
        behind.late += tasks
        behind.critical += tasks * _critical(row)
        day = as_day(first((row["oldest"],)))
        behind.oldest = min(filter(None, (behind.oldest, day)), default=None)


def _critical(row: Row) -> bool:
    return first((row["critical"],)) in ("true", "1")


def _order(lab: Behind) -> tuple[object, ...]:
    name = alphabetical(filters.plain(lab.name) or lab.slug)
    return (-lab.critical, -lab.late, lab.oldest or date.max, -lab.never, name)
