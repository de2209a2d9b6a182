"""Which key of the vocabulary a header means: by key or label, French or English, accents and case forgiven."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

import ontology
from harvester.adapters.table.subjects import LAB, class_names, fits, known_terms, range_of, words
from harvester.words import fold

_NEAR = 65.0
_LANGUAGE = re.compile(r"(.*?)\s*[([@_]\s*([a-z]{2})\s*[)\]]?\s*", re.IGNORECASE | re.DOTALL)
_UNIT = re.compile(r"\s*\([^()]{1,12}\)\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a header means. `special` is kind, id, parent (of the class `parent`), @type, @date, or empty.

    `path` is one key, or two, the second inside the first; `language` what the header says of its texts.
    """

    path: tuple[ontology.Key, ...] = ()
    special: str = ""
    parent: str = ""
    language: str = ""


def column(header: str, cls: str) -> Column | None:
    """What a header means for things of a class, or None."""
    known = _columns(cls)
    if found := known.get(fold(header)):
        return found
    spoken = _LANGUAGE.fullmatch(header[:200])
    plain = known.get(fold(spoken[1])) if spoken else None
    if spoken and plain and plain.path and "language" in plain.path[-1].container:
        return _in_language(plain, spoken[2].lower())
    return known.get(fold(_UNIT.sub("", header)))


def nearest_header(header: str, cls: str) -> str:
    """A header that looks like this one, as it should be typed; … when none does."""
    found = process.extractOne(fold(header), _columns(cls).keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    meant = _columns(cls)[found[0]] if found else None
    return meant.path[-1].key if meant and meant.path else found[0] if found else "…"


def _in_language(plain: Column, language: str) -> Column:
    """`nom (en)` is `name`; other languages, and keys that both languages share, become a map by language."""
    key = plain.path[-1]
    if key.lang in ("fr", "en") and language in ("fr", "en"):
        meant = key if key.lang == language else ontology.keys()[key.twin]
        return Column((*plain.path[:-1], meant))
    return Column(plain.path, language=language)


@cache
def _columns(cls: str) -> Mapping[str, Column]:
    found: dict[str, Column] = {}
    for word, meant in (*_special(cls), *_own(cls), *_other_names(cls), *_inside(cls)):
        found.setdefault(fold(word), meant)
    return {word: meant for word, meant in found.items() if word}


def _special(cls: str) -> Iterator[tuple[str, Column]]:
    stated = words()["columns"]
    yield from ((word, Column(special=name)) for name in ("kind", "id") for word in stated[name])
    if cls not in {LAB.cls, *class_names().values()}:
        yield from ((word, Column(special="parent", parent=parent)) for word, parent in class_names().items())


def _own(cls: str) -> Iterator[tuple[str, Column]]:
    """Keys of things of this class, then the labels of these keys."""
    keys = [key for key in _plain_keys() if fits(key, cls)]
    yield from ((key.key, Column((key,))) for key in keys)
    yield from _labels(keys, ())


def _other_names(cls: str) -> Iterator[tuple[str, Column]]:
    general = {key: names for key, names in words()["keys"].items() if isinstance(names, list)}
    own = words()["keys"].get(re.split(r"[/#]", cls)[-1], {})
    for key, names in (*own.items(), *general.items()):
        meant = _path(key, cls)
        yield from ((name, meant) for name in names if meant is not None)


def _path(stated: str, cls: str) -> Column | None:
    if stated.startswith("@"):
        return Column(special=stated)
    keys = tuple(ontology.keys()[name] for name in stated.split("."))
    return Column(keys) if fits(keys[0], cls) else _inner(keys[0], cls)


def _inner(key: ontology.Key, cls: str) -> Column | None:
    return next((meant for _, meant in _inside(cls) if meant.path[-1] == key), None)


@cache
def _inside(cls: str) -> tuple[tuple[str, Column], ...]:
    """Keys of what a thing holds without a name of its own: the address of a lab, the capacity of a machine."""
    outer = [key for key in ontology.all_keys() if key.lang in ("fr", "") and key.containment and fits(key, cls)]
    outer = [key for key in outer if key.kind in ("node", "link") and "id" not in key.container and range_of(key)]
    found: list[tuple[str, Column]] = []
    for around in sorted(outer, key=lambda key: len(key.container)):
        keys = [key for key in _plain_keys() if fits(key, range_of(around)) and not fits(key, cls)]
        found += [(key.key, Column((around, key))) for key in keys]
        found += _labels(keys, (around,))
    return tuple(found)


def _labels(keys: list[ontology.Key], around: tuple[ontology.Key, ...]) -> Iterator[tuple[str, Column]]:
    for key in keys:
        label = known_terms()[key.iri].label
        for language in (key.lang,) if key.lang else label:
            yield label.get(language, key.key), Column((*around, key))


@cache
def _plain_keys() -> tuple[ontology.Key, ...]:
    """Keys that a cell can hold the value of."""
    kinds = ("node", "nest", "class", "graph", "id")
    return tuple(key for key in ontology.all_keys() if key.kind not in kinds and not key.reverse)
