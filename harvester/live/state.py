"""The state in a SpaceAPI document, whatever form it has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from harvester.adapters.json_object import json_object
from harvester.adapters.plain_text import public
from harvester.adapters.received import Received
from harvester.imports.fields import number, text
from harvester.imports.spaceapi import is_spaceapi

_LONGEST = 140
_MILLISECONDS = 1e11  # as seconds, a day in 5138
_SLACK = timedelta(minutes=5)  # clocks differ
_WORDS: Mapping[str, bool] = {"true": True, "open": True, "false": False, "closed": False}


@dataclass(frozen=True, slots=True)
class State:
    """Whether a lab is open (None: it does not say), in its words, and since when. Times are UTC without offset."""

    open: bool | None
    message: str = ""
    changed_at: datetime | None = None


def state_of(content: bytes, now: datetime) -> State | None:
    """What a SpaceAPI document says of this moment; None when it is none. Before 0.13 the state stands at the top."""
    record = json_object(Received(content))
    if record is None or not is_spaceapi(record):
        return None
    state = record.get("state")
    said = state if isinstance(state, dict) else {"open": record.get("open"), "lastchange": record.get("lastchange")}
    words = said.get("message") or (record.get("status") if state is None else "")
    return State(_open(said.get("open")), public(text(words), _LONGEST), _moment(said.get("lastchange"), now))


def _open(value: Any) -> bool | None:
    """Missing, null and «null» are «nobody knows», never «closed»."""
    return value if isinstance(value, bool) else _WORDS.get(text(value).lower())


def _moment(value: Any, now: datetime) -> datetime | None:
    """Seconds since 1970, or milliseconds; a moment to come is a mistake."""
    seconds = number(value) if not isinstance(value, int | float) or isinstance(value, bool) else float(value)
    if seconds is None or not 0 < seconds < _MILLISECONDS * 1000:
        return None
    moment = datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS else seconds, UTC)
    plain = moment.replace(tzinfo=None, microsecond=0)
    return plain if plain <= now + _SLACK else None
