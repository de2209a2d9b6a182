"""Exactly what the harvester would say of a document, nothing kept: for the command, the API and the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from weakref import finalize

from sqlalchemy import Engine

from harvester.authority import normalise
from harvester.clock import Clock, utc_now
from harvester.fetch import Document, Failure, Fetcher
from harvester.pointers import lines
from harvester.pool import JudgePool
from harvester.profile import marks_of, profile_of
from harvester.report import Finding, Outcome, Verdict, as_json
from harvester.settings import HarvestSettings

#: The base of a document that was not fetched and names none.
NOWHERE = "https://check.invalid/"

_OVER_SIZE = frozenset({"T-size", "T-bomb"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict whose findings know their line, and the bytes it is about (empty when there were none)."""

    verdict: Verdict
    findings: Sequence[Finding]
    content: bytes = b""

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


def check_bytes(content: bytes, base: str, judges: JudgePool, content_type: str = "") -> Checked:
    """Judge the bytes of a document within the limits of a visit.

    In: bytes, base IRI, the judging processes. Out: findings sorted by severity, then line; over a limit: FAILED.
    """
    verdict = judges.judge_now(content, base, content_type)
    if isinstance(verdict, Failure):
        return _failed(verdict)
    return Checked(verdict, _sorted(_with_lines(verdict.findings, content)), content)


def check_address(url: str, base: str | None, judges: JudgePool, fetcher: Fetcher) -> Checked:
    """Fetch a document as the harvester would, then judge it; a failed fetch is a FAILED verdict."""
    try:
        name = normalise(base or url)
    except ValueError:
        return _failed(Failure("T-redirect-scheme", url))
    answer = fetcher.fetch(url)
    if isinstance(answer, Document):
        return check_bytes(answer.content, name, judges, answer.content_type)
    return _failed(answer if isinstance(answer, Failure) else Failure("T-status", "304"))


class Checker:
    """Checks for whoever asks, with judging processes and a fetcher that start with the first check.

    In: the settings, the hub's memory (for what was asked to be forgotten), the clock.
    """

    def __init__(self, settings: HarvestSettings, engine: Engine, clock: Clock = utc_now) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._lock = Lock()
        self._started: tuple[JudgePool, Fetcher] | None = None
        self._end: finalize[..., Checker] = finalize(self, _nothing)

    def check_bytes(self, content: bytes, base: str = NOWHERE, content_type: str = "") -> Checked:
        """What the harvester would say of these bytes."""
        judges, _ = self._parts()
        return check_bytes(content, base, judges, content_type)

    def check_address(self, url: str, base: str | None = None) -> Checked:
        """What the harvester would say of the file at that address."""
        judges, fetcher = self._parts()
        return check_address(url, base, judges, fetcher)

    def close(self) -> None:
        """End the processes; a later check starts them again."""
        self._end()

    def _parts(self) -> tuple[JudgePool, Fetcher]:
        profile = profile_of(self._settings, self._clock(), marks_of(self._engine))
        with self._lock:
            if self._started is None or not self._end.alive:
                self._started = JudgePool(self._settings, profile), Fetcher(self._settings)
                self._end = finalize(self, _stop, *self._started)
            judges, fetcher = self._started
            judges.profile = profile  # the day goes on, and more may be forgotten
            return judges, fetcher


def _nothing() -> None:
    """There is nothing to end yet."""


def _stop(judges: JudgePool, fetcher: Fetcher) -> None:
    judges.close()
    fetcher.close()


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
