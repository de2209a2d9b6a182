"""Calendars as tests write them."""

from collections.abc import Mapping

#: What most events of a test have.
PLAIN = {"SUMMARY": "Portes ouvertes", "DTSTART": "20261205T130000Z", "DTEND": "20261205T160000Z"}


def calendar(*events: Mapping[str, str]) -> bytes:
    """A calendar of these events, each a mapping of lines (`DTSTART;VALUE=DATE` → `20261205`)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"]
    for event in events:
        lines += ["BEGIN:VEVENT", *(f"{name}:{value}" for name, value in event.items()), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def event(uid: str, **lines: str) -> dict[str, str]:
    """One event; lines replace those of PLAIN."""
    return {"UID": uid, **PLAIN, **lines}
