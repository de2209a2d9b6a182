"""Exactly what the harvester would say of a document, nothing kept: for the command, the API and the page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from threading import BoundedSemaphore, Lock
from typing import Any
from weakref import finalize

from sqlalchemy import Engine

import ontology
from harvester.adapters import OURS
from harvester.advice import advice
from harvester.authority import normalise
from harvester.clock import Clock, utc_now
from harvester.failures import Failure
from harvester.fetch import Document, Fetcher
from harvester.mend import snippet
from harvester.mending.draft import Draft
from harvester.pointers import lines
from harvester.pool import JudgePool
from harvester.profile import marks_of, profile_of
from harvester.report import Finding, Outcome, Verdict, as_json
from harvester.settings import HarvestSettings
from harvester.snippet import Snippet
from harvester.travel import Travel

#: The base of a document that was not fetched and names none.
NOWHERE = "https://check.invalid/"

_OVER_SIZE = frozenset({"T-size", "T-bomb"})
_KEY = re.compile(r'"([^"\\\n]{1,40})"\s{0,9}:')
_KEYS_HEARD, _MOST_HEARD = 500, 256 * 1024  # keys, bytes


@dataclass(frozen=True)
class Checked:
    """A verdict whose findings know their line, violations first.

    `content` is what was checked (empty: nothing came), `base` names its things, `travel` how it came, `today` the day
    it was judged on, `most` how many findings are told at most, `mended` the largest content for which mends are worked
    out, in bytes.
    """

    verdict: Verdict
    findings: Sequence[Finding]
    content: bytes = b""
    base: str = NOWHERE
    today: date = date.min
    travel: Travel | None = None
    most: int = 500
    mended: int = 1024**2
    url: str = ""  # where the document came from in the end

    @property
    def reached(self) -> bool:
        """False when there was no document to judge: its server could not be reached or did not give it."""
        failed = self.verdict.outcome == Outcome.FAILED
        return not any(failed and f.rule.startswith("T-") and f.rule not in _OVER_SIZE for f in self.findings)

    @property
    def told(self) -> Sequence[Finding]:
        """The findings that are told: the gravest, where there are too many."""
        return self.findings[: self.most]

    @property
    def typed(self) -> bool:
        """Whether what came is a lab file, whose text its author mends; what an adapter read has places instead."""
        return bool(self.content) and self.verdict.kind in ("", OURS)

    @cached_property
    def language(self) -> str:
        """The language of the document, by most of its keys: `fr` or `en`; French when nothing tells."""
        content = self.verdict.document or self.content
        text = content[:_MOST_HEARD].decode("utf-8", errors="replace")
        return ontology.language_of(
            [found[1] for found, _ in zip(_KEY.finditer(text), range(_KEYS_HEARD), strict=False)]
        )

    def mend(self, finding: Finding) -> Snippet | None:
        """The lines that a finding is about, as they stand and as they should be; None: nothing can be shown."""
        return snippet(finding, self._draft) if self.typed and len(self.content) <= self.mended else None

    def as_json(self) -> dict[str, Any]:
        """The contract of `check --json` and of the API."""
        verdict = self.verdict
        return {
            "outcome": str(verdict.outcome),
            "kind": verdict.kind,
            "language": self.language,
            "quads": verdict.quads,
            "entities": {"published": len(verdict.entities), "withheld": len(verdict.withheld)},
            "results": [self._result(finding) for finding in self.told],
            "more": len(self.findings) - len(self.told),
            "transport": self.travel.as_json() if self.travel else None,
            "document": verdict.document.decode("utf-8", "replace") or None,
        }

    def _result(self, finding: Finding) -> dict[str, Any]:
        found = self.mend(finding)
        return {**as_json(finding), "mend": found.as_json() if found else None}

    @cached_property
    def _draft(self) -> Draft:
        return Draft(self.content, self.today, {f.pointer for f in self.told if f.pointer is not None})


def check_bytes(content: bytes, base: str, judges: JudgePool, content_type: str = "") -> Checked:
    """Judge the bytes of a document within the limits of a visit.

    In: bytes, base IRI, the judging processes. Out: findings sorted by severity, then line; over a limit: FAILED.
    """
    verdict = judges.judge_now(content, base, content_type)
    if isinstance(verdict, Failure):
        return _failed(verdict)
    return checked(verdict, content, base, judges.profile.today, judges.settings)


def checked(verdict: Verdict, content: bytes, base: str, today: date, conf: HarvestSettings) -> Checked:
    """What is told of a verdict on these bytes."""
    found = _sorted(_with_lines(verdict.findings, content) if verdict.kind in ("", OURS) else verdict.findings)
    return Checked(verdict, found, content, base, today, None, conf.check_findings, conf.check_mend_bytes)


def check_address(url: str, base: str | None, judges: JudgePool, fetcher: Fetcher) -> Checked:
    """Fetch a document as the harvester would, then judge it; a failed fetch is a FAILED verdict.

    What its server said around it comes as advice among the findings; nothing is judged by it.
    """
    try:
        name = normalise(base or url)
    except ValueError:
        return _failed(Failure("T-redirect-scheme", url[:300]))
    answer = fetcher.fetch(url)
    if not isinstance(answer, Document):
        return _failed(answer if isinstance(answer, Failure) else Failure("T-status", "304"))
    found = check_bytes(answer.content, name, judges, answer.content_type)
    said = advice(answer, found.verdict.kind, judges.settings)
    return replace(found, findings=_sorted([*found.findings, *said]), travel=answer.travel, url=answer.url)


class Checker:
    """Checks for whoever asks, with judging processes and a fetcher that start with the first check.

    In: the settings, the hub's memory (for what was asked to be forgotten), the clock.
    """

    def __init__(self, settings: HarvestSettings, engine: Engine, clock: Clock = utc_now) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._lock = Lock()
        self.places = BoundedSemaphore(settings.check_at_once)
        """As many as may be checked at the same time for people on the web, who hold one each."""
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
    """The gravest first; what is lost before what would be better."""
    order = {"Violation": 0, "Warning": 1, "Info": 2}
    return sorted(findings, key=lambda f: (order[f.severity], f.rule[0] in "WI", f.line or 0, f.rule))
