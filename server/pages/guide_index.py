"""All guides of the network: filters with their own addresses, reference guides first; machines that have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock

from cachetools import LRUCache, cached
from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import Literal

import ontology
from server.pages import filters, labels
from server.pages.errors import Absent
from server.pages.guide_facets import NAMES, SCHEMES, Facets, canonical, facets, model_code
from server.pages.guides import stale
from server.pages.labs import Listed, listed
from server.pages.language import chosen as language
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site
from server.store.task import Term

#: Machines without a guide that the page names; the example query lists all.
_GAPS = 60

Labs = Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take, and what people call it."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All guides in their order, by what each can be found, the values of the filters, names of targets, the gaps."""

    guides: Sequence[Record]
    facets: Mapping[Term, Facets]
    choices: Mapping[str, Sequence[Choice]]
    names: Mapping[Term, Values]
    labs: Labs
    gaps: Sequence[Record]


def page(site: Site) -> str:
    """`/guides`, narrowed by any of NAMES."""
    held = shelf(site)
    chosen = _chosen(held.choices)
    shown = part([guide for guide in held.guides if _fits(held.facets[guide.thing], chosen)])
    return render_template(
        "pages/guides.html",
        part=shown,
        total=len(held.guides),
        labs=held.labs,
        names=held.names,
        chosen=chosen,
        choices=held.choices,
        old={guide.thing for guide in shown.items if stale(guide["reviewed"], site.today())},
        gaps=held.gaps[:_GAPS],
        lacking=len(held.gaps),
    )


def _fits(found: Facets, chosen: Mapping[str, str]) -> bool:
    return all(value in found[name] for name, value in chosen.items())


def _same(site: Site) -> tuple[object, ...]:
    return (id(site.ask), site.ask.stamp(), language())


@cached(LRUCache(maxsize=4), key=_same, lock=RLock())
def shelf(site: Site) -> Shelf:
    """The same until another generation is published: sorting a thousand guides takes longer than showing a hundred."""
    labs = {lab.slug: lab for lab in listed(site)}
    rows = site.ask("guide_index")
    targets = gather(rows, "target")
    guides = sorted((guide for guide in gather(rows, "guide") if first(guide["slug"]) in labs), key=_order)
    types = {target.thing: target["targetType"] for target in targets}
    found = {guide.thing: facets(guide, types) for guide in guides}
    choices = _choices(found.values(), labs, _models(targets))
    names = {target.thing: target["targetName"] for target in targets}
    return Shelf(guides, found, choices, names, labs, _gaps(site, labs))


def _order(guide: Record) -> tuple[object, ...]:
    return (not guide["reference"], alphabetical(filters.plain(guide["name"])), guide.iri)


def _models(targets: Iterable[Record]) -> Mapping[str, str]:
    """What people call the models of the registry: maker and name."""
    return {
        model_code(target.thing): f"{filters.plain(target['brandName'])} {filters.plain(target['targetName'])}".strip()
        for target in targets
    }


def _choices(found: Iterable[Facets], labs: Labs, models: Mapping[str, str]) -> Mapping[str, Sequence[Choice]]:
    """Only what leads to a guide, by filter, in alphabetical order."""
    values: dict[str, set[str]] = {name: set() for name in NAMES}
    for each in found:
        for name in NAMES:
            values[name] |= each[name]
    return {
        name: sorted((Choice(value, _words(name, value, labs, models)) for value in each), key=_by_words)
        for name, each in values.items()
    }


def _by_words(choice: Choice) -> tuple[str, str]:
    return alphabetical(choice.words)


def _words(name: str, value: str, labs: Labs, models: Mapping[str, str]) -> str:
    if name == "licence":
        return value
    if name in SCHEMES:
        concept = ontology.schemes()[SCHEMES[name]].find(value)
        return labels.label(concept.iri, language()) if concept else value
    if name == "language":
        return {"fr": str(gettext("français")), "en": str(gettext("anglais"))}.get(value, filters.plain(value)[:40])
    said = filters.plain(labs[value].record["name"]) if name == "lab" else models.get(value, "")
    return said[:80] or value


def _chosen(choices: Mapping[str, Sequence[Choice]]) -> Mapping[str, str]:
    """What the address asks for. Errors: Absent (400) for a value that no guide has."""
    asked = {name: canonical(name, request.args[name]) for name in NAMES if request.args.get(name)}
    for name, value in asked.items():
        if value not in {choice.value for choice in choices[name]}:
            raise Absent(
                400,
                gettext(
                    "Aucun guide ne répond à « %(value)s » : choisissez une valeur du formulaire, ou ôtez ce filtre.",
                    value=filters.plain(value[:80]),
                ),
            )
    return asked


def _gaps(site: Site, labs: Labs) -> Sequence[Record]:
    """Machines without a guide in the reader's language, by lab and name."""
    machines = gather(site.ask("guide_gaps", language=Literal(language())), "machine")
    place = {slug: number for number, slug in enumerate(labs)}  # labs come by name
    kept = (machine for machine in machines if first(machine["slug"]) in place)
    return sorted(
        kept, key=lambda machine: (place[first(machine["slug"])], alphabetical(filters.plain(machine["name"])))
    )
