"""How a check and the sentences of the rules are printed for people."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from harvester.check import Checked
from harvester.report import PUBLISHABLE, Finding, as_json
from harvester.snippet import Snippet, printable
from shapes.reference import IN_CELLS, SEVERITIES
from shapes.rules import Rule

_COLOURS = {
    "Violation": "red", "Warning": "yellow", "Info": "cyan",
    "LOADED": "green", "QUARANTINED": "yellow", "REJECTED": "red", "FAILED": "red",
}  # fmt: skip
_WORDS = {
    "fr": {"line": "ligne", "example": "valeur d'exemple : mettez la vôtre", "more": "… et {} autres remarques."},
    "en": {"line": "line", "example": "an example: put your own value", "more": "… and {} more findings."},
}


def status(checked: Checked) -> int:
    """How the command ends: 0 publishable, 1 not, 2 nothing to judge."""
    return 0 if checked.verdict.outcome in PUBLISHABLE else 1 if checked.reached else 2


def checked(report: Checked, name: str, lang: str) -> None:
    """A check for a person: the outcome, then each finding with its place, its mend and the lines to change."""
    console = Console(highlight=False, soft_wrap=True)
    verdict = report.verdict
    outcome = str(verdict.outcome)
    counts = f"{verdict.quads} quads, {len(verdict.entities)} published, {len(verdict.withheld)} withheld"
    console.print(f"[{_COLOURS[outcome]}]{outcome}[/] {_safe(name)} ({counts})")
    for finding in report.told:
        _finding(console, finding, lang)
        found = report.mend(finding)
        if found:
            _snippet(console, found, lang)
    more = len(report.findings) - len(report.told)
    if more:
        console.print(f"  {_WORDS[lang]['more'].format(more)}")


def _finding(console: Console, finding: Finding, lang: str) -> None:
    told = as_json(finding)
    line = f"{_WORDS[lang]['line']} {finding.line}" if finding.line else ""
    places = (finding.code, line, _safe(told["place"] or ""), _safe(finding.pointer or ""))
    severity = SEVERITIES[finding.severity][lang == "en"]
    console.print(f"\n  [{_COLOURS[finding.severity]}]{severity}[/] {' · '.join(filter(None, places))}")
    console.print(f"    {_safe(told['message'][lang])}")
    console.print(f"    → {_safe(told['hint'][lang])}")


def _snippet(console: Console, found: Snippet, lang: str) -> None:
    """The lines as they stand, numbered; with what goes and what comes where there is a mend."""
    for row in found.rows():
        colour = {"-": "red", "+": "green"}.get(row.mark, "dim")
        console.print(f"      [{colour}]{row.number or '':>5} {row.mark} {_safe(row.text)}[/]")
    if found.example and found.after is not None:
        console.print(f"      [dim]({_WORDS[lang]['example']})[/]")


def _safe(text: str) -> str:
    return escape(printable(text))


def as_row(rule: Rule, langs: Sequence[str]) -> dict[str, Any]:
    """A rule as JSON: id, code, severity, subject; message, hint and hint for cells (or none) by language."""
    texts = {"message": rule.message, "hint": rule.hint, "cell": rule.cell}
    told = {name: {lang: text[lang] for lang in langs} if text else None for name, text in texts.items()}
    return {"id": rule.id, "code": rule.code, "severity": rule.severity, "subject": rule.subject, **told}


def sentence(rule: Rule, langs: Sequence[str]) -> str:
    """A rule as a block of text."""
    head = f"{rule.id}  {rule.severity}  ({rule.subject})"
    lines = [line for lang in langs for line in _of(rule, lang)]
    return "\n".join([head, *lines, ""])


def _of(rule: Rule, lang: str) -> list[str]:
    """What is wrong, what to do, and what to type in a cell."""
    cell = [f"      → {IN_CELLS[lang]} {rule.cell[lang]}"] if rule.cell else []
    return [f"  {lang}  {rule.message[lang]}", f"      → {rule.hint[lang]}", *cell]
