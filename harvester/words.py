"""Which key or code a volunteer meant: accents, case and punctuation forgiven, a near miss suggested."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

import ontology

_NEAR = 65.0  # likeness (0 to 100) under which a suggestion confuses more than it helps


def fold(text: str) -> str:
    """`État`, `etat`, `e-tat` → `etat`."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain.casefold() if c.isalnum())


def slug(text: str) -> str:
    """`Prusa Research, s.r.o.` → `prusa-research-s-r-o`: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "-".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


@cache
def codes(scheme: str) -> frozenset[str]:
    """Every code of a scheme, in both languages."""
    return frozenset(ontology.schemes()[scheme].codes())


@cache
def folded_keys() -> Mapping[str, str]:
    """Folded form of every key that only one key has → that key."""
    return _unambiguous((fold(key), key) for key in tuple(ontology.keys()))


@cache
def folded_codes(scheme: str) -> Mapping[str, str]:
    """Folded form of the codes and labels of a scheme, in both languages → the code; ambiguous ones left out."""
    concepts = ontology.schemes()[scheme].concepts.values()
    return _unambiguous(
        (fold(word), concept.id)
        for concept in concepts
        for word in {concept.id, concept.english_code, *concept.labels.values()}
    )


def nearest_key(key: str) -> str | None:
    """The known key that looks most like `key`, if one does."""
    return _nearest(fold(key), folded_keys())


def nearest_code(scheme: str, code: str) -> str | None:
    """The code of the scheme that looks most like `code`, if one does."""
    return _nearest(fold(code), folded_codes(scheme))


def _nearest(word: str, words: Mapping[str, str]) -> str | None:
    found = process.extractOne(word, words.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return words[found[0]] if found else None


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    meanings: dict[str, set[str]] = {}
    for word, meaning in pairs:
        meanings.setdefault(word, set()).add(meaning)
    return {word: next(iter(found)) for word, found in meanings.items() if len(found) == 1}
