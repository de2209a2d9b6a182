"""Commands about the hub's folder: rebuild, backup, restore."""

from pathlib import Path

import click

from harvester.backup import backup, restore
from harvester.clock import utc_now
from harvester.forget import replay
from harvester.lock import only_one
from server.cli import show
from server.cli.options import data_option, settings
from server.rounds import Hub


@click.command()
@data_option
def rebuild(data: Path | None) -> None:
    """Make the index again from hub.sqlite and graphs/."""
    hub = Hub(settings(data=data))
    with only_one(hub.settings.data):
        click.echo(show.generation_line(hub.publish_anew()))


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
def backup_(folder: Path, data: Path | None) -> None:
    """Copy the hub's truth into FOLDER while collecting is paused."""
    conf = settings(data=data)
    with only_one(conf.data):
        click.echo(f"{backup(conf.data, folder)} files in {folder}")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path))
@data_option
def restore_(folder: Path, data: Path | None) -> None:
    """Put the backup in FOLDER in place, forget again what was forgotten, rebuild."""
    conf = settings(data=data)
    with only_one(conf.data):
        restore(folder, conf.data)
        hub = Hub(conf)
        forgotten = replay(hub.engine, conf.data, utc_now())
        click.echo(f"{show.generation_line(hub.publish_anew())}; forgotten things kept out: {forgotten}")


COMMANDS = (rebuild, backup_, restore_)
