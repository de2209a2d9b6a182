"""What is to come, reckoned with the clock of the request: for the agenda, events, sessions of trainings."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from server.pages.directory import Directory
from server.pages.planning.dates import unfolded
from server.pages.planning.events import Event, Occurrence, events
from server.pages.rows import first
from server.pages.site import Site

_PAST = timedelta(days=31)


def limits(site: Site) -> tuple[int, int]:
    """How many turns are counted, and how many recurrences of a lab are unfolded."""
    return site.settings.agenda_turns, site.settings.agenda_recurrences


def upcoming(site: Site, found: Iterable[Event]) -> list[Occurrence]:
    """The occurrences that are not over, in order: what repeats for so many days, the rest however late."""
    today, now = site.today(), site.local_time()
    ahead = today + timedelta(days=site.settings.agenda_days)
    kept = [each for each in unfolded(found, today - timedelta(days=1), ahead, *limits(site)) if not each.over(now)]
    return sorted(kept, key=lambda each: (max(each.first_day, today), each.order))


def recent(site: Site, labs: Directory) -> list[Event]:
    """What calendar programs keep: events to come, and those of the last month."""
    return events(site, labs, site.today() - _PAST)


def of_event(site: Site, labs: Directory, iri: str) -> list[Occurrence]:
    """The times to come of one event."""
    found = events(site, labs, site.today() - timedelta(days=1))
    return upcoming(site, [event for event in found if event.record.iri == iri])


def sessions(site: Site, labs: Directory) -> Mapping[str, list[Occurrence]]:
    """The sessions to come of each training, by its IRI; those that are off do not count. Only its own lab says so."""
    found = [event for event in events(site, labs, site.today() - timedelta(days=1)) if event.record["course"]]
    by_training: dict[str, list[Occurrence]] = {}
    for each in upcoming(site, [event for event in found if not event.off]):
        for course in each.event.record["course"]:
            if each.event.lab.owns(first((course,))):
                by_training.setdefault(first((course,)), []).append(each)
    return by_training
