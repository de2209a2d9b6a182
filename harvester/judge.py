"""One document, judged: bytes → verdict. The same for the harvester, the check page and the command.

adapt (what labs already have → a lab file) → read (JSON) → resolve (keys, codes, times) → direct or expand (triples)
→ authority → structure → SHACL → quarantine → canonical graph
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from harvester import structure
from harvester.adapters import OURS, adapt
from harvester.adapters.received import DEFAULT, Adapted, Limits, Received
from harvester.authority import foreign_graphs, foreign_subjects, owns
from harvester.canonical import canonical_lines, graph_file
from harvester.direct import direct
from harvester.entities import hashes
from harvester.errors import DocumentError
from harvester.expand import check_context, expand
from harvester.feeds.links import links
from harvester.feeds.supplement import Supplement, supplemented, told
from harvester.names import lab_of
from harvester.placing import pointed
from harvester.proposed import parted
from harvester.quarantine import quarantine
from harvester.read import read_json
from harvester.report import IN_CELLS, Finding, Outcome, Verdict
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
    feed_days: int = 90
    limits: Limits = DEFAULT


def judge(
    content: bytes,
    base: str,
    profile: Profile,
    proved: Sequence[str] = (),
    content_type: str = "",
    supplements: Sequence[Supplement] = (),
) -> Verdict:
    """Judge one document.

    In: the bytes as received, the base IRI of its source, the profile, prefixes the source proved to control, the
    media type as stated, what its feeds add. Out: a Verdict: LOADED, QUARANTINED or REJECTED. Errors: EngineError when
    the SHACL engine fails; nothing else.
    """
    try:
        adapted = adapt(Received(content, content_type, limits=profile.limits), base)
    except DocumentError as error:
        return Verdict(Outcome.REJECTED, (_broken(error),))
    verdict = _lab_file(adapted.content, base, profile, proved, supplements)
    if supplements and verdict.outcome == Outcome.REJECTED:  # what others say never refuses what the lab says
        verdict = _lab_file(adapted.content, base, profile, proved)
    made = b"" if adapted.kind == OURS else adapted.content
    return replace(verdict, findings=_told(adapted, verdict), kind=adapted.kind, document=made)


def _told(adapted: Adapted, verdict: Verdict) -> tuple[Finding, ...]:
    """What the adapter and the judge say, each where the publisher finds it."""
    return (*adapted.findings, *(_at_its_place(finding, adapted) for finding in verdict.findings))


def _at_its_place(finding: Finding, adapted: Adapted) -> Finding:
    """A finding with the place of its key, or of what is around it, and whether one types in cells there."""
    found = {IN_CELLS: ""} if adapted.cells else {}
    if "place" not in finding.params:
        place, line = _nearest(finding.pointer, adapted.places), _nearest(finding.pointer, adapted.lines)
        found |= {name: str(value) for name, value in (("place", place), ("line", line)) if value is not None}
    return replace(finding, params={**finding.params, **found}) if found else finding


def _nearest(pointer: str | None, known: Mapping[str, Any]) -> Any:
    pointer = pointer or ""
    while pointer and pointer not in known:
        pointer = pointer.rpartition("/")[0]
    return known.get(pointer)


def _broken(error: DocumentError) -> Finding:
    return Finding(error.rule, None, None, error.pointer, error.params.get("value"), error.params)


def _lab_file(
    content: bytes, base: str, profile: Profile, proved: Sequence[str], supplements: Sequence[Supplement] = ()
) -> Verdict:
    resolved = Resolved({})
    try:
        document = read_json(content)
        if not isinstance(document, dict):
            raise DocumentError("D1-not-object", "")
        made = supplemented(document, supplements, base, profile.today, profile.feed_days)
        resolved = _resolve(made.document, base, profile)
        verdict = _judge(made.document, resolved, base, profile, proved)
        return replace(verdict, findings=(*made.findings, *told(verdict.findings, made.places)))
    except DocumentError as error:
        return Verdict(Outcome.REJECTED, (*resolved.findings, _broken(error)))


def _resolve(document: dict[str, Any], base: str, profile: Profile) -> Resolved:
    alone = check_context(document)
    resolved = resolve(document, base, ZoneInfo(profile.time_zone), profile.max_depth)
    resolved.plain &= alone
    return resolved


def _judge(document: Any, resolved: Resolved, base: str, profile: Profile, proved: Sequence[str]) -> Verdict:
    said = direct(resolved.document, base) if resolved.plain else expand(resolved.document, base)
    count = len(said.triples) + len(said.proposed)
    if count > profile.max_quads:
        raise DocumentError("L2-quads", "", value=str(count), limit=str(profile.max_quads))
    foreign = foreign_subjects(said.triples, base, proved)
    own = [t for t in dict.fromkeys(said.triples) if not foreign or not _speaks_of(t, foreign)]
    triples, undeclared = structure.declared_only(own)
    found = [*_placed(resolved), *said.lost, *_foreign(foreign, said.graphs, base)]
    found += structure.checks(triples, undeclared, base)
    found += shape_findings(validate(triples, profile.today, profile.area, None))
    found += _forgotten(triples, profile.forgotten)
    verdict = _verdict(triples, found, base, proved)
    proposals = tuple(each for each in parted(said.proposed, base) if not _forgotten(each.read(), profile.forgotten))
    told = pointed(verdict.findings, document, resolved.nodes)
    return replace(verdict, findings=told, proposals=proposals)


def _speaks_of(t: ox.Triple, foreign: frozenset[str]) -> bool:
    return getattr(t.subject, "value", "") in foreign or getattr(t.object, "value", "") in foreign


def _foreign(subjects: Iterable[str], graphs: Iterable[str], base: str) -> Iterator[Finding]:
    for iri in sorted(subjects):
        yield Finding("D4-authority", iri, None, None, iri)
    for name in sorted(foreign_graphs(graphs, base)):
        yield Finding("D5-named-graph", name, None, None, name)


def _verdict(triples: Sequence[ox.Triple], findings: Sequence[Finding], base: str, proved: Sequence[str]) -> Verdict:
    parted = quarantine(triples, findings, base)
    findings = (*findings, *parted.findings)
    if parted.rejected:
        return Verdict(Outcome.REJECTED, findings, quads=len(triples), withheld=parted.withheld)
    lines = canonical_lines(parted.kept)
    graph = graph_file(lines, base, blank_prefix(base))
    outcome = Outcome.QUARANTINED if parted.withheld else Outcome.LOADED
    own = tuple(name for name in parted.withheld if name.startswith("_:") or owns(base, name, proved))
    feeds = links(parted.kept, lab_of(base))
    return Verdict(outcome, findings, graph, len(parted.kept), hashes(lines), own, links=feeds)


def blank_prefix(base: str) -> str:
    """What every blank node label of a source begins with, so that two sources' never meet."""
    return f"b{hashlib.sha256(base.encode()).hexdigest()[:12]}"


def forgotten_mark(iri: str) -> str:
    """How a forgotten IRI is remembered without being kept."""
    return hashlib.sha256(iri.encode()).hexdigest()


def _forgotten(triples: Sequence[ox.Triple], marks: frozenset[str]) -> list[Finding]:
    """Q2: a forgotten thing is withheld, and so are the links to it, whoever makes them."""
    if not marks:
        return []
    named = {node.value for t in triples for node in (t.subject, t.object) if isinstance(node, ox.NamedNode)}
    return [Finding("Q2-forgotten", iri, None, None, iri) for iri in sorted(named) if forgotten_mark(iri) in marks]


def _placed(resolved: Resolved) -> list[Finding]:
    """Findings of the walk get the node they fall on, where losing them would hide a danger."""
    nodes = {pointer: node for node, pointer in resolved.nodes.items()}
    return [
        replace(f, focus=_node_above(f.pointer or "", nodes)) if f.rule == "D10-lost-safety" else f
        for f in resolved.findings
    ]


def _node_above(pointer: str, nodes: Mapping[str, str]) -> str | None:
    while pointer not in nodes and pointer:
        pointer = pointer.rpartition("/")[0]
    return nodes.get(pointer)
