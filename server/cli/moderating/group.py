"""What the commands below `moderate` share: their group, the reason they ask for, how an act is done."""

from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection

from harvester.clock import utc_now
from harvester.desk.moderation import By
from harvester.hub import open_hub
from server.cli.options import login, settings

Act = Callable[[Connection, By], int]
_WHY = "Why, in words that the lab reads."
reason_option = click.option("--reason", default="", help=_WHY)
needed_reason_option = click.option("--reason", required=True, help=_WHY)


@click.group("moderate")
def moderate() -> None:
    """What moderators decide; each act is logged, and `undo` takes it back."""


def does(data: Path | None, reason: str, act: Act) -> None:
    """Do an act; what must no longer be served goes at the next round of `serve`, or with `harvest`."""
    with open_hub(settings(data=data).data).begin() as db:
        number = act(db, By(login(), utc_now(), reason))
    click.echo(f"act {number}")
