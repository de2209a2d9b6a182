"""Events as an iCalendar file (RFC 5545, RFC 7986) that calendar programs subscribe to. No persons are in it."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext  # type: ignore[import-untyped]
from icalendar import Calendar, vGeo, vRecur
from icalendar import Event as Entry

from server.pages import filters
from server.pages.language import chosen as language
from server.pages.links import web
from server.pages.planning.events import Event, title
from server.pages.planning.rules import parts, until
from server.pages.planning.said import kind_name
from server.pages.rows import best, clean, first

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: How often programs should look again.
_AGAIN = timedelta(hours=6)
#: https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11 - what is postponed has no date that holds.
_STATUS = {"annule": "CANCELLED", "reporte": "TENTATIVE"}
_LONGEST = 4000

Address = Callable[[Event], str]


def calendar(name: str, events: Iterable[Event], address: Address, now: datetime) -> bytes:
    """The file. In: the calendar's name, its events, what gives the address of an event's page, the time (UTC)."""
    found = Calendar()
    found.add("prodid", "-//fabcommons//agenda//FR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT6H")
    for event in events:
        found.add_component(_entry(event, address(event), now))
    found.add_missing_timezones(first_date=date(now.year - 1, 1, 1), last_date=date(now.year + 3, 1, 1))
    return bytes(found.to_ical())


def _entry(event: Event, address: str, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", event.record.iri)
    entry.add("dtstamp", _stamp(event, now))
    entry.add("summary", _summary(event))
    entry.add("dtstart", event.starts)
    if event.ends:
        entry.add("dtend", event.ends if isinstance(event.ends, datetime) else event.ends + timedelta(days=1))
    rule = _rule(event)
    if rule:
        entry.add("rrule", vRecur.from_ical(rule))
    entry.add("status", _STATUS.get(event.status, "CONFIRMED"))
    entry.add("url", address)
    entry.add("location", _place(event))
    if event.at and not event.online:
        entry["geo"] = vGeo((round(event.at.latitude, 5), round(event.at.longitude, 5)))
    entry.add("categories", _categories(event))
    description = _description(event)
    if description:
        entry.add("description", description)
    return entry


def _stamp(event: Event, now: datetime) -> datetime:
    """When the lab last changed its file, so that the entry stays the same as long as nothing does."""
    try:
        day = date.fromisoformat(first(event.lab.record["modified"])[:10])
    except ValueError:
        day = now.date()
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _summary(event: Event) -> str:
    name = title(event)
    if event.off:
        return f"[{filters.plain(filters.label(event.record['status']).striptags())}] {name}"
    return name


def _rule(event: Event) -> str:
    """The rule as the standard wants it: its end in UTC where the beginning is a moment, a day where it is a day."""
    found = parts(event.rule) if event.rule else None
    if found is None:
        return ""
    last = until(found, event.lab.zone)
    if "UNTIL" in found and last is None:
        return ""
    written = dict(found)
    if last is not None and isinstance(event.starts, datetime):
        written["UNTIL"] = last.replace(tzinfo=event.lab.zone).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    elif last is not None:
        written["UNTIL"] = last.strftime("%Y%m%d")
    return ";".join(f"{name}={value}" for name, value in written.items())


def _place(event: Event) -> str:
    if event.online:
        return str(gettext("En ligne"))
    name = filters.plain(event.record["placeName"] or event.lab.name) or event.lab.slug
    town = filters.plain(event.record["placeCommune"] or event.lab.commune)
    return f"{name}, {town}" if town else name


def _categories(event: Event) -> list[str]:
    """The kind of event, and the themes of its lab."""
    themes = [filters.plain(name) for name in filters.concepts(event.lab.record["theme"])]
    return [kind_name(event.kind), *themes]


def _description(event: Event) -> str:
    """What the lab says of it, and where to book."""
    texts = [_text(event, "description"), _text(event, "note")]
    booking = web(first(event.record["booking"])) or web(first(event.record["url"]))
    return "\n\n".join(text for text in (*texts, booking) if text)[:_LONGEST]


def _text(event: Event, column: str) -> str:
    """A longer text, its lines kept."""
    return "\n".join(filters.plain(line) for line in _wanted(event, column).splitlines()).strip()


def _wanted(event: Event, column: str) -> str:
    found = best(event.record[column], language())
    return clean(found.value) if found else ""
