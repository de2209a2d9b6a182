"""Maintenance as an iCalendar feed (RFC 5545): all-day events, which every calendar shows; VTODO many do not. Pure."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from server.pages.due import Due

_EPOCH = date(2020, 1, 1)


def feed(
    title: str, items: Iterable[Due], said: Callable[[Due], tuple[str, str, str]], today: date, now: datetime
) -> bytes:
    """In: what is due; what an entry says (title, description, address); the day at the lab; now (UTC). Out: the file.

    Overdue tasks stand on today, so that nobody has to look back for them; tasks without a date are not in it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//fabcommons//maintenance//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for item in items:
        if item.day is not None:
            calendar.add_component(_event(item, said(item), max(item.day, today), now))
    return bytes(calendar.to_ical())


def _event(item: Due, said: tuple[str, str, str], day: date, now: datetime) -> Event:
    title, description, address = said
    event = Event()
    event.add("uid", f"{hashlib.sha256(item.task.iri.encode()).hexdigest()[:32]}@fabcommons")
    event.add("dtstamp", now.replace(tzinfo=UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("sequence", max(0, (day - _EPOCH).days))  # a later day is a newer revision
    event.add("summary", title)
    event.add("description", description)
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("priority", 1 if item.critical else 5)
    return event
