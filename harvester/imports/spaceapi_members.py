"""What a SpaceAPI document says that lasts, key by key of a lab file. Mapping: docs/adapters/spaceapi.md."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from harvester.imports import accounts
from harvester.imports.fields import free, links, number, text, unspoken, without_empty
from harvester.imports.mailboxes import shared
from harvester.report import Finding
from harvester.several import items
from harvester.words import slug

_MOST = 50  # projects, plans or calendars of one document
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,30}")
_PER: Mapping[str, Mapping[str, str]] = {
    "yearly": {"fr": "an", "en": "year"}, "quarterly": {"fr": "trimestre", "en": "quarter"},
    "monthly": {"fr": "mois", "en": "month"}, "weekly": {"fr": "semaine", "en": "week"},
    "daily": {"fr": "jour", "en": "day"}, "hourly": {"fr": "heure", "en": "hour"},
}  # fmt: skip


@dataclass(slots=True)
class Read:
    """A lab file in the making; `places`: pointer in it → where its publisher finds it."""

    document: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def say(self, rule: str, place: str, value: str = "") -> None:
        """Note a finding on a part of the document."""
        self.findings.append(Finding(rule, None, None, None, value[:200] or None, {"place": place}))


def part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of a document that has parts of its own; empty when it is none."""
    value = record.get(name)
    return value if isinstance(value, dict) else {}


def _place(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """`location`; before 0.13 its parts stood alone."""
    return part(record, "location") or {key: record.get(key) for key in ("address", "lat", "lon")}


def _web(value: Any, place: str, read: Read) -> str:
    found = links([_whole(text(value))])
    if text(value) and not found:
        read.say("F5-unread", place, text(value))
    return found[0] if found else ""


def _whole(word: str) -> str:
    """An address as a browser would take it."""
    if word.lower().startswith("webcal://"):
        return f"https://{word[9:]}"
    return f"https:{word}" if word.startswith("//") else word


def _name(record: Mapping[str, Any], _read: Read) -> dict[str, str]:
    return unspoken(text(record.get("space")))


def _logo(record: Mapping[str, Any], read: Read) -> str:
    return _web(record.get("logo"), "logo", read)


def _contact(record: Mapping[str, Any], read: Read) -> dict[str, Any]:
    contact = part(record, "contact")
    members = {
        "site": _web(record.get("url"), "url", read),
        "courriel": _email(text(contact.get("email")), text(record.get("space")), read),
        "telephone": _phone(contact.get("phone") or record.get("phone"), read),
        "agendaICal": _calendars(record, read),
    }
    return without_empty(members)


def _email(address: str, name: str, read: Read) -> str:
    if not address or shared(address, name):
        return address
    read.say("F5-email", "contact.email")
    return ""


def _phone(value: Any, read: Read) -> str:
    number = text(value)
    if not number or _PHONE.fullmatch(number):
        return number
    read.say("F5-unread", "contact.phone")
    return ""


def _address(record: Mapping[str, Any], read: Read) -> dict[str, str]:
    """One line, as it stands: nobody can tell its street from its town for sure."""
    place = _place(record)
    country = text(place.get("country_code")).upper()
    line = text(place.get("address"))
    if line:
        read.say("F5-address", "location.address")
    members = {"rue": line, "complement": text(place.get("hint")), "pays": country if len(country) == 2 else ""}
    return without_empty(members) if line else {}


def _position(record: Mapping[str, Any], read: Read) -> dict[str, float]:
    place = _place(record)
    lat, lon = number(place.get("lat")), number(place.get("lon"))
    if lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0):
        return {"lat": lat, "lon": lon}
    if place.get("lat") is not None or place.get("lon") is not None:
        read.say("F5-unread", "location.lat, location.lon", f"{text(place.get('lat'))}, {text(place.get('lon'))}")
    return {}


def _zone(record: Mapping[str, Any], read: Read) -> str:
    name = text(_place(record).get("timezone"))
    if not name or name in available_timezones():
        return name
    read.say("F5-unread", "location.timezone", name)
    return ""


def _accounts(record: Mapping[str, Any], read: Read) -> list[str]:
    contact = part(record, "contact")
    return accounts.addresses(contact, lambda key, value: read.say("F5-unread", f"contact.{key}", value))


def _calendars(record: Mapping[str, Any], read: Read) -> list[str]:
    """Calendars among the feeds, which are an object by name, or a list before 0.13."""
    feeds = record.get("feeds")
    named = list(feeds.items()) if isinstance(feeds, dict) else [(None, feed) for feed in items(feeds)]
    found = [feed for name, feed in named[:_MOST] if isinstance(feed, dict) and _is_calendar(name, feed)]
    urls = (_web(feed.get("url"), "feeds.calendar.url", read) for feed in found)
    return [url for url in dict.fromkeys(urls) if url]


def _is_calendar(name: str | None, feed: Mapping[str, Any]) -> bool:
    kind, url = text(feed.get("type")).lower(), text(feed.get("url")).lower()
    if kind in ("ical", "ics", "icalendar", "text/calendar", "application/calendar"):
        return True
    return not kind and (name in ("calendar", "calender") or _path(url).endswith(".ics"))


def _path(url: str) -> str:
    """The path of an address, empty for what is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _projects(record: Mapping[str, Any], read: Read) -> dict[str, Any]:
    """Addresses of projects, each a stub."""
    taken: set[str] = set()
    stubs = {}
    for value in items(record.get("projects"))[:_MOST]:
        url = _web(value, "projects", read)
        if url:
            words = [word for word in re.split(r"[/:?&=#]", url.partition("://")[2]) if word]
            name = words[-1] if words else url
            stubs[f"#{free(f'projet-{slug(name) or 1}', taken)}"] = {"nom": unspoken(name), "url": url}
    return stubs


def _plans(record: Mapping[str, Any], read: Read) -> list[dict[str, Any]]:
    plans = [plan for plan in items(record.get("membership_plans"))[:_MOST] if isinstance(plan, dict)]
    return [made for plan in plans if (made := _plan(plan, read))]


def _plan(plan: Mapping[str, Any], read: Read) -> dict[str, Any]:
    price, currency = number(plan.get("value")), text(plan.get("currency")).upper()
    if price is None or price < 0:
        read.say("F5-unread", "membership_plans.value", text(plan.get("value")))
        return {}
    members = {
        "devise": currency if re.fullmatch("[A-Z]{3}", currency) else "",
        "par": dict(_PER.get(text(plan.get("billing_interval")).lower(), {})),
        "pour": unspoken(text(plan.get("name"))),
    }
    return {"prix": price, **without_empty(members)}


def _note(record: Mapping[str, Any], _read: Read) -> dict[str, str]:
    """Where the lab talks, in its own words: what is no address of the web has no key."""
    contact = part(record, "contact")
    said = ((key, text(contact.get(key))) for key in ("irc", "matrix", "mumble", "gopher"))
    return unspoken("; ".join(f"{key}: {value}" for key, value in said if value and not _may_name(value)))


def _may_name(value: str) -> bool:
    """An account is somebody's; a channel or a server is not."""
    return "@" in value


#: Key of a lab file → what makes its value of a document, saying what it cannot read.
MEMBERS: Mapping[str, Callable[[Mapping[str, Any], Read], Any]] = {
    "nom": _name,
    "logo": _logo,
    "contact": _contact,
    "adresse": _address,
    "position": _position,
    "fuseauHoraire": _zone,
    "memeQue": _accounts,
    "projets": _projects,
    "tarifs": _plans,
    "note": _note,
}
#: Pointer in the lab file → where its publisher finds it in the document.
PLACES: Mapping[str, str] = {
    "/logo": "logo",
    "/contact": "contact",
    "/contact/site": "url",
    "/contact/courriel": "contact.email",
    "/contact/telephone": "contact.phone",
    "/contact/agendaICal": "feeds.calendar",
    "/adresse": "location.address",
    "/position": "location.lat, location.lon",
    "/fuseauHoraire": "location.timezone",
    "/memeQue": "contact",
    "/projets": "projects",
    "/tarifs": "membership_plans",
    "/note": "contact",
}
