"""One document, judged: bytes → verdict. The same for the harvester, the check page and the command.

    read (JSON) → resolve (keys, codes, times) → expand (quads) → authority → structure → SHACL → quarantine → canonical graph
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from harvester import entities, structure
from harvester.authority import own_graph
from harvester.errors import DocumentError
from harvester.expand import check_context, expand, lost_findings, to_quads
from harvester.pointers import along
from harvester.quarantine import quarantine
from harvester.read import read_json
from harvester.report import Finding, Outcome, Verdict
from harvester.resolve import Resolved, resolve
from harvester.validate import findings as shape_findings
from harvester.validate import validate


@dataclass(frozen=True, slots=True)
class Profile:
    """By what a document is judged; small and picklable, for the judging processes."""

    today: date
    time_zone: str = "Europe/Paris"
    area: tuple[float, float, float, float] = (-90.0, -180.0, 90.0, 180.0)
    max_depth: int = 64
    max_quads: int = 200_000
    forgotten: frozenset[str] = frozenset()


def judge(content: bytes, base: str, profile: Profile, proved: Sequence[str] = ()) -> Verdict:
    """Judge one document.

    In: the bytes as received, the base IRI of its source, the profile, prefixes the source proved to control.
    Out: a Verdict: LOADED, QUARANTINED or REJECTED. Errors: EngineError when the SHACL engine fails; nothing else.
    """
    document: Any = None
    resolved = Resolved({})
    try:
        document = read_json(content)
        resolved = _resolve(document, base, profile)
        return _judge(document, resolved, base, profile, proved)
    except DocumentError as error:
        pointer = error.pointer if error.pointer is not None else _where(error, resolved)
        finding = Finding(error.rule, None, None, pointer, error.params.get("value"), error.params)
        return Verdict(Outcome.REJECTED, (*resolved.findings, finding))


def _resolve(document: Any, base: str, profile: Profile) -> Resolved:
    if not isinstance(document, dict):
        raise DocumentError("D1-not-object", "")
    check_context(document)
    return resolve(document, base, ZoneInfo(profile.time_zone), profile.max_depth)


def _judge(document: Any, resolved: Resolved, base: str, profile: Profile, proved: Sequence[str]) -> Verdict:
    expanded = expand(resolved.document, base)
    quads = to_quads(expanded)
    if len(quads) > profile.max_quads:
        raise DocumentError("L2-quads", "", value=str(len(quads)), limit=str(profile.max_quads))
    triples, undeclared = structure.declared_only(_distinct(own_graph(quads, base, proved)))
    found = [*_placed(resolved, document), *lost_findings(expanded), *undeclared]
    found += structure.one_lab(triples, base)
    found += [*structure.dangling(triples, base), *structure.contained(triples, base)]
    found += shape_findings(validate(triples, profile.today, profile.area, None))
    found += _forgotten(triples, profile.forgotten)
    return _verdict(triples, _pointed(found, document, resolved), base)


def _verdict(triples: Sequence[ox.Triple], findings: Sequence[Finding], base: str) -> Verdict:
    parted = quarantine(triples, findings, base)
    findings = (*findings, *parted.findings)
    if parted.rejected:
        return Verdict(Outcome.REJECTED, findings, quads=len(triples), withheld=parted.withheld)
    graph = entities.canonical(parted.kept, base, prefix=blank_prefix(base))
    outcome = Outcome.QUARANTINED if parted.withheld else Outcome.LOADED
    return Verdict(outcome, findings, graph, len(parted.kept), entities.hashes(parted.kept), parted.withheld)


def blank_prefix(base: str) -> str:
    """What every blank node label of a source begins with, so that two sources' never meet."""
    return f"b{hashlib.sha256(base.encode()).hexdigest()[:12]}"


def forgotten_mark(iri: str) -> str:
    """How a forgotten IRI is remembered without being kept."""
    return hashlib.sha256(iri.encode()).hexdigest()


def _distinct(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    return list(dict.fromkeys(triples))


def _forgotten(triples: Sequence[ox.Triple], marks: frozenset[str]) -> list[Finding]:
    if not marks:
        return []
    subjects = {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}
    return [Finding("Q2-forgotten", iri, None, None, iri) for iri in sorted(subjects) if forgotten_mark(iri) in marks]


def _placed(resolved: Resolved, document: Any) -> list[Finding]:
    """Findings of the walk get the node they fall on, where losing them would hide a danger."""
    nodes = {pointer: node for node, pointer in resolved.nodes.items()}
    return [replace(f, focus=_node_above(f.pointer or "", nodes)) if f.rule == "D10-lost-safety" else f for f in resolved.findings]


def _node_above(pointer: str, nodes: Mapping[str, str]) -> str | None:
    while pointer not in nodes and pointer:
        pointer = pointer.rpartition("/")[0]
    return nodes.get(pointer)


def _pointed(findings: Iterable[Finding], document: Any, resolved: Resolved) -> list[Finding]:
    """Findings on nodes get the JSON pointer of the key they are about."""
    return [f if f.pointer is not None else replace(f, pointer=_pointer(f, document, resolved)) for f in findings]


def _pointer(finding: Finding, document: Any, resolved: Resolved) -> str | None:
    place = resolved.nodes.get(finding.focus or "")
    if place is None:
        return None
    return along(document, place, (finding.path or "").split(), finding.value)


def _where(error: DocumentError, resolved: Resolved) -> str | None:
    return resolved.nodes.get(error.params.get("value", ""))



