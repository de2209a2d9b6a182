"""Durations as operators write them in settings: `20s`, `10m`, `6h`, `3d`."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: Any) -> timedelta:
    """`10m`, `6h`, `3d`, `20s` → timedelta. Errors: ValueError that shows how to write one."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", str(value).strip())
    if match is None:
        raise ValueError(f"{value!r} is not a duration; for instance 20s, 10m, 6h, 3d")
    return timedelta(**{_UNITS[match[2]]: float(match[1])})


Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(0))]
