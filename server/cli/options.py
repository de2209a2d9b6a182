"""Options that several commands share, and the settings they make."""

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from server.settings import Settings

_F = TypeVar("_F", bound=Callable[..., Any])


def data_option(function: _F) -> _F:
    """`--data DIR`: the hub's folder."""
    return click.option("--data", type=click.Path(path_type=Path), help="Folder of the hub's data (FABCOMMONS_DATA).")(
        function
    )


def settings(**flags: Any) -> Settings:
    """Settings from flags (None: not given), environment and file."""
    return Settings.read(**flags)


def login() -> str:
    """Who types the command, as the log of acts names them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "operator"
