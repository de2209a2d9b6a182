"""A draft as its templates draw it: fields with their identifiers, words and findings, in sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.pointers import follow
from harvester.report import Finding, as_json
from ontology import SCHEMA
from ontology.reference import SUBJECTS
from server.pages import maps
from server.pages.language import chosen as lang
from server.pages.publish.draft import Draft
from server.pages.site import Site
from server.places import Place
from server.publish import added, commune, tree, way, words
from server.publish.leaf import Leaf, flat
from server.publish.way import Page

#: The chapters of the ontology in the order of the form; others come where the ontology has them.
_FIRST, _LAST = ("common", "lab", "contact", "place", "hours", "price"), ("contents",)
_MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under a heading, how many of them say something, whether they are to be seen at once."""

    name: str
    title: str
    leaves: Sequence[Leaf]
    filled: int = 0
    open: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words: severity, sentence, mend, and the page of the form that shows what it is about."""

    severity: str
    message: Mapping[str, str]
    hint: Mapping[str, str]
    page: str
    field: str


@dataclass(frozen=True)
class Seen:
    """Everything that the templates draw of a draft.

    `ids` gives each field an identifier; `beside` the findings of each field; `said` all findings; `others` communes
    that may be meant; `place` the commune that is; `names` the local names that links may lead to;
    `tables` whether communes can be found.
    """

    sections: Sequence[Section]
    ids: Mapping[str, str]
    beside: Mapping[str, Sequence[Said]]
    said: Sequence[Said]
    pages: Sequence[Page]
    others: Sequence[Place]
    place: Place | None
    names: Sequence[str]
    tables: bool = False

    @property
    def wrong(self) -> list[Said]:
        """What is to be mended."""
        return [each for each in self.said if each.severity == "Violation"]

    @property
    def advice(self) -> list[Said]:
        """What may be made better."""
        return [each for each in self.said if each.severity != "Violation"]

    def count(self, severity: str) -> int:
        """How many findings have that severity."""
        return sum(each.severity == severity for each in self.said)

    def label(self, leaf: Leaf) -> str:
        """The name of a field."""
        return words.label(leaf.field, lang())

    def hint(self, leaf: Leaf) -> str:
        """What a field is for, and an example."""
        about, example = words.hint(leaf.field, lang()), words.example(leaf.field, lang())
        return " ".join(
            part for part in (about, gettext("Exemple : %(text)s", text=example) if example else "") if part
        )

    def called(self, leaf: Leaf) -> str:
        """What the nodes of a field are."""
        return words.called(leaf.field.leads_to, lang())

    def adding(self, leaf: Leaf) -> str:
        """What the button says that adds a node: `Ajouter une machine`."""
        what = words.one(leaf.field.leads_to, lang())
        named = gettext("Ajouter %(what)s", what=what) if what else ""
        return str(named or gettext("Ajouter : %(what)s", what=self.label(leaf)))

    def takes_name(self, leaf: Leaf) -> bool:
        """Whether a new one is asked for its name."""
        return added.takes_name(leaf.field)


def drawn(site: Site, draft: Draft, findings: Sequence[Finding]) -> Seen:
    """The page of a draft. In: what the check found, if it was asked."""
    if draft.view != "done":  # advice may wait until the file is there
        findings = [finding for finding in findings if finding.severity != "Info"]
    around = draft.around(lang(), site.settings.publish_rows)
    leaves = draft.leaves(around) if draft.view != "done" else ()
    every = flat(leaves)
    pages = draft.pages
    beside, _ = way.placed(findings, leaves, pages[-1].at)
    ids = {leaf.name: f"f{number}" for number, leaf in enumerate(every)}
    where = {id(finding): ids[name] for name, some in beside.items() for finding in some}
    told = {id(finding): _said(finding, draft, where.get(id(finding), "")) for finding in findings[:_MOST_FINDINGS]}
    keys = around.keys
    return Seen(
        sections=_sections(draft, leaves, beside),
        ids=ids,
        beside={name: [told[id(f)] for f in some if id(f) in told] for name, some in beside.items()},
        said=list(told.values()),
        pages=pages,
        others=commune.others(draft.document, draft.root, keys, site.places),
        place=site.places.by_code(commune.told(draft.document, draft.root, keys).insee),
        names=sorted(name for name in tree.names_in(draft.document) if name.startswith("#"))[:200],
        tables=len(site.places) > 0,
    )


def _said(finding: Finding, draft: Draft, where: str) -> Said:
    found = as_json(finding)
    page = way.way(draft.document, draft.root, finding.pointer or "")[-1].at
    hint = {language: words.mend(text) for language, text in found["hint"].items()}
    return Said(found["severity"], found["message"], hint, page, where)


def _sections(draft: Draft, leaves: Sequence[Leaf], beside: Mapping[str, object]) -> list[Section]:
    if draft.view == "short" or len(draft.pages) > 1:
        return [Section("fields", "", leaves)]
    subjects = dict.fromkeys((*_FIRST, *(leaf.field.subject for leaf in leaves)))
    order = [name for name in subjects if name not in _LAST] + list(_LAST)
    groups = {name: [leaf for leaf in leaves if leaf.field.subject == name] for name in order}
    return [_section(draft, name, group, beside) for name, group in groups.items() if group]


def _section(draft: Draft, name: str, group: Sequence[Leaf], beside: Mapping[str, object]) -> Section:
    """Things are seen at once, and whatever has something to be mended."""
    filled = sum(follow(draft.document, leaf.at) is not None for leaf in group)
    wrong = any(leaf.name in beside for leaf in flat(group))
    return Section(name, SUBJECTS.get(name, (name, name))[lang() == "en"], group, filled, wrong or name in _LAST)


def map_of(site: Site, seen: Seen) -> dict[str, Any] | None:
    """What the map of the form needs: where to look, and the words of its pin; None for a page without position."""
    every = flat([leaf for section in seen.sections for leaf in section.leaves])
    inputs = [seen.ids[leaf.name] for leaf in every if leaf.field.iri in (SCHEMA + "latitude", SCHEMA + "longitude")]
    if not maps.built() or len(inputs) != 2:
        return None
    place, area = seen.place, site.settings.area
    centre = [place.lat, place.lon, 12] if place else None
    return {
        **maps.described(site, ""), "inputs": inputs, "centre": centre,
        "area": [[area[0], area[1]], [area[2], area[3]]],
        "pin": gettext("Votre lab"),
    }  # fmt: skip
