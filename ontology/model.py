"""What the ontology hands out: terms, keys, schemes and concepts, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: language -> text
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Key:
    """A word that a volunteer types in a file.

    `lang` is "fr", "en", or "" when both languages write it alike. `kind` is one of text, string, code, link, node,
    graph, date, time, dateTime, duration, boolean, number, integer, class, nest, id. `scheme` is the id of the list
    that a code comes from; `vocab` the address that a short value is appended to; `twin` the same key in the other
    language; `container` the JSON-LD containers ("language", "set", "id", "list", "graph"). `label` names a key that
    says more than its property, such as `fermetures`; empty for others.
    """

    key: str
    lang: str
    iri: str
    kind: str
    scheme: str = ""
    container: tuple[str, ...] = ()
    containment: bool = False
    reverse: bool = False
    nest: bool = False
    vocab: str = ""
    twin: str = ""
    comment: Texts = field(default_factory=dict, hash=False)
    example: Texts = field(default_factory=dict, hash=False)
    label: Texts = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property with its texts (by language), its keys and its place among the others."""

    iri: str
    label: Texts
    comment: Texts
    example: Texts
    keys: tuple[Key, ...] = ()
    classes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    unit: str = ""
    derived: bool = False
    subject: str = ""
    is_class: bool = False
    is_property: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a list: `id` is the French code, `english_code` the English one; both lead to `iri`."""

    iri: str
    id: str
    english_code: str
    labels: Texts
    alt_labels: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...] = ()
    definition: Texts = field(default_factory=dict, hash=False)
    typical_processes: tuple[str, ...] = ()
    typical_materials: tuple[str, ...] = ()
    share_alike: bool = False


@dataclass(frozen=True)
class Scheme:
    """A controlled list, its concepts by French code in the order of the file."""

    id: str
    iri: str
    label: Texts
    concepts: Mapping[str, Concept] = field(default_factory=dict)
    vocab: str = ""
    definition: Texts = field(default_factory=dict)

    def codes(self) -> Mapping[str, str]:
        """Give the IRI of each code, French and English alike."""
        french = {concept.id: concept.iri for concept in self.concepts.values()}
        english = {concept.english_code: concept.iri for concept in self.concepts.values()}
        return english | french

    def find(self, code: str) -> Concept | None:
        """Give the concept that a French or English code names, or nothing."""
        if code in self.concepts:
            return self.concepts[code]
        return next((concept for concept in self.concepts.values() if concept.english_code == code), None)

    def narrower_or_self(self, code: str) -> tuple[str, ...]:
        """Give the IRIs of the concept with this code and of everything narrower, at any depth."""
        start = self.find(code)
        return self._under(start.iri, ()) if start else ()

    def broader_or_self(self, code: str) -> tuple[str, ...]:
        """Give the IRIs of the concept with this code and of everything broader, at any height."""
        start = self.find(code)
        by_iri = {concept.iri: concept for concept in self.concepts.values()}
        return _above(start.iri, by_iri, ()) if start else ()

    def _under(self, iri: str, seen: tuple[str, ...]) -> tuple[str, ...]:
        if iri in seen:
            return seen
        seen = (*seen, iri)
        for concept in self.concepts.values():
            if iri in concept.broader:
                seen = self._under(concept.iri, seen)
        return seen


def _above(iri: str, by_iri: Mapping[str, Concept], seen: tuple[str, ...]) -> tuple[str, ...]:
    if iri in seen or iri not in by_iri:
        return seen
    seen = (*seen, iri)
    for broader in by_iri[iri].broader:
        seen = _above(broader, by_iri, seen)
    return seen
