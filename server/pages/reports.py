"""The findings on a last file, ready to be read: with their place, in both languages, without personal data."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harvester.desk.sentences import as_typed, is_personal
from harvester.desk.sentences import read as stored
from harvester.feeds.supplement import is_fed
from harvester.files import read_receipt
from harvester.pointers import lines, tokens
from harvester.registry import Source
from harvester.report import Finding, as_json, unquoted
from server.pages.links import fragment, short

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
    read = [stored(row) for row in source.report or []]
    known = _lines(source, read, data)
    shown = [_shown(finding, _stated_line(finding) or known.get(finding.pointer or "")) for finding in read]
    return sorted(shown, key=lambda s: (_ORDER[s.severity], s.line or 0, s.code))


def once(findings: Iterable[Shown]) -> list[tuple[Shown, list[Shown]]]:
    """Each sentence once: the first finding that says it, and those that say the same of other places."""
    same: dict[tuple[str, str, str], list[Shown]] = {}
    for each in findings:
        same.setdefault((each.code, each.message["fr"], each.hint["fr"]), []).append(each)
    return [(first, others) for first, *others in same.values()]


def told(findings: Iterable[Finding]) -> list[Shown]:
    """The findings of a check, in its order."""
    return [_shown(finding, finding.line) for finding in findings]


def failure(source: Source) -> Shown | None:
    """Why the last visit brought no file, if it brought none."""
    return _shown(stored(source.failure), None) if source.failure else None


def first_problem(source: Source) -> dict[str, str]:
    """One sentence on what is wrong, in both languages; empty when nothing is."""
    rows = [source.failure] if source.failure else source.report or []
    serious = [_shown(finding, None) for finding in map(stored, rows) if finding.severity == "Violation"]
    return serious[0].message if serious else {}


def withheld(source: Source, shown: list[Shown]) -> tuple[list[str], int]:
    """What is held back: identifiers of things, and how many persons, whom nobody names without their consent."""
    persons = {finding.focus for finding in shown if finding.personal}
    things = [iri for iri in source.withheld if iri not in persons]
    named = {short(iri) if is_fed(iri) else f"#{fragment(iri)}" for iri in things if fragment(iri)}
    return sorted(named), len(source.withheld) - len(things)


def shown(finding: Finding) -> Shown:
    """A finding of a check that was just made, with its line."""
    return _shown(finding, finding.line)


def _stated_line(finding: Finding) -> int | None:
    """The line that an adapter, or the reading of the file, told."""
    stated = finding.params.get("line", "")
    return int(stated) if stated.isdecimal() else None


def _shown(finding: Finding, line: int | None) -> Shown:
    personal = is_personal(finding)
    told = as_json(unquoted(finding) if personal else as_typed(finding))
    place = () if personal else _place(finding)
    focus = finding.focus or ""
    return Shown(told["severity"], told["code"], place, line, told["message"], told["hint"], focus, personal)


def _place(finding: Finding) -> tuple[str, ...]:
    """The cell of a spreadsheet, else the steps from the top of the file."""
    if cell := finding.params.get("place"):
        return (cell,)
    return tuple(tokens(finding.pointer)) if finding.pointer else ()


def _lines(source: Source, read: list[Finding], data: Path) -> dict[str, int]:
    content = read_receipt(data, source.receipt) if source.receipt else None
    if content is None or len(content) > _SEARCHED:
        return {}
    pointers = {finding.pointer for finding in read if finding.pointer is not None}
    return dict(lines(content.decode("utf-8-sig", errors="replace"), pointers))
