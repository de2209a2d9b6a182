"""The list of labs, by name, with their types of machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template

from server.pages import filters
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site


@dataclass(frozen=True, slots=True)
class Listed:
    """A lab in a list: its slug, and what is said of it."""

    slug: str
    record: Record


def listed(site: Site) -> list[Listed]:
    """Every published lab, by name in the reader's language."""
    labs = [Listed(first(lab["slug"]), lab) for lab in gather(site.ask("labs"), "lab")]
    return sorted(labs, key=lambda lab: alphabetical(filters.plain(lab.record["name"]) or lab.slug))


def types_of(site: Site, labs: Sequence[Listed]) -> Mapping[str, Values]:
    """The types of machine of some labs, by slug. Asked lab by lab: in a large network a page shows a few of them."""
    answers = {lab.slug: site.ask("lab_types", lab=lab.record.thing) for lab in labs}
    return {slug: tuple(row["type"] for row in rows) for slug, rows in answers.items()}


def index(site: Site) -> str:
    """`/labs`."""
    shown = part(listed(site))
    return render_template("pages/labs.html", part=shown, types=types_of(site, shown.items))
