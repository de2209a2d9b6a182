"""All guides of the network: filters with their own addresses, reference guides first; machines that have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import Literal

import ontology
from server.pages import filters, labels
from server.pages.errors import Absent
from server.pages.guide_facets import NAMES, SCHEMES, Facets, canonical, facets, model_code
from server.pages.guide_sheet import to_review
from server.pages.labs import Listed, listed
from server.pages.language import chosen as language
from server.pages.paging import part
from server.pages.rows import Record, alphabetical, first, gather
from server.pages.site import Site

#: Machines without a guide that the page names; the example query lists all.
_GAPS = 60

Labs = Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take, and what people call it."""

    value: str
    words: str


def page(site: Site) -> str:
    """`/guides`, narrowed by any of NAMES."""
    labs = {lab.slug: lab for lab in listed(site)}
    rows = site.ask("guide_index")
    targets = gather(rows, "target")
    guides = [guide for guide in gather(rows, "guide") if first(guide["slug"]) in labs]
    types = {target.thing: target["targetType"] for target in targets}
    found = {guide.thing: facets(guide, types) for guide in guides}
    choices = _choices(found.values(), labs, _models(targets))
    chosen = _chosen(choices)
    kept = [guide for guide in guides if all(value in found[guide.thing][name] for name, value in chosen.items())]
    shown = part(sorted(kept, key=_order))
    gaps = _gaps(site, labs)
    return render_template(
        "pages/guides.html",
        part=shown,
        total=len(guides),
        labs=labs,
        names={target.thing: target["targetName"] for target in targets},
        chosen=chosen,
        choices=choices,
        old={guide.thing for guide in shown.items if to_review(guide["reviewed"], site.today())},
        gaps=gaps[:_GAPS],
        lacking=len(gaps),
    )


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
