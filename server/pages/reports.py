"""The findings on a last file, ready to be read: with their place, in both languages, without personal data."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import shapes
from harvester.decide import from_row
from harvester.files import read_receipt
from harvester.pointers import lines, tokens
from harvester.registry import Source
from harvester.report import Finding, as_json
from ontology import UNKNOWN, VOCAB
from server.pages.links import fragment

#: Findings shown; a file with more has one mistake made many times.
MOST = 200

#: Larger files take too long to be searched for line numbers while somebody waits.
_SEARCHED = 256 * 1024

_ORDER = {"Violation": 0, "Warning": 1, "Info": 2}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding for the page. `message` and `hint` by language; `place` the steps from the top of the file."""

    severity: str
    code: str
    place: tuple[str, ...]
    line: int | None
    message: dict[str, str]
    hint: dict[str, str]
    focus: str
    personal: bool


def findings(source: Source, data: Path) -> list[Shown]:
    """What the harvester says of the last file it judged: violations first, then by line."""
    read = [_read(row) for row in source.report or []]
    known = _lines(source, read, data)
    shown = [_shown(finding, known.get(finding.pointer or "")) for finding in read]
    return sorted(shown, key=lambda s: (_ORDER[s.severity], s.line or 0, s.code))


def failure(source: Source) -> Shown | None:
    """Why the last visit brought no file, if it brought none."""
    return _shown(_read(source.failure), None) if source.failure else None


def first_problem(source: Source) -> dict[str, str]:
    """One sentence on what is wrong, in both languages; empty when nothing is."""
    rows = [source.failure] if source.failure else source.report or []
    serious = [_shown(finding, None) for finding in map(_read, rows) if finding.severity == "Violation"]
    return serious[0].message if serious else {}


def withheld(source: Source, shown: list[Shown]) -> tuple[list[str], int]:
    """What is held back: identifiers of things, and how many persons, whom nobody names without their consent."""
    persons = {finding.focus for finding in shown if finding.personal}
    things = [iri for iri in source.withheld if iri not in persons]
    return sorted(f"#{fragment(iri)}" for iri in things if fragment(iri)), len(source.withheld) - len(things)


def _read(row: Any) -> Finding:
    """A stored finding; one of a rule that no longer exists is told in general words."""
    finding = from_row(list(row))
    return finding if finding.rule in shapes.rules() else replace(finding, rule="L3-engine")


def _shown(finding: Finding, line: int | None) -> Shown:
    personal = shapes.rules()[finding.rule].subject == "person"
    told = as_json(replace(finding, value=None, params={}) if personal else _as_typed(finding))
    place = () if personal else _place(finding)
    focus = finding.focus or ""
    return Shown(told["severity"], told["code"], place, line, told["message"], told["hint"], focus, personal)


def _place(finding: Finding) -> tuple[str, ...]:
    """Where its publisher finds it: as the adapter or the feed names it, else the steps from the top of the file."""
    if "place" in finding.params:
        return (finding.params["place"],)
    return tuple(tokens(finding.pointer)) if finding.pointer else ()


def _as_typed(finding: Finding) -> Finding:
    """With the code that somebody typed, not the IRI that was made of it."""
    value = finding.value or ""
    for namespace in (UNKNOWN, VOCAB):
        if value.startswith(namespace):
            return replace(finding, value=value.removeprefix(namespace).rpartition("/")[2])
    return finding


def _lines(source: Source, read: list[Finding], data: Path) -> dict[str, int]:
    content = read_receipt(data, source.receipt) if source.receipt else None
    if content is None or len(content) > _SEARCHED:
        return {}
    pointers = {finding.pointer for finding in read if finding.pointer is not None}
    return dict(lines(content.decode("utf-8-sig", errors="replace"), pointers))
