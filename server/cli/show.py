"""How commands speak to people: tables, a progress bar, sentences; JSON where asked."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from harvester.batches import OnDecision
from harvester.clock import stamp, utc_now
from harvester.decide import Decision, from_row
from harvester.pipeline import Summary
from harvester.registry import Source
from harvester.report import as_json
from harvester.schedule import state
from server.settings import Settings

_COLOURS = {
    "LOADED": "green", "UNCHANGED": "green", "QUARANTINED": "yellow",
    "REJECTED": "red", "FAILED": "red", "GONE": "magenta",
    "Violation": "red", "Warning": "yellow", "Info": "blue",
}  # fmt: skip


@contextmanager
def progress(total: int, *, as_json: bool) -> Iterator[OnDecision]:
    """A bar on a terminal, one JSON line a visit with --json, else one line for each visit that is not plain good."""
    if as_json:
        yield lambda decision: click.echo(json.dumps(visit(decision), ensure_ascii=False))
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=not console.is_terminal) as bar:
        task = bar.add_task("Récolte", total=total)

        def on_decision(decision: Decision) -> None:
            bar.advance(task, 1 if decision.visited.fetched else 0)
            if str(decision.outcome) not in ("LOADED", "UNCHANGED"):
                bar.console.print(_visit_line(decision))

        yield on_decision


def _visit_line(decision: Decision) -> str:
    outcome = str(decision.outcome)
    told = decision.findings or [from_row(row) for row in decision.visited.source.report or []]
    worst = next((f for f in told if f.severity == "Violation"), None)
    why = escape(as_json(worst)["message"]["fr"]) if worst else ""
    return f"[{_COLOURS[outcome]}]{outcome:<12}[/] {decision.visited.source.slug}  {why}"


def visit(decision: Decision) -> dict[str, Any]:
    """One visit as JSON."""
    source = decision.visited.source
    return {
        "slug": source.slug,
        "base": source.base,
        "at": stamp(decision.visited.at),
        "outcome": str(decision.outcome),
        "seconds": round(decision.visited.seconds, 3),
        "changes": len(decision.changes),
        "results": [as_json(finding) for finding in decision.findings],
    }


def summary(counted: Summary, generation: Path | None, *, as_json: bool) -> None:
    """The last line of a harvest."""
    counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(counted.outcomes.items())) or "0"
    if not as_json:
        click.echo(f"{counts}; {generation_line(generation)}")


def generation_line(generation: Path | None) -> str:
    """What publishing did."""
    return f"génération {generation.name} publiée" if generation else "rien de neuf à publier"


def sources(rows: Sequence[Source], conf: Settings, *, as_json: bool) -> None:
    """Every source with its state."""
    now = utc_now()
    if as_json:
        for source in rows:
            click.echo(json.dumps(_source(source, now, conf), ensure_ascii=False))
        return
    table = Table("source", "état", "dernière visite", "prochaine visite", "quads", "à savoir")
    for source in rows:
        told = _source(source, now, conf)
        cells = (
            source.slug,
            told["state"] if source.status == "accepted" else source.status,
            told["last_visit"] or "–",
            told["next_visit"] or "–",
            str(source.quads),
            told["hint"] or "",
        )
        table.add_row(*map(escape, cells))
    Console().print(table)


def _source(source: Source, now: datetime, conf: Settings) -> dict[str, Any]:
    return {
        "slug": source.slug,
        "base": source.base,
        "url": source.url,
        "state": state(source, now, conf),
        "status": source.status,
        "outcome": source.outcome,
        "last_visit": _moment(source.last_visit_at),
        "next_visit": _moment(source.next_visit_at),
        "quads": source.quads,
        "withheld": source.withheld,
        "hint": source_hint(source)["fr"] if source_hint(source) else None,
    }


def source_hint(source: Source) -> dict[str, str]:
    """What its lab should know first, in both languages; empty when all is well."""
    rows = [source.failure] if source.failure else source.report or []
    serious = [f for f in map(from_row, rows) if f.severity == "Violation"]
    return as_json(serious[0])["message"] if serious else {}


def _moment(at: datetime | None) -> str | None:
    return f"{at.isoformat(sep=' ', timespec='minutes')}Z" if at else None
