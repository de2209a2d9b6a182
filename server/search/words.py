"""The words by which labs and machines are found: what the lab wrote, every word for its concepts. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from harvester.names import SCHEMA
from server.search import concepts, said
from server.search.entries import Machine, Source
from server.search.said import fab, iris

_SKOS_NOTE = "http://www.w3.org/2004/02/skos/core#note"
_NAMES = (f"{SCHEMA}name", f"{SCHEMA}alternateName")
_TOLD = (f"{SCHEMA}disambiguatingDescription", f"{SCHEMA}description", _SKOS_NOTE, fab("otherType"))
#: The longest text of one field that is searched: the rest of a novel adds nothing.
_LONGEST = 20_000


@dataclass(slots=True)
class Words:
    """Texts to be searched: names (also found among the rest), and texts by language (`""`: in both)."""

    names: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def in_language(self, lang: str) -> Iterator[str]:
        """Those that a reader of the language may look for."""
        return (text[:_LONGEST] for tag, text in self.told if tag != ("en" if lang == "fr" else "fr"))


def of_lab(source: Source) -> Words:
    """Name, presentation, commune, themes and services of a lab."""
    words, facts = Words(), source.facts
    _add_said(words, source, source.lab)
    for address in facts.values(source.lab, f"{SCHEMA}address"):
        for name in ("addressLocality", "postalCode", "addressRegion"):
            commune = [value.value for value in said.literals(facts, address, SCHEMA + name)]
            words.told += [("", text) for text in commune]
            words.names += commune if name == "addressLocality" else []
    words.told += concepts.words("theme", iris(facts, source.lab, f"{SCHEMA}knowsAbout"))
    words.told += concepts.words("service", iris(facts, source.lab, fab("serviceOffered")))
    return words


def of_machine(source: Source, machine: Machine, model: str) -> Words:
    """Name, type, model of a machine, and what it does to which material, broader words included."""
    words, profile = Words(), machine.profile
    _add_said(words, source, machine.node)
    words.told.append(("", model))
    types = list(concepts.words("type", profile.types))
    words.names += [text for _, text in types]
    words.told += types
    values: dict[str, set[str]] = {"process": set(), "material": set()}
    for name, iri in profile.facets:
        if name in values:
            values[name].add(iri)
    for name, found in values.items():
        words.told += concepts.words(name, sorted(found))
    return words


def _add_said(words: Words, source: Source, node: object) -> None:
    named = _texts(source, node, _NAMES)
    words.names += [text for _, text in named]
    words.told += [*named, *_texts(source, node, _TOLD)]


def _texts(source: Source, node: object, predicates: Iterable[str]) -> list[tuple[str, str]]:
    found = (said.literals(source.facts, node, predicate) for predicate in predicates)  # type: ignore[arg-type]
    return [(said.language(value), value.value) for values in found for value in values]
