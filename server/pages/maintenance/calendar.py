"""Maintenance as iCalendar (https://www.rfc-editor.org/rfc/rfc5545): a day for each task. Pure, but for the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext  # type: ignore[import-untyped]
from icalendar import Calendar, Event

from server.pages import figures, filters
from server.pages.links import machine_page, short
from server.pages.maintenance.jobs import Job
from server.pages.rows import Record, Values, first

#: Longest name in a calendar, whatever a lab wrote.
_LONGEST = 200
#: How often programs may look again: what is due moves once a day.
_AGAIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: its name, the hub's address, the lab, when its file was read (UTC), the day it is there."""

    name: str
    hub: str
    slug: str
    read: datetime
    today: date


def calendar(feed: Feed, jobs: Iterable[Job]) -> bytes:
    """What is due on a day, each on that day; what is late stands on today until it is done."""
    found = Calendar()
    found.add("prodid", "-//fabcommons//maintenance//FR")
    found.add("version", "2.0")
    found.add("x-wr-calname", feed.name)
    found.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT12H")
    for job in jobs:
        if job.due.day is not None:
            found.add_component(_event(feed, job, max(job.due.day, feed.today)))
    return bytes(found.to_ical())


def _event(feed: Feed, job: Job, day: date) -> Event:
    address = f"{feed.hub}{machine_page(feed.slug, job.machine.iri)}"
    found = Event()
    found.add("uid", f"{job.due.task.iri.rpartition('/')[2]}@{urlsplit(feed.hub).hostname}")
    found.add("dtstamp", feed.read.replace(tzinfo=UTC))
    found.add("dtstart", day)
    found.add("dtend", day + timedelta(days=1))
    found.add("summary", _summary(job))
    found.add("description", "\n".join([*_said(job), address]))
    found.add("url", address)
    found.add("transp", "TRANSPARENT")
    return found


def _summary(job: Job) -> str:
    task, machine = _name(job.due.task["name"], job.due.task), _name(job.machine["machineName"], job.machine)
    words = gettext("%(task)s – %(machine)s", task=task, machine=machine)
    return str(gettext("Sécurité : %(what)s", what=words) if job.due.critical else words)


def _name(name: Values, of: Record) -> str:
    return filters.plain(name)[:_LONGEST] or short(of.iri)[:_LONGEST]


def _said(job: Job) -> Iterable[str]:
    task = job.due.task
    if job.late and job.due.day:
        yield gettext("En retard depuis le %(day)s.", day=figures.day(job.due.day))
    if task["lastDone"]:
        yield gettext("Dernière fois : %(day)s.", day=figures.day(task["lastDone"]))
    if task["days"]:
        yield gettext("À refaire %(rhythm)s.", rhythm=every(task["days"]))
    if task["guide"]:
        yield gettext("Guide : %(name)s.", name=_name(task["guideName"], Record(task["guide"][0], {})))


def every(days: Values) -> str:
    """`chaque jour`, `tous les 30 jours`; a file may state any number."""
    text = first(days)
    count = int(text) if text.isdecimal() and len(text) < 6 else 0
    return str(ngettext("chaque jour", "tous les %(num)d jours", count)) if count else filters.plain(text)
