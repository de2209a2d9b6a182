"""Guides in the order a person at the machine needs them, with their steps in the order of the list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from server.pages.ask import Row
from server.pages.moments import as_day
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site
from server.store.task import Term

#: A guide that nobody read again for so many months is marked (rule I3 of the shapes has the same).
STALE_MONTHS = 24

SCOPES = ("reference", "machine", "model", "type")


def scope(guide: Record) -> str:
    """By what a guide holds for a machine: the nearest of SCOPES."""
    return SCOPES[min((int(first((value,))) for value in guide["scope"]), default=len(SCOPES) - 1)]


def stale(reviewed: Values, today: date) -> bool:
    """Whether the last review is too long ago; a guide that states none is not judged."""
    day = as_day(first(reviewed))
    return day is not None and day + relativedelta(months=STALE_MONTHS) < today


def ordered(guides: Iterable[Record]) -> list[Record]:
    """The reference guide first, then those of the machine, of its model, of its type; each group by name."""
    return sorted(guides, key=lambda guide: (SCOPES.index(scope(guide)), alphabetical(first(guide["name"]))))


def steps(rows: Sequence[Row]) -> list[Values]:
    """The texts of each step, by following the list from the cell that none leads to.

    In: rows of `guide_steps.rq`. A list that is broken or bites its tail gives what can be reached.
    """
    cells = gather(rows, "cell")
    by_cell: Mapping[Term, Record] = {cell.thing: cell for cell in cells}
    later = {value for cell in cells for value in cell["next"]}
    found: dict[Term, Values] = {}
    current = next((cell for cell in cells if cell.thing not in later), None)
    while current is not None and current.thing not in found:
        found[current.thing] = current["text"]
        current = by_cell.get(current["next"][0]) if current["next"] else None
    return list(found.values())


def steps_of(site: Site, guide: Record) -> list[Values]:
    """The steps of a guide."""
    return steps(site.ask("guide_steps", guide=guide.thing))
