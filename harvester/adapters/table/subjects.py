"""What a sheet, or a row, may be about: derived from the vocabulary, so that a new term needs no line here."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import ontology
from harvester.names import FABLAB
from harvester.words import fold

_CONTAINERS = frozenset({"id", "set", "list"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of row: the French key under which it goes, its class, its key for `@type` (or nothing).

    `top` says that it may hang under the lab itself; `parents` are the classes of things it may hang under otherwise.
    The lab itself has the empty key.
    """

    key: str
    cls: str
    type: str = ""
    container: str = ""
    top: bool = True
    parents: tuple[str, ...] = ()


LAB = Subject("", FABLAB, "FabLab")


@cache
def known_terms() -> Mapping[str, ontology.Term]:
    """Every term by its IRI."""
    return {term.iri: term for term in ontology.terms()}


@cache
def words() -> Mapping[str, Any]:
    """`words.toml`, as it is."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


@cache
def subjects() -> Mapping[str, Subject]:
    """French key → subject: what hangs under the lab, and what hangs under that."""
    found = {key.key: _subject(key, top=True) for key in _containing(FABLAB) if key.container}
    for parent in [subject for subject in found.values() if subject.container == "id"]:
        for key in _containing(parent.cls):
            known = found.get(key.key) or _subject(key, top=False)
            if known.cls != parent.cls:
                found[key.key] = Subject(
                    known.key, known.cls, known.type, known.container, known.top, (*known.parents, parent.cls)
                )
    return found


def _containing(cls: str) -> Iterator[ontology.Key]:
    """French keys by which something described hangs under a thing of this class."""
    for key in ontology.all_keys():
        kinds = ("node",) if cls != FABLAB else ("node", "link")
        if key.lang in ("fr", "") and key.kind in kinds and key.containment and fits(key, cls) and range_of(key):
            yield key


def _subject(key: ontology.Key, *, top: bool) -> Subject:
    cls = range_of(key)
    container = next((name for name in key.container if name in _CONTAINERS), "")
    return Subject(key.key, cls, _type_of(cls) if container == "id" or key.kind == "link" else "", container, top)


def _type_of(cls: str) -> str:
    return next((key.key for key in ontology.all_keys() if key.kind == "class" and key.iri == cls), "")


def range_of(key: ontology.Key) -> str:
    """The class that a key leads to; nothing for values and for links to anything."""
    term = known_terms().get(key.iri)
    found = [each for each in term.ranges if each in known_terms() or _has_keys(each)] if term else []
    return found[0] if found else ""


@cache
def _has_keys(cls: str) -> bool:
    return any(cls in term.domains for term in known_terms().values())


def fits(key: ontology.Key, cls: str) -> bool:
    """Whether a thing of this class may have this key."""
    term = known_terms().get(key.iri)
    return term is not None and bool(_with_broader(cls) & set(term.domains))


@cache
def _with_broader(cls: str) -> frozenset[str]:
    term = known_terms().get(cls)
    return frozenset({cls}).union(*(_with_broader(broader) for broader in (term.classes if term else ())))


@cache
def names() -> Mapping[str, Subject]:
    """Folded name of a sheet, or word of the column «quoi» → subject."""
    found: dict[str, Subject] = {fold(name): LAB for name in words()["lab"]["names"]}
    for key, others in words()["sheets"].items():
        found |= {fold(name): subjects()[key] for name in others if key in subjects()}
    for subject in subjects().values():
        for name in _names_of(subject):
            found.setdefault(fold(name), subject)
            found.setdefault(f"{fold(name)}s", subject)
    return {name: subject for name, subject in found.items() if name.strip("s")}


def _names_of(subject: Subject) -> Iterator[str]:
    key = ontology.keys()[subject.key]
    yield from (subject.key, key.twin)
    terms = known_terms()
    for iri in (key.iri, subject.cls):
        yield from terms[iri].label.values() if iri in terms else ()
    yield subject.type


@cache
def class_names() -> Mapping[str, str]:
    """Folded name of a class, one or several, in both languages → the class: for columns that name the thing above."""
    found: dict[str, str] = {}
    for subject in subjects().values():
        if subject.container == "id" and subject.top:
            term = known_terms().get(subject.cls)
            for name in (subject.key, subject.type, *(term.label.values() if term else ())):
                found |= {fold(name): subject.cls, fold(name).removesuffix("s"): subject.cls}
    return found
