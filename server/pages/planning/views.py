"""`/agenda` as a list or a month, and the same as iCalendar for the network, a lab, an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any, cast

from flask import Response, render_template, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from ontology import Concept
from server.pages import filters
from server.pages.choices import concepts, one_of
from server.pages.directory import Directory, Lab, directory
from server.pages.linked.lab_things import nothing
from server.pages.paging import Part, part
from server.pages.planning import ical, said
from server.pages.planning.chosen import KINDS, RADIUS, Chosen, chosen, of
from server.pages.planning.dates import unfolded
from server.pages.planning.events import Event, Occurrence, events
from server.pages.planning.month import asked, last_of, month
from server.pages.planning.upcoming import limits, recent, upcoming
from server.pages.published import published
from server.pages.rows import alphabetical, first
from server.pages.site import Site


def page(site: Site) -> str:
    """`/agenda`."""
    labs = directory(site)
    choice = chosen(labs, site.place)
    return _month(site, labs, choice) if one_of("vue", ("liste", "mois")) == "mois" else _list(site, labs, choice)


def _list(site: Site, labs: Directory, choice: Chosen) -> str:
    everything = events(site, labs, site.today() - timedelta(days=1))
    shown = part(upcoming(site, of(everything, choice)))
    return render_template(
        "pages/agenda.html", view="liste", part=shown, days=_by_day(site, shown), **_frame(labs, choice, everything)
    )


def _month(site: Site, labs: Directory, choice: Chosen) -> str:
    first_day = asked(site.today())
    everything = events(site, labs, first_day)
    last_day = last_of(first_day)
    found = unfolded(of(everything, choice), first_day, last_day, *limits(site))
    return render_template(
        "pages/agenda.html",
        view="mois",
        month=month(first_day, found, site.today()),
        **_frame(labs, choice, everything),
    )


def _by_day(site: Site, shown: Part[Occurrence]) -> Mapping[date, list[Occurrence]]:
    """What lasts already stands under today."""
    found: dict[date, list[Occurrence]] = {}
    for each in shown.items:
        found.setdefault(max(each.first_day, site.today()), []).append(each)
    return found


def _frame(labs: Directory, choice: Chosen, everything: Sequence[Event]) -> dict[str, Any]:
    """What the list and the month share."""
    return {
        "choice": choice,
        "choices": _choices(labs, everything),
        "hours": said.hours,
        "rhythm": said.rhythm,
        "kind_name": said.kind_name,
        "feed": url_for("pages.agenda_ics", **cast(dict[str, Any], choice.query)),
        "feed_at": _outside("pages.agenda_ics", **choice.query),
    }


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers: only what some event has."""

    labs: Sequence[Lab]
    themes: Sequence[Concept]
    audiences: Sequence[Concept]
    communes: Sequence[str]
    kinds: Sequence[str] = KINDS
    radius: int = RADIUS


def _choices(labs: Directory, everything: Sequence[Event]) -> Choices:
    speaking = {event.lab.slug: event.lab for event in everything}.values()
    towns = {filters.plain(lab.commune) for lab in labs.values() if lab.at}
    return Choices(
        sorted(speaking, key=lambda lab: lab.order),
        concepts(first((value,)) for lab in speaking for value in lab.record["theme"]),
        concepts(first((value,)) for event in everything for value in event.record["audience"]),
        sorted(towns - {""}, key=alphabetical),
    )


# --- iCalendar ------------------------------------------------------------------------------------------------------


def feed(site: Site) -> Response:
    """`/agenda.ics`, with the choices of `/agenda`."""
    labs = directory(site)
    choice = chosen(labs, site.place)
    return _calendar(site, gettext("Agenda du réseau"), of(recent(site, labs), choice))


def lab_feed(site: Site, slug: str) -> Response:
    """`/labs/<slug>/agenda.ics`."""
    published(site, slug)
    labs = directory(site)
    found = [event for event in recent(site, labs) if event.lab.slug == slug]
    name = filters.plain(labs[slug].name) if slug in labs else ""
    return _calendar(site, gettext("Agenda : %(lab)s", lab=name or slug), found)


def event_feed(site: Site, slug: str, thing: str) -> Response:
    """`/labs/<slug>/agenda/<id>.ics`. Errors: Absent, when the lab has no such event, or it is long over."""
    source = published(site, slug)
    iri = f"{source.base}#{thing}"
    found = [event for event in recent(site, directory(site)) if event.record.iri == iri]
    if not found:
        raise nothing(slug)
    return _calendar(site, filters.plain(found[0].record["name"]) or thing, found)


def _calendar(site: Site, name: str, found: Sequence[Event]) -> Response:
    def address(event: Event) -> str:
        return _outside("pages.event", slug=event.lab.slug, thing=event.id)

    base = site.settings.public_base_url
    body = ical.calendar(name, found, lambda event: f"{base}{address(event)}", site.clock().replace(tzinfo=UTC))
    return Response(body, content_type=ical.MEDIA_TYPE)


def _outside(endpoint: str, **values: str) -> str:
    """The path of an address that programs keep: without the language that a reader chose by hand."""
    return str(url_for(endpoint, **{"lang": None, **values}))  # type: ignore[arg-type]
