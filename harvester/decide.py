"""What a visit means for a source: pure decisions, written by `keep`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from harvester.failures import Failure
from harvester.feeds.kept import Feed, without
from harvester.feeds.supplement import is_fed
from harvester.fetch import Document, Unchanged
from harvester.files import sha256
from harvester.registry import Source
from harvester.report import PUBLISHABLE, Finding, Outcome, Verdict
from harvester.schedule import after_failure, after_success
from harvester.settings import HarvestSettings


@dataclass(frozen=True, slots=True)
class Visited:
    """One source asked, or its receipt judged again (`fetched` False).

    `answer` is what came; `verdict` is there when a document was judged, with what `feeds` gave (None: not looked at),
    whose mark is `supplements`.
    """

    source: Source
    at: datetime
    seconds: float
    answer: Document | Unchanged | Failure
    verdict: Verdict | None = None
    fetched: bool = True
    feeds: tuple[Feed, ...] | None = None
    supplements: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write: the visit's outcome, columns of the source, a new graph (or a withdrawal), entity changes."""

    visited: Visited
    outcome: Outcome
    columns: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    graph: bytes | None = None
    withdrawn: bool = False
    changes: tuple[tuple[str, str], ...] = field(default=())

    @property
    def may_keep_file(self) -> bool:
        """False when the file holds what was asked to be forgotten: then it is not kept as received."""
        return not _forgotten_in(self.findings)

    @property
    def feeds(self) -> tuple[Feed, ...] | None:
        """What was read of the file's feeds, without what was asked to be forgotten; None when nobody looked."""
        feeds, gone = self.visited.feeds, _forgotten_in(self.findings)
        return tuple(without(feed, gone) for feed in feeds) if feeds and gone else feeds


def decide(visited: Visited, pipeline: str, today: str, settings: HarvestSettings) -> Decision:
    """Turn a visit into a decision. In: the visit, the pipeline's version, the local date, the settings."""
    answer = visited.answer
    if isinstance(answer, Failure) and answer.rule == "T-retry-after":
        return _postponed(visited, answer, settings)
    if isinstance(answer, Failure):
        return _gone(visited, answer, settings) if answer.rule == "T-gone" else _failed(visited, answer, settings)
    if visited.verdict is None:
        return _unchanged(visited, settings)
    decision = _judged(visited, visited.verdict, settings)
    memory = {"pipeline": pipeline, "judged_on": today, "supplements": visited.supplements}
    columns = {**decision.columns, **memory}
    if not visited.fetched and visited.source.failure:  # judged again, but its server was not heard of since
        columns = {name: value for name, value in columns.items() if name not in _OF_A_VISIT}
    return replace(decision, columns=columns)


#: What only a visit may change.
_OF_A_VISIT = frozenset({"failures", "failure", "outcome"})


def _postponed(visited: Visited, failure: Failure, settings: HarvestSettings) -> Decision:
    """The host asked to be left alone before this source's turn: only the next visit moves."""
    later = after_failure(1, failure.retry_after, visited.at, settings)
    return Decision(visited, Outcome.FAILED, {"next_visit_at": later}, (_finding(failure),))


def _finding(failure: Failure) -> Finding:
    return Finding(failure.rule, None, None, None, failure.value or None, {"limit": failure.value})


def _failed(visited: Visited, failure: Failure, settings: HarvestSettings) -> Decision:
    failures = visited.source.failures + 1
    finding = _finding(failure)
    columns: dict[str, Any] = {"failures": failures, "failure": as_row(finding), "outcome": Outcome.FAILED}
    if visited.fetched:
        columns["last_visit_at"] = visited.at
        columns["next_visit_at"] = after_failure(failures, failure.retry_after, visited.at, settings)
    return Decision(visited, Outcome.FAILED, columns, (finding,))


def _gone(visited: Visited, failure: Failure, settings: HarvestSettings) -> Decision:
    failed = _failed(visited, failure, settings)
    return withdrawal(replace(failed, outcome=Outcome.GONE), visited.at)


def withdrawal(decision: Decision, at: datetime) -> Decision:
    """The same decision, and all of the source's things withdrawn with a tombstone each."""
    source = decision.visited.source
    changes = tuple((iri, "deleted") for iri in source.entities)
    columns = {**decision.columns, "outcome": Outcome.GONE, "gone_at": source.gone_at or at, **_NOTHING_KEPT}
    visited = replace(decision.visited, feeds=())
    return replace(decision, visited=visited, columns=columns, withdrawn=source.graph is not None, changes=changes)


_NOTHING_KEPT: Mapping[str, Any] = {
    "graph": None, "entities": {}, "withheld": [], "quads": 0, "held": False,
    "etag": "", "last_modified": "", "receipt": None, "supplements": "",
}  # fmt: skip


def _unchanged(visited: Visited, settings: HarvestSettings) -> Decision:
    """The same bytes, judged by the same rules: the previous verdict holds."""
    source = visited.source
    publishable = source.verdict in PUBLISHABLE
    outcome = Outcome.UNCHANGED if publishable else Outcome.REJECTED
    columns = {
        "failures": 0,
        "failure": None,
        "outcome": outcome,
        "last_visit_at": visited.at,
        "next_visit_at": after_success(visited.at, settings),
        **({"last_success_at": visited.at} if publishable else {}),
        **_validators(visited.answer),
    }
    return Decision(visited, outcome, columns)


def _judged(visited: Visited, verdict: Verdict, settings: HarvestSettings) -> Decision:
    source, at = visited.source, visited.at
    columns = {
        "failures": 0,
        "failure": None,
        "outcome": verdict.outcome,
        "verdict": verdict.outcome,
        "kind": verdict.kind,
        "report": [as_row(f) for f in verdict.findings],
        "last_visit_at": at if visited.fetched else source.last_visit_at,
        "next_visit_at": after_success(at, settings) if visited.fetched else source.next_visit_at,
        "receipt": None if _forgotten_in(verdict.findings) else sha256(_document(visited).content),
        **_validators(visited.answer),
    }
    if verdict.outcome not in PUBLISHABLE:
        return Decision(visited, Outcome.REJECTED, columns, verdict.findings)
    if _shrinks(source, verdict, settings):
        return _held(visited, verdict, columns, settings)
    return _kept(visited, verdict, columns)


def _shrinks(source: Source, verdict: Verdict, settings: HarvestSettings) -> bool:
    had, has = (sum(not is_fed(iri) for iri in entities) for entities in (source.entities, verdict.entities))
    return not source.held and had >= settings.shrink_minimum and 2 * has < had


def _held(visited: Visited, verdict: Verdict, columns: dict[str, Any], settings: HarvestSettings) -> Decision:
    """Wait for a second visit, made without conditions, that says the same."""
    numbers = {"before": str(len(visited.source.entities)), "after": str(len(verdict.entities))}
    finding = Finding("S1-shrink", None, None, "", f"{numbers['after']}/{numbers['before']}", numbers)
    findings = (finding, *verdict.findings)
    columns |= {
        "held": True, "outcome": Outcome.REJECTED, "verdict": Outcome.REJECTED, "report": [as_row(f) for f in findings],
        "etag": "", "last_modified": "", "receipt": None,
        "next_visit_at": visited.at + settings.back_off[0],
    }  # fmt: skip
    return Decision(visited, Outcome.REJECTED, columns, findings)


def _kept(visited: Visited, verdict: Verdict, columns: dict[str, Any]) -> Decision:
    source = visited.source
    name = sha256(verdict.graph)
    columns |= {
        "held": False, "gone_at": None, "graph": name, "quads": verdict.quads,
        "entities": dict(verdict.entities), "withheld": list(verdict.withheld),
        "last_success_at": visited.at if visited.fetched else source.last_success_at or visited.at,
    }  # fmt: skip
    same = name == source.graph
    outcome = Outcome.UNCHANGED if same and source.withheld == list(verdict.withheld) else verdict.outcome
    forgotten = _forgotten_in(verdict.findings)
    changes = tuple(
        change for change in entity_changes(source.entities, source.withheld, verdict) if change[0] not in forgotten
    )
    columns["outcome"] = outcome
    return Decision(visited, outcome, columns, verdict.findings, None if same else verdict.graph, changes=changes)


def _forgotten_in(findings: Iterable[Finding]) -> frozenset[str | None]:
    """What the file says of things that were asked to be forgotten: no log names them, no receipt holds them."""
    return frozenset(f.focus for f in findings if f.rule == "Q2-forgotten")


def entity_changes(before: Mapping[str, str], withheld: list[str], verdict: Verdict) -> list[tuple[str, str]]:
    """(entity, created | updated | withheld | deleted) between what was kept and what is kept now."""
    after = verdict.entities
    held_back = [iri for iri in verdict.withheld if not iri.startswith("_:")]
    created = [(iri, "created") for iri in after if iri not in before]
    updated = [(iri, "updated") for iri in after if iri in before and before[iri] != after[iri]]
    newly_withheld = [(iri, "withheld") for iri in held_back if iri in before or iri not in withheld]
    gone = before.keys() - after.keys() - set(held_back)
    return [*created, *updated, *newly_withheld, *((iri, "deleted") for iri in sorted(gone))]


def _document(visited: Visited) -> Document:
    assert isinstance(visited.answer, Document)
    return visited.answer


def _validators(answer: Document | Unchanged | Failure) -> dict[str, str]:
    return {"etag": answer.etag, "last_modified": answer.last_modified} if isinstance(answer, Document) else {}


def as_row(finding: Finding) -> list[Any]:
    """A finding as JSON for `hub.sqlite`; messages are made when read, from the rules of that day."""
    return [finding.rule, finding.focus, finding.path, finding.pointer, finding.value, dict(finding.params)]


def from_row(row: list[Any]) -> Finding:
    """The inverse of `as_row`."""
    return Finding(*row)
