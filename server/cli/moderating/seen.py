"""`moderate …` to look: what waits for a decision, what was decided."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from harvester.clock import stamp
from harvester.desk import acts, proofs, proposals, reviews
from harvester.hub import open_hub
from harvester.registry import all_sources
from server.cli.options import data_option, settings


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@data_option
def waiting(as_json: bool, data: Path | None) -> None:
    """What waits for a decision: registrations, duplicates, prefixes, proposals."""
    engine = open_hub(settings(data=data).data)
    for row in _waiting(engine):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join(str(value) for value in row.values()))


def _waiting(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as db:
        names = {each.id: each.slug for each in all_sources(db)}
    found: list[dict[str, Any]] = [
        {
            "kind": each.kind,
            "source": names.get(each.source, ""),
            "other": names.get(each.other or 0, ""),
            "why": each.why,
        }
        for each in reviews.waiting(engine)
    ]
    for each in proposals.waiting(engine, prefixes=proofs.prefixes(engine)):
        found.append({"kind": "proposal", "id": each.id, "source": each.slug, "about": each.about})
    return found


@click.command()
@click.argument("subject", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with what was there before.")
@data_option
def log(subject: str, as_json: bool, data: Path | None) -> None:
    """Who did what, when, why; newest first; on one SUBJECT, or on any."""
    for act in acts.on(open_hub(settings(data=data).data), subject):
        if as_json:
            click.echo(json.dumps({**asdict(act), "at": stamp(act.at)}, ensure_ascii=False))
            continue
        undone = f" (undoes {act.undoes})" if act.undoes else ""
        click.echo(f"{act.id}  {act.at:%Y-%m-%d %H:%M}Z  {act.who}  {act.act}{undone}  {act.subject}  {act.reason}")


COMMANDS = (waiting, log)
