"""The reference pages are those that their sources give, and every command is documented."""

import click

from server.cli import cli
from server.exports import reference as exports
from server.reference import PAGE, settings_page

COMMANDS = {
    "demo", "serve", "register", "sources", "harvest", "check", "query", "import", "registry", "forget",
    "places", "rebuild", "backup", "restore", "export", "notices", "template",
    "edit-link", "mails", "moderate", "moderators", "sentences",
}  # fmt: skip


def test_settings_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_exports_page_is_fresh() -> None:
    assert exports.PAGE.read_text(encoding="utf-8") == exports.exports_page(), "run `make docs`"


def test_commands_are_those_of_the_contract() -> None:
    assert set(cli.commands) == COMMANDS


def test_every_command_and_option_has_a_help_text() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"
