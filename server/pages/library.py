"""The index of guides: all that labs share, with filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]

import ontology
from ontology import VOCAB
from server.pages import filters, labels
from server.pages.errors import Absent
from server.pages.guides import stale
from server.pages.language import chosen
from server.pages.paging import part
from server.pages.rows import Record, Values, alphabetical, first, gather
from server.pages.site import Site

#: The filters of the page, in their order.
NAMES = ("type", "model", "kind", "language", "licence", "lab")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a filter may take: as it stands in the address, and in words."""

    code: str
    words: str


def everything(site: Site) -> list[Record]:
    """Every guide that a lab shares as its own, by name."""
    found = [each for each in gather(site.ask("guides"), "guide") if each.iri.startswith(f"{first(each['base'])}#")]
    return sorted(found, key=lambda guide: alphabetical(filters.plain(guide["name"])))


def index(site: Site) -> str:
    """`/guides`, narrowed by NAMES. Errors: Absent: 400 for a value that no guide has and no list knows."""
    guides = everything(site)
    targets = _targets(site)
    asked = {name: request.args.get(name, "").strip()[:200] for name in NAMES}
    choices = {name: _choices(name, guides, targets) for name in NAMES}
    for name, value in asked.items():
        if value and value not in {choice.code for choice in choices[name]} and not _known(name, value):
            raise Absent(
                400,
                gettext(
                    "Aucun guide ne porte « %(value)s » pour ce filtre. Choisissez dans la liste.",
                    value=filters.plain(value),
                ),
            )
    shown = part([guide for guide in guides if all(_fits(name, asked[name], guide, targets) for name in NAMES)])
    return render_template(
        "pages/guides.html",
        part=shown,
        targets=targets,
        asked=asked,
        choices=choices,
        filtered=any(asked.values()),
        stale=stale,
        today=site.today(),
    )


def _targets(site: Site) -> Mapping[str, list[Record]]:
    """What each guide holds for, by the guide's IRI."""
    found: dict[str, list[Record]] = {}
    by_guide: dict[str, list[Mapping[str, object]]] = {}
    rows = site.ask("guide_targets")
    for row in rows:
        by_guide.setdefault(first((row["guide"],)), []).append(row)
    for iri, some in by_guide.items():
        found[iri] = gather(some, "target")  # type: ignore[arg-type]
    return found


def _types(guide: Record, targets: Mapping[str, list[Record]]) -> set[str]:
    """The types of machine that a guide holds for, with all that contain them."""
    scheme = ontology.schemes()["type"]
    said = {value for target in targets.get(guide.iri, ()) for value in (target.iri, *map(_iri, target["type"]))}
    own = {iri for iri in said if iri.startswith(scheme.vocab) and labels.concept(iri)}
    return {above for iri in own for above in scheme.broader_or_self(iri.removeprefix(scheme.vocab))}


def _values(name: str, guide: Record, targets: Mapping[str, list[Record]]) -> set[str]:
    """What a guide has for a filter, as it stands in the address."""
    if name == "type":
        return {labels.code(iri) for iri in _types(guide, targets)}
    if name == "model":
        prefix = f"{VOCAB}model/"
        return {t.iri.removeprefix(prefix) for t in targets.get(guide.iri, ()) if t.iri.startswith(prefix)}
    if name == "lab":
        return {first(guide["slug"])}
    return {labels.code(_iri(value)) or filters.plain((value,)) for value in guide[name]}


def _fits(name: str, asked: str, guide: Record, targets: Mapping[str, list[Record]]) -> bool:
    if not asked:
        return True
    found = _known(name, asked)
    return (found or asked) in _values(name, guide, targets)


def _known(name: str, value: str) -> str:
    """The French code of a value of one of our lists, in French or English; nothing for others."""
    scheme = {"type": "type", "kind": "guide-kind", "licence": "licence"}.get(name)
    concept = ontology.schemes()[scheme].find(value) if scheme else None
    return concept.id if concept else ""


def _choices(name: str, guides: list[Record], targets: Mapping[str, list[Record]]) -> list[Choice]:
    """What there is to choose, in words, alphabetical."""
    words = _words(name, targets)
    found = {}
    for guide in guides:
        for code in _values(name, guide, targets):
            if code and code not in found:
                found[code] = words(code, guide)
    return sorted((Choice(*pair) for pair in found.items()), key=lambda choice: alphabetical(choice.words))


def _words(name: str, targets: Mapping[str, list[Record]]) -> Callable[[str, Record], str]:
    scheme = ontology.schemes().get({"kind": "guide-kind"}.get(name, name))
    if name in ("type", "kind", "licence") and scheme:
        return lambda code, _: _concept(scheme.find(code), code) if name != "licence" else code
    if name == "lab":
        return lambda code, guide: filters.plain(guide["labName"])[:80] or code
    if name == "language":
        tongues = {"fr": gettext("français"), "en": gettext("anglais")}
        return lambda code, _: tongues.get(code, code[:20])
    models = {t.iri.removeprefix(f"{VOCAB}model/"): t for some in targets.values() for t in some}
    return lambda code, _: _model(models[code].columns, code)


def _model(columns: Mapping[str, Values], code: str) -> str:
    brand, name = (filters.plain(columns.get(column, ())) for column in ("brandName", "targetName"))
    return f"{brand} {name}".strip()[:80] or code


def _concept(concept: ontology.Concept | None, code: str) -> str:
    return concept.labels.get(chosen(), code) if concept else code


def _iri(value: object) -> str:
    return str(getattr(value, "value", ""))
