"""Machines by type: the tree of types, and the machines of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

import ontology
from ontology import Concept
from server.pages import filters
from server.pages.ask import Rows
from server.pages.errors import Absent
from server.pages.labs import Listed, listed
from server.pages.language import chosen as chosen_language
from server.pages.paging import part
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site

#: Up to so many machines in the network, the page of types lists them all.
_FEW = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of machine in the list of types: how many machines, sub-types included, and how deep it stands."""

    concept: Concept
    machines: int
    depth: int


def index(site: Site) -> str:
    """`/machines`: the types; with `?type=` (a code, French or English) the machines of one."""
    scheme = ontology.schemes()["type"]
    code = request.args.get("type", "")
    chosen = scheme.find(code) if code else None
    if code and chosen is None:
        raise Absent(404, gettext("Le type « %(code)s » n'est pas dans la liste.", code=filters.plain(code[:80])))
    kinds = _kinds(site.ask("types"))
    machines = _machines(site, chosen) if chosen or _total(site) <= _FEW else []
    labs = {lab.slug: lab for lab in listed(site)}
    return render_template(
        "pages/machines.html",
        kinds=kinds,
        chosen=chosen,
        part=part(_sorted(machines, labs)),
        labs=labs,
        listing=bool(machines),
    )


def _total(site: Site) -> int:
    counts = site.ask("counts")
    return int(first((counts[0]["machines"],))) if counts else 0


def _machines(site: Site, chosen: Concept | None) -> list[Record]:
    bound = {"type": NamedNode(chosen.iri)} if chosen else {}
    return gather(site.ask("machines", **bound), "machine")


def _sorted(machines: list[Record], labs: dict[str, Listed]) -> list[Record]:
    """By type, then by lab, then by name."""

    def key(machine: Record) -> tuple[object, ...]:
        lab = labs.get(first(machine["slug"]))
        names = (filters.plain(lab.record["name"]) if lab else "", filters.plain(machine["name"]))
        return (filters.concepts(machine["kind"]), *map(alphabetical, names))

    return sorted(machines, key=key)


def _kinds(rows: Rows) -> Sequence[Kind]:
    """The types that have machines, each under its broader one."""
    counts = {first((row["type"],)): int(first((row["machines"],))) for row in rows}
    scheme = ontology.schemes()["type"]
    found: list[Kind] = []

    def add(broader: str, depth: int) -> None:
        under = [
            c
            for c in scheme.concepts.values()
            if (broader in c.broader if broader else not c.broader) and counts.get(c.iri)
        ]
        for concept in sorted(under, key=lambda c: alphabetical(c.labels.get(chosen_language(), c.id))):
            found.append(Kind(concept, counts[concept.iri], depth))
            if depth < 4:
                add(concept.iri, depth + 1)

    add("", 0)
    return found
