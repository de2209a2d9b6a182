"""The command `moderate`: what waits, every act of the moderators' pages, the log, the undo."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection, Engine

from harvester.check import check_address
from harvester.clock import utc_now
from harvester.desk import (
    acts,
    grants,
    moderation,
    proofs,
    proposals,
    registration,
    reviews,
    shared_links,
    undo,
)
from harvester.desk.moderation import By
from harvester.errors import ModerationError
from harvester.fetch import Fetcher
from harvester.hub import open_hub
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.registry import all_sources
from harvester.report import PUBLISHABLE
from server.cli import show_check
from server.cli.options import data_option, login, settings

Act = Callable[[Connection, By], int]
reason_option = click.option("--reason", default="", help="Why, in words that the lab reads.")


@click.group("moderate")
def moderate() -> None:
    """What moderators decide; each act is logged, and `undo` takes it back."""


def _does(data: Path | None, reason: str, act: Act) -> None:
    """Do an act; what must no longer be served goes at the next round of `serve`, or with `harvest`."""
    with open_hub(settings(data=data).data).begin() as db:
        number = act(db, By(login(), utc_now(), reason))
    click.echo(f"act {number}")


@moderate.command("list")
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


@moderate.command()
@click.argument("slug")
@reason_option
@data_option
def accept(slug: str, reason: str, data: Path | None) -> None:
    """Let SLUG in."""
    _does(data, reason, lambda db, by: moderation.accept(db, by, slug))


@moderate.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Why, in words that the lab reads.")
@data_option
def refuse(slug: str, reason: str, data: Path | None) -> None:
    """Keep SLUG out, or send it away."""
    _does(data, reason, lambda db, by: moderation.refuse(db, by, slug))


@moderate.command()
@click.argument("slug")
@click.option("--host", "kind", flag_value="host", help="Its whole host, with every source there.")
@click.option("--file", "kind", flag_value="base", default="base", help="Its file only.")
@click.option("--reason", required=True, help="Why, in words that the lab reads.")
@data_option
def ban(slug: str, kind: str, reason: str, data: Path | None) -> None:
    """Send SLUG away for good: it may not be registered again."""
    _does(data, reason, lambda db, by: moderation.ban(db, by, slug, kind))


@moderate.command()
@click.argument("what", metavar="HOST|BASE")
@reason_option
@data_option
def unban(what: str, reason: str, data: Path | None) -> None:
    """Lift the ban of a host or a file; its sources have the status they had."""
    _does(data, reason, lambda db, by: undo.unban(db, by, what))


@moderate.command()
@click.argument("slug")
@click.argument("url")
@reason_option
@data_option
def move(slug: str, url: str, reason: str, data: Path | None) -> None:
    """Read SLUG at another address from now on, once its file was checked there; its base stays."""
    conf = settings(data=data)
    engine = open_hub(conf.data)
    with engine.connect() as db:
        base = moderation.find(db, slug).base
    with closing(Fetcher(conf)) as fetcher, JudgePool(conf, profile_of(conf, utc_now())) as judges:
        checked = check_address(url, base, judges, fetcher)
    if checked.verdict.outcome not in PUBLISHABLE:
        show_check.checked(checked, url, "fr")
        raise ModerationError("file", f"{url} gives nothing that may be published", "Mend the file, then move.")
    if registration.is_banned(engine, url, checked.url):
        raise ModerationError("banned", f"{url} leads to a banned host", "See `fabcommons moderate log`.")
    _does(data, reason, lambda db, by: moderation.move(db, by, slug, url))


@moderate.command()
@click.argument("slug")
@click.argument("into")
@reason_option
@data_option
def merge(slug: str, into: str, reason: str, data: Path | None) -> None:
    """Let SLUG give way to INTO, another source of the same lab."""
    _does(data, reason, lambda db, by: moderation.merge(db, by, slug, into))


@moderate.command()
@click.argument("slug")
@click.argument("other")
@reason_option
@data_option
def distinct(slug: str, other: str, reason: str, data: Path | None) -> None:
    """Say that SLUG and OTHER are two labs."""
    _does(data, reason, lambda db, by: moderation.tell_apart(db, by, slug, other))


@moderate.command("reference-guide")
@click.argument("model", metavar="MODEL_IRI")
@click.argument("guide", metavar="GUIDE_IRI")
@reason_option
@data_option
def reference_guide(model: str, guide: str, reason: str, data: Path | None) -> None:
    """Choose the guide of reference of a shared machine model."""
    _does(data, reason, lambda db, by: shared_links.choose_guide(db, by, model, guide))


@moderate.command()
@click.argument("number", type=int)
@click.option("--deny", is_flag=True, help="Leave it with who holds it.")
@reason_option
@data_option
def prefix(number: int, deny: bool, reason: str, data: Path | None) -> None:
    """Grant the prefix of proof NUMBER to who asked last, or leave it with who holds it."""
    decide = grants.deny if deny else grants.grant
    _does(data, reason, lambda db, by: decide(db, by, number))


@moderate.command()
@click.argument("number", type=int)
@click.option("--accept", "decision", flag_value="accepted", help="The owner will write it.")
@click.option("--refuse", "decision", flag_value="refused", help="It will not be written; say why.")
@reason_option
@data_option
def proposal(number: int, decision: str | None, reason: str, data: Path | None) -> None:
    """Decide on proposal NUMBER."""
    if decision is None:
        raise click.UsageError("Say --accept or --refuse.")
    _does(data, reason, lambda db, by: proposals.decide(db, by, number, decision))


@moderate.command("undo")
@click.argument("number", type=int)
@reason_option
@data_option
def undo_(number: int, reason: str, data: Path | None) -> None:
    """Take back act NUMBER."""
    _does(data, reason, lambda db, by: undo.undo(db, by, number))


@moderate.command()
@click.argument("subject", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with what was there before.")
@data_option
def log(subject: str, as_json: bool, data: Path | None) -> None:
    """Who did what, when, why; newest first; on one SUBJECT, or on any."""
    for act in acts.on(open_hub(settings(data=data).data), subject):
        if as_json:
            click.echo(
                json.dumps({**asdict(act), "at": f"{act.at.isoformat(timespec='seconds')}Z"}, ensure_ascii=False)
            )
            continue
        undone = f" (undoes {act.undoes})" if act.undoes else ""
        click.echo(f"{act.id}  {act.at:%Y-%m-%d %H:%M}Z  {act.who}  {act.act}{undone}  {act.subject}  {act.reason}")


COMMANDS = (moderate,)
