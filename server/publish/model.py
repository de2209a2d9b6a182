"""What a lab may say of each kind of thing, as fields: from the ontology's keys and the shapes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import ontology
import shapes
from ontology import FAB, SCHEMA, Key, Term
from server.publish.elsewhere import elsewhere

LAB = FAB + "FabLab"

#: Keys are in one of these languages; a text has a field in each.
LANGUAGES = ("fr", "en")

Texts = Mapping[str, str]

#: A file describes one lab, and networks describe themselves: nothing in a lab is one.
_ALONE = (LAB, FAB + "Network")

#: How much a rule wants a field, by its severity.
_WANTS = {"Violation": "needed", "Warning": "advised"}

#: Texts that take more than a line. Presentation only: a term that is missing here gets a line, which grows.
LONG = frozenset({
    SCHEMA + "description", SCHEMA + "text", FAB + "safetyNote", FAB + "hoursNote",
    "http://www.w3.org/2004/02/skos/core#note", "http://purl.org/dc/terms/rights",
})  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A key of a class: how it is written, what it holds, what is said and asked of it.

    `key` in the language of the file, `twin` in the other; `leads_to` the class of the nodes under it (containment or
    link), empty for plain values; `wants` "needed", "advised" or empty; `also` other keys without a field here that
    say the same.
    """

    key: str
    twin: str
    lang: str
    iri: str
    kind: str
    scheme: str
    container: tuple[str, ...]
    containment: bool
    leads_to: str
    label: Texts
    comment: Texts
    example: Texts
    subject: str
    unit: str = ""
    wants: str = ""
    also: tuple[str, ...] = ()

    @property
    def french(self) -> str:
        """Its French key, whichever the file uses."""
        return self.twin if self.lang == "en" else self.key

    @property
    def many(self) -> bool:
        """Whether it takes several values."""
        return bool({"set", "list", "id"} & set(self.container))

    @property
    def by_language(self) -> bool:
        """Whether it holds one text a language."""
        return "language" in self.container and "set" not in self.container

    @property
    def inside(self) -> bool:
        """Whether its nodes are shown within the node around them: those without a name of their own."""
        return self.kind == "node" and self.containment and "id" not in self.container

    @property
    def apart(self) -> bool:
        """Whether its nodes have a page of the form to themselves."""
        return self.containment and not self.inside

    @property
    def long(self) -> bool:
        """Whether its text takes more than a line."""
        return self.iri in LONG


@dataclass(frozen=True)
class Ontology:
    """What the fields are made of; another one may be given to see what a new term does."""

    terms: Sequence[Term]
    ancestors: Mapping[str, Sequence[str]]
    asked: Sequence[shapes.Asked]

    def classes_of(self, cls: str) -> tuple[str, ...]:
        """The class and all above it."""
        return (cls, *self.ancestors.get(cls, ()))

    def kinds(self, cls: str) -> list[Term]:
        """The classes that a node may declare where `cls` is expected: itself and those below, if they have a name."""
        named = (term for term in self.terms if term.is_class and term.keys and term.iri not in _ALONE)
        return [term for term in named if cls in self.classes_of(term.iri)]


@cache
def ours() -> Ontology:
    """The terms, classes and rules of this release."""
    return Ontology(ontology.terms(), ontology.classes(), shapes.asked())


@cache
def fields(cls: str, lang: str, under: str = "") -> tuple[Field, ...]:
    """What may be said of a node of that class, in the order of a form; `under` is the property that leads to it."""
    return fields_of(ours(), cls, lang, under)


def fields_of(known: Ontology, cls: str, lang: str, under: str = "") -> tuple[Field, ...]:
    """The same of any ontology. In: its terms, classes and rules. Out: first what is needed, then names, then the rest.

    Errors: none; a class that nobody knows has no fields.
    """
    classes = known.classes_of(cls)
    own = next((term.subject for term in known.terms if term.iri == cls), "")
    wants = _wants(known.asked, classes, under)
    found = [
        _field(term, key, wants, _same(term, key, cls))
        for term in known.terms
        if term.is_property and not term.derived and set(term.domains) & set(classes)
        for key in term.keys
        if key.lang in (lang, "") and key.kind != "class" and not elsewhere(key, cls)
    ]
    return tuple(sorted(found, key=lambda field: _rank(field, own)))


def reached(known: Ontology, lang: str) -> dict[str, set[str]]:
    """Every class that a lab's form leads to, and the keys that its form has."""
    found: dict[str, set[str]] = {}
    waiting = [LAB]
    while waiting:
        cls = waiting.pop()
        if cls not in found:
            made = fields_of(known, cls, lang)
            found[cls] = {field.key for field in made}
            waiting += [kind.iri for field in made if field.containment for kind in known.kinds(field.leads_to)]
            waiting += [field.leads_to for field in made if field.containment]
    return found


def _same(term: Term, key: Key, cls: str) -> tuple[str, ...]:
    """Keys that have no field in the class and say the same in the same way."""
    how = (key.kind, key.scheme, key.container)
    return tuple(k.key for k in term.keys if elsewhere(k, cls) and (k.kind, k.scheme, k.container) == how)


def _field(term: Term, key: Key, wants: Mapping[str, str], also: tuple[str, ...]) -> Field:
    return Field(
        key=key.key,
        twin=key.twin,
        lang=key.lang,
        iri=key.iri,
        kind="link" if key.kind == "node" and not key.containment else key.kind,
        scheme=key.scheme,
        container=key.container,
        containment=key.containment,
        leads_to=term.ranges[0] if key.kind in ("node", "link") and term.ranges else "",
        label=key.label or term.label,
        comment=key.comment or term.comment,
        example=key.example or term.example,
        subject=term.subject,
        unit=term.unit,
        wants=wants.get(key.iri, ""),
        also=also,
    )


def _wants(asked: Iterable[shapes.Asked], classes: Sequence[str], under: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in asked:
        meant = each.of in classes or (each.under != "" and each.under == under)
        if each.least and meant and each.severity in _WANTS and found.get(each.path) != "needed":
            found[each.path] = _WANTS[each.severity]
    return found


def _rank(field: Field, own: str) -> tuple[bool, bool, int]:
    """What is needed first, things with a page of their own last; names before the class's own keys before the rest."""
    return field.wants != "needed" or field.apart, field.apart, {"common": 0, own: 1}.get(field.subject, 2)
