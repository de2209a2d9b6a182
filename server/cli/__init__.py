"""The command line: `fabcommons …`."""

import signal
import sys

import click

from harvester.errors import BusyError, FabcommonsError, SettingsError
from server.cli import (
    ask,
    check,
    data,
    demo,
    edit_link,
    export,
    gather,
    mails,
    moderating,
    moderators,
    notices,
    places,
    sentences,
    serve,
    template,
)

#: Exit status of errors that stop a command.
_STATUS = {BusyError: 3, SettingsError: 2}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(package_name="fabcommons")
def cli() -> None:
    """A federated knowledge-sharing hub for networks of FabLabs, built on Linked Data."""


for module in (
    demo, serve, gather, check, sentences, template, places, ask, data, export, notices, mails, edit_link,
    moderating, moderators,
):  # fmt: skip
    for command in module.COMMANDS:
        cli.add_command(command)


def _leave(_signal: int, _frame: object) -> None:
    """SIGTERM ends a command in order: pools and temporary folders are closed on the way out."""
    sys.exit(128 + signal.SIGTERM)


def main() -> None:
    """Entry point: errors of ours end in a sentence, not in a traceback."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        cli(standalone_mode=True)
    except FabcommonsError as error:
        click.echo(f"fabcommons: {error}", err=True)
        if error.hint:
            click.echo(f"  → {error.hint}", err=True)
        sys.exit(_STATUS.get(type(error), 1))
