"""The command `edit-link`: a new edit link for a lab, when it has no other way to one."""

from typing import Any

import click

from harvester import registry
from harvester.clock import utc_now
from harvester.desk.hosting import edit_link as make
from harvester.hub import open_hub
from server.cli.options import data_option, login, settings


@click.command("edit-link")
@click.argument("slug")
@data_option
def edit_link(slug: str, data: Any) -> None:
    """Make a new edit link for the lab SLUG; its older link, and what was opened with it, end."""
    conf = settings(data=data)
    with open_hub(conf.data).begin() as db:
        source = registry.named(db, [slug])[0]
        secret = make(db, source.id, utc_now(), login())
    click.echo(f"{conf.public_base_url}/edit/{secret}")


COMMANDS = (edit_link,)
