"""What a visit says: findings, verdicts, outcomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import shapes


class Outcome(StrEnum):
    """How a visit ended."""

    LOADED = "LOADED"
    UNCHANGED = "UNCHANGED"
    QUARANTINED = "QUARANTINED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    GONE = "GONE"


#: Outcomes after which the source's newest file is (still) publishable.
PUBLISHABLE = frozenset({Outcome.LOADED, Outcome.UNCHANGED, Outcome.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a document. `rule` is an id of `shapes.rules()`; `pointer` a JSON pointer (RFC 6901)."""

    rule: str
    focus: str | None = None
    path: str | None = None
    pointer: str | None = None
    value: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None

    @property
    def severity(self) -> str:
        """Violation, Warning or Info."""
        return shapes.rules()[self.rule].severity

    @property
    def code(self) -> str:
        """The rule's public code, such as V3."""
        return shapes.rules()[self.rule].code


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the harvester thinks of one document.

    `graph` holds canonical N-Quads of exactly one graph (empty unless publishable), `entities` the hash of each
    published entity by IRI, `withheld` the entities kept back. `kind` names the adapter that read it; `document` is the
    lab file that the adapter made, empty when what came was one.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    graph: bytes = b""
    quads: int = 0
    entities: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    kind: str = ""
    document: bytes = b""


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the `results` of `check --json` and of the API."""
    rule = shapes.rules()[finding.rule]
    params = {"value": finding.value or "", **finding.params}
    return {
        "severity": rule.severity,
        "code": rule.code,
        "focus": finding.focus,
        "path": finding.path,
        "pointer": finding.pointer,
        "line": finding.line,
        "place": finding.params.get("place"),
        "value": finding.value,
        "message": {lang: _fill(text, params) for lang, text in rule.message.items()},
        "hint": {lang: _fill(text, params) for lang, text in rule.hint.items()},
    }


def _fill(text: str, params: Mapping[str, str]) -> str:
    """`{?value}` → its value, as SHACL writes parameters in messages (https://www.w3.org/TR/shacl/#sparql-constraints-select)."""
    return re.sub(r"\{\?(\w+)\}", lambda m: params.get(m[1], m[0]), text)
