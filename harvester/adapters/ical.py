"""Calendars (RFC 5545) as events of a lab file: unfolded some days ahead, times with their offset, without persons.

Mapping: docs/adapters/ical.md. Source: https://www.rfc-editor.org/rfc/rfc5545; unfolded by recurring-ical-events.
"""

import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from harvester.adapters.fragment import Fragment
from harvester.adapters.ical_series import ODD, ending_after, is_readable, may_be_zone, repeating, series, word
from harvester.adapters.plain_text import LEFT_OUT, public
from harvester.adapters.received import Adapted, Received
from harvester.errors import DocumentError
from harvester.imports.fields import links, unspoken, without_empty
from harvester.report import Finding

_STEP = timedelta(days=14)
_DEFAULT_ZONE = "X-WR-TIMEZONE"
_LONGEST_NAME, _LONGEST_WORDS, _LONGEST_PLACE = 200, 1000, 200
_HIDDEN = frozenset({"PRIVATE", "CONFIDENTIAL"})
_STATUS: Mapping[str, str] = {"CANCELLED": "annule"}


@dataclass(frozen=True, slots=True)
class Window:
    """Which sessions are read: from a day on, so many days, at most so many of them, times read in a zone."""

    begins: date
    days: int
    most: int
    zone: ZoneInfo


class ICalendar:
    """A calendar; at a lab's address it is refused, with where its address belongs."""

    name = "ical"

    def recognises(self, received: Received) -> bool:
        """Whether this is a calendar."""
        start = received.content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
        return start[:15].upper() == b"BEGIN:VCALENDAR"

    def adapt(self, received: Received, base: str) -> Adapted:
        """A calendar is no lab. Errors: DocumentError F4-calendar."""
        raise DocumentError("F4-calendar")


def agenda(received: Received, window: Window) -> Fragment:
    """The events of a calendar in a window, each session of a recurrence by itself.

    In: what came. Out: events by identifiers that stay the same while the calendar's do, the nearest first. Errors:
    DocumentError F1-form for what is no calendar.
    """
    found = _Found(window)
    for calendar in _calendars(received):
        found.repeating |= repeating(calendar)
        found.read(calendar)
    return Fragment({}, found.events, tuple(found.said()))


def _calendars(received: Received) -> Sequence[Calendar]:
    if not ICalendar().recognises(received):
        raise DocumentError("F1-form", key="iCalendar")
    try:
        with warnings.catch_warnings(action="ignore"):  # of zones whose names it guesses
            found = Calendar.from_ical(received.content, multiple=True)
    except ODD as error:
        raise DocumentError("F1-form", key="iCalendar") from error
    calendars = [part for part in found if isinstance(part, Calendar)]
    if not calendars:
        raise DocumentError("F1-form", key="iCalendar")
    return calendars


@dataclass(slots=True)
class _Found:
    """Events as they are read, and what is to be said of them."""

    window: Window
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    repeating: set[str] = field(default_factory=set)
    unread: dict[str, None] = field(default_factory=dict)
    zones: dict[str, None] = field(default_factory=dict)
    hidden: bool = False
    many: bool = False

    def read(self, calendar: Any) -> None:
        """The sessions of one calendar; if one of its series cannot be unfolded, those of the others."""
        self._sort_out(calendar)
        try:
            self._unfold(calendar)
        except ODD:
            for one in series(calendar):
                try:
                    self._unfold(one)
                except ODD:
                    self._unreadable(next(iter(one.walk("VEVENT"))))

    def _unreadable(self, event: Any) -> None:
        self.unread[public(word(event, "SUMMARY"), _LONGEST_NAME) or "?"] = None

    def _unfold(self, calendar: Any) -> None:
        """A fortnight after the other until there are enough."""
        sessions = recurring_ical_events.of(calendar, skip_bad_series=True)
        day, end = self.window.begins, self.window.begins + timedelta(days=self.window.days)
        while day < end and not self.many:
            until = min(day + _STEP, end)
            for event in sorted(sessions.between(day, until), key=lambda e: str(e["DTSTART"].dt)):
                self._add(event)
            day = until

    def _sort_out(self, calendar: Any) -> None:
        """Take out what is not for everybody, and what cannot be unfolded; note zones that nobody knows."""
        if not may_be_zone(word(calendar, _DEFAULT_ZONE)):
            self.zones[word(calendar, _DEFAULT_ZONE)[:100]] = None
            del calendar[_DEFAULT_ZONE]
        kept = []
        for part in calendar.subcomponents:
            if part.name != "VTIMEZONE":  # an event inside another thing would be unfolded as it is
                part.subcomponents = []
            if not isinstance(part, Event):
                kept.append(part)
            elif not is_readable(part):
                self._unreadable(part)
            elif word(part, "CLASS").upper() not in _HIDDEN:
                kept.append(ending_after(part))
                self._note(part)
        calendar.subcomponents = kept

    def _note(self, event: Any) -> None:
        self.hidden |= "ATTENDEE" in event or "ORGANIZER" in event
        start = event["DTSTART"]
        named = start.params.get("TZID", "") if isinstance(start.dt, datetime) and start.dt.tzinfo is None else ""
        if named:
            self.zones[str(named)[:100]] = None

    def _add(self, event: Any) -> None:
        made = self._event(event)
        identifier = self._identifier(event)
        if made is None or identifier in self.events:  # a session that goes over the end of a fortnight comes twice
            return
        if len(self.events) >= self.window.most:
            self.many = True
            return
        self.events[identifier] = made

    def _identifier(self, event: Any) -> str:
        uid = word(event, "UID")
        turn = event.get("RECURRENCE-ID") if uid in self.repeating else None
        name = uid or f"{word(event, 'SUMMARY')} {event['DTSTART'].dt.isoformat()}"
        which = self._moment(turn.dt) if turn is not None else ""
        return f"#ical-{hashlib.sha256(f'{name} {which}'.encode('utf-8', 'replace')).hexdigest()[:16]}"

    def _event(self, event: Any) -> dict[str, Any] | None:
        try:
            start, end = self._moment(event["DTSTART"].dt), self._end(event)
        except ODD:
            self._unreadable(event)
            return None
        name = self._public(word(event, "SUMMARY"), _LONGEST_NAME)
        place = self._public(word(event, "LOCATION"), _LONGEST_PLACE)
        words = self._public(str(event.get("DESCRIPTION", "")), _LONGEST_WORDS)
        members = {
            "debut": start,
            "fin": end,
            "description": unspoken("\n\n".join(part for part in (words, place) if part)),
            "url": (links([word(event, "URL")]) or [""])[0],
            "etatEvenement": _STATUS.get(word(event, "STATUS").upper(), ""),
        }
        return {"nom": unspoken(name or "—"), **without_empty(members)}

    def _public(self, words: str, longest: int) -> str:
        read = public(words, longest)
        self.hidden |= LEFT_OUT in read and LEFT_OUT not in words
        return read

    def _end(self, event: Any) -> str:
        """The end; of whole days the last one, for in a calendar the end is the first day after (RFC 5545, 3.6.1)."""
        if "DTEND" not in event:
            return ""
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if not isinstance(end, datetime):
            last = end - timedelta(days=1)
            return last.isoformat() if last > start else ""
        return self._moment(end) if end != start else ""

    def _moment(self, moment: date | datetime) -> str:
        """With its offset; a day alone stays one."""
        if not isinstance(moment, datetime):
            return moment.isoformat()
        known = moment if moment.tzinfo else moment.replace(tzinfo=self.window.zone)
        return known.astimezone(self.window.zone).replace(microsecond=0).isoformat()

    def said(self) -> Iterator[Finding]:
        """What its publisher should know."""
        if self.many:
            yield Finding("F2-many", None, None, None, None, {"limit": str(self.window.most)})
        yield from (Finding("F2-event", None, None, None, name, {}) for name in list(self.unread)[:20])
        yield from (Finding("F2-zone", None, None, None, name, {}) for name in list(self.zones)[:20])
        if self.hidden:
            yield Finding("F2-contact")
