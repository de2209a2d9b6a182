"""The text of a checked file with its lines numbered, those with findings marked; of a long one, only these. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harvester.report import Finding
from harvester.snippet import printable

_WHOLE = 400  # lines of a file that is shown whole
_AROUND, _MOST = 2, 120  # lines beside a marked one; marked lines
_LONGEST = 240  # characters of a line

_GRAVITY = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `mark` is the gravest severity of what is said of it; `first`: lines are left out before it."""

    number: int
    text: str
    mark: str = ""
    first: bool = False


def source(content: bytes, findings: Iterable[Finding]) -> list[Line]:
    """The lines to show. In: a document, findings with their lines."""
    lines = content.decode("utf-8-sig", errors="replace").split("\n")
    marks = _marks(findings)
    wanted = range(1, len(lines) + 1) if len(lines) <= _WHOLE else _beside(marks, len(lines))
    shown: list[Line] = []
    for number in wanted:
        gap = number > (shown[-1].number + 1 if shown else 1)
        shown.append(Line(number, _cut(lines[number - 1]), marks.get(number, ""), gap))
    return shown


def _marks(findings: Iterable[Finding]) -> Mapping[int, str]:
    marks: dict[int, str] = {}
    for finding in findings:
        if finding.line:
            known = marks.get(finding.line, _GRAVITY[-1])
            marks[finding.line] = min(known, finding.severity, key=_GRAVITY.index)
    return marks


def _beside(marks: Mapping[int, str], last: int) -> list[int]:
    chosen = sorted(marks)[:_MOST]
    near = {n for mark in chosen for n in range(mark - _AROUND, mark + _AROUND + 1)}
    return sorted(n for n in near if 1 <= n <= last)


def _cut(line: str) -> str:
    line = printable(line.rstrip("\r"))
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line
