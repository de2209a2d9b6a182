"""The entries of a list as choices of a field, and which of them a file has chosen, however it writes them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import ontology
from harvester.words import fold, folded_codes
from ontology import Concept, Scheme


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: what is sent, how it reads, how deep it stands in the list, whether it is chosen."""

    value: str
    label: str
    depth: int = 0
    chosen: bool = False


def chosen(scheme: str, texts: Sequence[str]) -> list[str]:
    """The codes (French) that a file's words stand for; a word that stands for none comes back as it is."""
    return [code_of(scheme, text) for text in texts]


def options(scheme: str, lang: str, texts: Sequence[str]) -> tuple[Option, ...]:
    """The whole list in its order, narrower entries under broader ones; then what the file says beyond the list."""
    found = chosen(scheme, texts)
    listed = [Option(code, label, depth, code in found) for code, label, depth in _listed(scheme, lang)]
    known = {option.value for option in listed}
    return (*listed, *(Option(text, text, 0, True) for text in dict.fromkeys(found) if text not in known))


def written(scheme: str, code: str, lang: str) -> str:
    """The code as a file in that language has it."""
    concept = ontology.schemes()[scheme].find(code)
    if concept is None:
        return code
    return (concept.english_code or concept.id) if lang == "en" else concept.id


def code_of(scheme: str, text: str) -> str:
    """The French code of a word of the list: code, label or IRI; a word that is none comes back as it is."""
    concept = _concepts(scheme).get(text) or ontology.schemes()[scheme].find(text)
    return concept.id if concept else folded_codes(scheme).get(fold(text), text)


@cache
def _concepts(scheme: str) -> dict[str, Concept]:
    return {concept.iri: concept for concept in ontology.schemes()[scheme].concepts.values()}


@cache
def _listed(scheme: str, lang: str) -> tuple[tuple[str, str, int], ...]:
    found = ontology.schemes()[scheme]
    tops = [c for c in found.concepts.values() if not set(c.broader) & {o.iri for o in found.concepts.values()}]
    return tuple(row for top in tops for row in _with_narrower(found, top, lang, 0))


def _with_narrower(scheme: Scheme, concept: Concept, lang: str, depth: int) -> list[tuple[str, str, int]]:
    label = concept.labels.get(lang) or concept.labels.get("fr") or concept.id
    below = [other for other in scheme.concepts.values() if concept.iri in other.broader] if depth < 4 else []
    return [
        (concept.id, label, depth),
        *(row for each in below for row in _with_narrower(scheme, each, lang, depth + 1)),
    ]
