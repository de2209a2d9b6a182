"""What a visit says: findings, verdicts, outcomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import shapes
from harvester.proposed import Said


@dataclass(frozen=True, slots=True)
class Link:
    """A feed: its kind, its address, the IRI of the lab or project that links to it, the lab's time zone if stated."""

    kind: str
    url: str
    subject: str
    zone: str = ""


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
    lab file that the adapter made, empty when what came was one. `links` are the feeds that it points to, `proposals`
    what it proposes to say of others.
    """

    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    graph: bytes = b""
    quads: int = 0
    entities: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    kind: str = ""
    document: bytes = b""
    links: tuple[Link, ...] = ()
    proposals: tuple[Said, ...] = ()


#: The parameter of findings on a document that came as a table: its publisher types in cells.
IN_CELLS = "cells"

_SAID, _LONGEST = 300, 2000  # characters of a value within a sentence, and by itself


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the `results` of `check --json` and of the API."""
    rule = shapes.rules()[finding.rule]
    params = {name: _cut(text, _SAID) for name, text in {"value": finding.value or "", **finding.params}.items()}
    return {
        "severity": rule.severity,
        "code": rule.code,
        "focus": _cut(finding.focus, _LONGEST),
        "path": finding.path,
        "pointer": finding.pointer if len(finding.pointer or "") <= _LONGEST else None,
        "line": finding.line,
        "place": finding.params.get("place"),
        "value": _cut(finding.value, _LONGEST),
        "message": {lang: _fill(text, params) for lang, text in rule.message.items()},
        "hint": {lang: _fill(text, params) for lang, text in (_cell(finding) or rule.hint).items()},
    }


def _cell(finding: Finding) -> Mapping[str, str]:
    """The hint that shows what to type in a cell, for who has a table."""
    return shapes.rules()[finding.rule].cell if IN_CELLS in finding.params else {}


def unquoted(finding: Finding) -> Finding:
    """A finding without anything of the file: its sentences, for those whom the file must not be shown to."""
    return replace(finding, value=None, params={name: "" for name in (IN_CELLS,) if name in finding.params})


def _cut(text: Any, most: int) -> Any:
    """A file may hold one word of megabytes, and many findings on it."""
    return f"{text[:most]}…" if isinstance(text, str) and len(text) > most else text


def _fill(text: str, params: Mapping[str, str]) -> str:
    """`{?value}` → its value, as SHACL writes parameters in messages (https://www.w3.org/TR/shacl/#sparql-constraints-select)."""
    return re.sub(r"\{\?(\w+)\}", lambda m: params.get(m[1], m[0]), text)
