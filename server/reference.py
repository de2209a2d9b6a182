"""The reference of all settings, made from the settings themselves."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from server.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"

_HEAD = """# Settings

Made from `harvester/settings.py`, `harvester/telling_settings.py`, `server/public_settings.py` and `server/settings.py`
by `python -m server`; do not edit.

Each setting is a variable `FABCOMMONS_<NAME>` of the environment, or a key of the TOML file that `FABCOMMONS_CONFIG`
names (same name, lower case). A flag of a command wins over the environment, the environment over the file. A wrong
value refuses to start and says what is allowed. Durations are written `20s`, `10m`, `6h`, `3d`; lists as JSON.

| setting | default | what it does |
|---|---|---|
"""


def settings_page() -> str:
    """The Markdown page."""
    return _HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    default = "number of processors" if field.default_factory else _written(field.default)
    return f"| `{name}` | {default} | {field.description} |\n"


def _written(value: Any) -> str:
    if isinstance(value, timedelta):
        return f"`{_duration(value)}`"
    if isinstance(value, tuple):
        return f"`[{', '.join(_plain(item) for item in value)}]`"
    return f"`{_plain(value)}`"


def _plain(value: Any) -> str:
    return f'"{_duration(value)}"' if isinstance(value, timedelta) else str(value)


def _duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    size, unit = next((s, u) for s, u in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")) if seconds % s == 0)
    return f"{seconds / size:g}{unit}"
