"""Quarantine an entity, not a lab: what a Violation withholds, and what must go with it.

A Violation withholds the entity it falls on and the links of others to it. Dropping a link must never make a thing look
safer: an entity whose required credential or forbidden material is withheld is withheld too, to the fixpoint.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from harvester.entities import owners
from harvester.names import PERSON, PERSON_MARKS, RDF_TYPE, SAFETY, WITHHELD_ALONE, lab_of
from harvester.report import Finding
from harvester.structure import node_name

#: Rules about the document as a whole.
_ON_DOCUMENT = frozenset({"D1", "D2", "D3", "D4", "D5", "D8"})


@dataclass(frozen=True, slots=True)
class Quarantine:
    """`rejected`: the whole file is refused. Else `kept` is published, `withheld` is not, `findings` says why."""

    rejected: bool
    kept: tuple[ox.Triple, ...]
    withheld: tuple[str, ...]
    findings: tuple[Finding, ...]


def quarantine(triples: Sequence[ox.Triple], findings: Iterable[Finding], base: str) -> Quarantine:
    """Part what may be published from what may not.

    In: the triples of one document, its findings, its base. Out: Quarantine. A Violation on the document or on the lab
    itself rejects the file.
    """
    violations = [f for f in findings if f.severity == "Violation"]
    if not violations:
        return Quarantine(False, tuple(triples), (), ())
    alone = _withheld_alone(triples)
    owner = _owners_stopping_at(triples, alone)
    faulty = {owner.get(f.focus or "", f.focus) for f in violations}
    if faulty & {None, "", base, lab_of(base)} or any(f.code in _ON_DOCUMENT for f in violations):
        return Quarantine(True, (), tuple(sorted(n for n in faulty if n)), ())
    withheld = {node for node in faulty if node}
    caused = _spread(triples, owner, withheld)
    if lab_of(base) in withheld:
        return Quarantine(True, (), tuple(sorted(withheld)), tuple(caused))
    kept = tuple(t for t in triples if not _touches(t, owner, withheld))
    return Quarantine(False, kept, tuple(sorted(withheld)), tuple(caused))


def _withheld_alone(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """Blank nodes that can go without the thing they hang on: hours, persons, needs, offers."""
    alone = set()
    for t in triples:
        if isinstance(t.object, ox.BlankNode) and t.predicate.value in WITHHELD_ALONE:
            alone.add(str(t.object))
        if isinstance(t.subject, ox.BlankNode) and _marks_person(t):
            alone.add(str(t.subject))
    return frozenset(alone)


def _marks_person(t: ox.Triple) -> bool:
    predicate = t.predicate.value
    return predicate in PERSON_MARKS or (predicate == RDF_TYPE and getattr(t.object, "value", "") == PERSON)


def _owners_stopping_at(triples: Sequence[ox.Triple], alone: frozenset[str]) -> Mapping[str, str]:
    """Like entities, but a node that can go alone owns itself and what hangs under it."""
    links = [t for t in triples if str(t.object) not in alone]
    themselves = {node_name(t.subject): node_name(t.subject) for t in triples}  # some say nothing but what goes alone
    return {**themselves, **owners(links), **{node: node for node in alone}}


def _spread(triples: Sequence[ox.Triple], owner: Mapping[str, str], withheld: set[str]) -> list[Finding]:
    """Add to `withheld` all that would look safer without a withheld target; say so for each."""
    findings: list[Finding] = []
    safety = [t for t in triples if t.predicate.value in SAFETY]
    grown = True
    while grown:
        grown = False
        for t in safety:
            node, target = owner[node_name(t.subject)], _target(t)
            if owner.get(target, target) in withheld and node not in withheld:
                withheld.add(node)
                findings.append(Finding("Q1-withheld-target", node, t.predicate.value, None, target))
                grown = True
    return findings


def _touches(t: ox.Triple, owner: Mapping[str, str], withheld: set[str]) -> bool:
    target = _target(t)
    return owner[node_name(t.subject)] in withheld or (bool(target) and owner.get(target, target) in withheld)


def _target(t: ox.Triple) -> str:
    """The node a triple links to; nothing for a literal."""
    return "" if isinstance(t.object, ox.Literal) else node_name(t.object)
