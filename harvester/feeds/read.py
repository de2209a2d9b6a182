"""One feed read: bytes → what it adds to the lab's file. Runs in a judging process, which may be killed."""

from datetime import date
from zoneinfo import ZoneInfo

from harvester.adapters.fragment import Fragment
from harvester.adapters.ical import Window, agenda
from harvester.adapters.json_object import json_object
from harvester.adapters.okh import project
from harvester.adapters.received import Received
from harvester.errors import DocumentError
from harvester.imports.spaceapi import is_spaceapi, lab_file
from harvester.report import Finding

#: What a lab's own file leaves unsaid and its SpaceAPI document may add; its name and calendar are the file's to give.
_FROM_SPACEAPI = frozenset({"logo", "adresse", "position", "fuseauHoraire", "memeQue", "tarifs", "site", "telephone"})


def read_feed(kind: str, received: Received, window: Window) -> Fragment | Finding:
    """What a feed of that kind says; a finding when it is nothing of the kind."""
    try:
        if kind == "ical":
            return agenda(received, window)
        return project(received) if kind == "okh" else _spaceapi(received)
    except DocumentError as error:
        return Finding(error.rule, None, None, None, None, error.params)


def window(today: date, days: int, most: int, zone: str, default: str) -> Window:
    """Which sessions are read: from today on. In: the lab's zone as it states it, the network's."""
    return Window(today, days, most, zone_of(zone, default))


def _spaceapi(received: Received) -> Fragment:
    record = json_object(received)
    if record is None or not is_spaceapi(record):
        raise DocumentError("F1-form", key="SpaceAPI")
    made = lab_file(record).document
    flat = {**made, **made.get("contact", {})}
    return Fragment({key: value for key, value in flat.items() if key in _FROM_SPACEAPI})


def zone_of(stated: str, default: str) -> ZoneInfo:
    """The time zone that a lab states, else the network's."""
    try:
        return ZoneInfo(stated or default)
    except (ValueError, OSError, KeyError):
        return ZoneInfo(default)
