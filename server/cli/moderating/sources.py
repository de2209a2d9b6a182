"""`moderate …` on a source: let in, kept out, banned, moved, merged, told apart."""

from contextlib import closing
from pathlib import Path

import click

from harvester.check import check_address
from harvester.clock import utc_now
from harvester.desk import moderation, registration, undo
from harvester.errors import ModerationError
from harvester.fetch import Fetcher
from harvester.hub import open_hub
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.report import PUBLISHABLE
from server.cli import show_check
from server.cli.moderating.group import does, needed_reason_option, reason_option
from server.cli.options import data_option, settings


@click.command()
@click.argument("slug")
@reason_option
@data_option
def accept(slug: str, reason: str, data: Path | None) -> None:
    """Let SLUG in."""
    does(data, reason, lambda db, by: moderation.accept(db, by, slug))


@click.command()
@click.argument("slug")
@needed_reason_option
@data_option
def refuse(slug: str, reason: str, data: Path | None) -> None:
    """Keep SLUG out, or send it away."""
    does(data, reason, lambda db, by: moderation.refuse(db, by, slug))


@click.command()
@click.argument("slug")
@click.option("--host", "kind", flag_value="host", help="Its whole host, with every source there.")
@click.option("--file", "kind", flag_value="base", default="base", help="Its file only.")
@needed_reason_option
@data_option
def ban(slug: str, kind: str, reason: str, data: Path | None) -> None:
    """Send SLUG away for good: it may not be registered again."""
    does(data, reason, lambda db, by: moderation.ban(db, by, slug, kind))


@click.command()
@click.argument("what", metavar="HOST|BASE")
@reason_option
@data_option
def unban(what: str, reason: str, data: Path | None) -> None:
    """Lift the ban of a host or a file; its sources have the status they had."""
    does(data, reason, lambda db, by: undo.unban(db, by, what))


@click.command()
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
    does(data, reason, lambda db, by: moderation.move(db, by, slug, url))


@click.command()
@click.argument("slug")
@click.argument("into")
@reason_option
@data_option
def merge(slug: str, into: str, reason: str, data: Path | None) -> None:
    """Let SLUG give way to INTO, another source of the same lab."""
    does(data, reason, lambda db, by: moderation.merge(db, by, slug, into))


@click.command()
@click.argument("slug")
@click.argument("other")
@reason_option
@data_option
def distinct(slug: str, other: str, reason: str, data: Path | None) -> None:
    """Say that SLUG and OTHER are two labs."""
    does(data, reason, lambda db, by: moderation.tell_apart(db, by, slug, other))


COMMANDS = (accept, refuse, ban, unban, move, merge, distinct)
