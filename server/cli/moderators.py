"""The command `moderators`: who moderates, by a token each."""

from pathlib import Path

import click

from harvester.clock import utc_now
from harvester.desk import moderators
from harvester.hub import open_hub
from server.cli.options import data_option, login, settings


@click.group("moderators")
def moderators_group() -> None:
    """Who moderates: a token for each."""


@moderators_group.command("add")
@click.argument("name")
@click.option("--days", type=click.IntRange(min=1), help="How long the token is valid; without end if not given.")
@data_option
def add(name: str, days: int | None, data: Path | None) -> None:
    """Give NAME a token for /moderation; it is shown once."""
    conf = settings(data=data)
    with open_hub(conf.data).begin() as db:
        token = moderators.add(db, name, days, login(), utc_now())
    click.echo(token)
    click.echo(f"Shown once: give it to {name}, for {conf.public_base_url}/moderation", err=True)


@moderators_group.command("list")
@data_option
def list_(data: Path | None) -> None:
    """Every token: its number, whose it is, until when; never the token itself."""
    for each in moderators.everyone(open_hub(settings(data=data).data)):
        end = f"until {each.expires_at:%Y-%m-%d}" if each.expires_at else "without end"
        state = "revoked" if each.revoked_at else end if each.is_valid(utc_now()) else "expired"
        click.echo(f"{each.id}  {each.name}  {each.made_at:%Y-%m-%d}  {state}")


@moderators_group.command("revoke")
@click.argument("which", metavar="NAME|NUMBER")
@data_option
def revoke(which: str, data: Path | None) -> None:
    """Revoke a token, or all of a name; whoever is signed in by it is signed out."""
    with open_hub(settings(data=data).data).begin() as db:
        click.echo(f"{moderators.revoke(db, which, login(), utc_now())} revoked")


COMMANDS = (moderators_group,)
