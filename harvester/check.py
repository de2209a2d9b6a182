"""Exactly what the harvester would say of a document, nothing kept: for the command, the API and the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harvester.authority import normalise
from harvester.fetch import Document, Failure, Fetcher
from harvester.pointers import lines
from harvester.pool import JudgePool
from harvester.report import Finding, Outcome, Verdict, as_json

#: The base of a document that was not fetched and names none.
NOWHERE = "https://check.invalid/"

_OVER_SIZE = frozenset({"T-size", "T-bomb"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict whose findings know their line."""

    verdict: Verdict
    findings: Sequence[Finding]

    @property
    def reached(self) -> bool:
        """False when there was no document to judge: its server could not be reached or did not give it."""
        return not any(f.rule.startswith("T-") and f.rule not in _OVER_SIZE for f in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The contract of `check --json` and of the API."""
        verdict = self.verdict
        return {
            "outcome": str(verdict.outcome),
            "quads": verdict.quads,
            "entities": {"published": len(verdict.entities), "withheld": len(verdict.withheld)},
            "results": [as_json(finding) for finding in self.findings],
        }


def check_bytes(content: bytes, base: str, judges: JudgePool) -> Checked:
    """Judge the bytes of a document within the limits of a visit.

    In: bytes, base IRI, the judging processes. Out: findings sorted by severity, then line; over a limit: FAILED.
    """
    verdict = judges.judge_now(content, base)
    if isinstance(verdict, Failure):
        return _failed(verdict)
    return Checked(verdict, _sorted(_with_lines(verdict.findings, content)))


def check_address(url: str, base: str | None, judges: JudgePool, fetcher: Fetcher) -> Checked:
    """Fetch a document as the harvester would, then judge it; a failed fetch is a FAILED verdict."""
    try:
        name = normalise(base or url)
    except ValueError:
        return _failed(Failure("T-redirect-scheme", url))
    answer = fetcher.fetch(url)
    if isinstance(answer, Document):
        return check_bytes(answer.content, name, judges)
    return _failed(answer if isinstance(answer, Failure) else Failure("T-status", "304"))


def _failed(failure: Failure) -> Checked:
    finding = Finding(failure.rule, None, None, None, failure.value or None, {"limit": failure.value})
    return Checked(Verdict(Outcome.FAILED, (finding,)), (finding,))


def _with_lines(findings: Sequence[Finding], content: bytes) -> list[Finding]:
    known = _known_lines(findings, content)
    return [replace(f, line=_line(f, known)) for f in findings]


def _known_lines(findings: Sequence[Finding], content: bytes) -> Mapping[str, int]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}
    return lines(text, {f.pointer for f in findings if f.pointer is not None})


def _line(finding: Finding, known: Mapping[str, int]) -> int | None:
    stated = finding.params.get("line", "")
    return int(stated) if stated.isdigit() else known.get(finding.pointer) if finding.pointer is not None else None


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    order = {"Violation": 0, "Warning": 1, "Info": 2}
    return sorted(findings, key=lambda f: (order[f.severity], f.line or 0, f.rule))
