"""What labs describe in their files, thing by thing: guides, projects, events, lending offers, trainings, the rest."""

import re
from collections.abc import Callable

from flask import render_template
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import FAB, lab_of
from harvester.registry import Source
from server.pages import described, trainings
from server.pages.ask import Rows
from server.pages.directory import directory
from server.pages.embedded import Json
from server.pages.errors import Absent
from server.pages.guide_sheet import around
from server.pages.guides import steps_of
from server.pages.language import chosen
from server.pages.linked.facts import classes_of, kind
from server.pages.linked.resolver import PERSON, ROUTES
from server.pages.linked.thing import Thing, of_lab, of_source
from server.pages.makers import makers
from server.pages.memory import source as source_of
from server.pages.origins import origin
from server.pages.planning import upcoming
from server.pages.planning.events import by_amount, kind_of
from server.pages.planning.said import kind_name, span
from server.pages.published import lead_on, published
from server.pages.rows import Record, first, gather, only
from server.pages.site import Site

_LOGGED = re.compile(r"journal-[0-9]{1,12}")
_LOAN = f"{FAB}loanOffer"
_CLASS = {route: name for name, route in ROUTES.items()}


def lab(site: Site, slug: str) -> Thing:
    """A lab."""
    source = published(site, slug)
    return of_lab(lab_of(source.base), source, site.settings.public_base_url)


def file(site: Site, slug: str) -> Thing:
    """A source; one that has nothing published yet has a page all the same."""
    source = source_of(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    lead_on(site, source, "pages.source")
    return of_source(source, site.settings.public_base_url)


def of_class(route: str) -> Callable[..., Thing]:
    """What finds a lab's thing of the class that has this route."""

    def find(site: Site, slug: str, thing: str) -> Thing:
        found = _stated(site, slug, thing)
        if _CLASS[route] not in classes_of(found.quads(site.ask), found.iri):
            raise nothing(slug)
        return found

    return find


def anything(site: Site, slug: str, thing: str) -> Thing:
    """A lab's thing that has no page of its own kind. Persons have none: the lab's page names them."""
    found = _stated(site, slug, thing)
    classes = classes_of(found.quads(site.ask), found.iri)
    if not classes and found.iri not in (found.source.entities if found.source else ()):
        raise nothing(slug)
    if PERSON in classes or thing == "lab" or any(name in classes for name in ROUTES):
        raise nothing(slug)
    return found


def offer(site: Site, slug: str, thing: str) -> Thing:
    """What a lab lends: the offer stands under the machine, whose name it has."""
    source = published(site, slug)
    iri = f"{source.base}#{thing}"
    found = of_lab(iri, source, site.settings.public_base_url, only=_LOAN)
    if iri not in source.entities or not found.quads(site.ask):
        raise nothing(slug)
    return found


def nothing(slug: str) -> Absent:
    """There is no such thing."""
    return Absent(404, gettext("Ce lab ne montre rien sous ce nom."), slug)


def _stated(site: Site, slug: str, thing: str) -> Thing:
    """A thing that the lab's file describes, asked for before the store is asked about any odd name."""
    source = published(site, slug)
    iri = f"{source.base}#{thing}"
    if iri not in source.entities and not (source.log and _LOGGED.fullmatch(thing)):
        raise nothing(slug)
    return of_lab(iri, source, site.settings.public_base_url)


def guide_page(site: Site, slug: str, thing: str) -> str:
    """`/guides/<slug>/<id>`."""
    rows = site.ask("lab_guides", lab=_lab(published(site, slug)))
    guide = _one(rows, "guide", site, slug, thing)
    targets = {target.thing: target["targetName"] for target in gather(rows, "target")}
    steps = steps_of(site, guide)
    more = around(site, slug, guide, site.today(site.zone_of(first(_lab_record(site, slug)["zone"]))))
    return _page(site, slug, "guide", guide, described.of_guide(guide, steps), targets=targets, steps=steps, **more)


def project_page(site: Site, slug: str, thing: str) -> str:
    """`/projects/<slug>/<id>`."""
    project = _one(site.ask("lab_projects", lab=_lab(published(site, slug))), "project", site, slug, thing)
    found = makers(site, NamedNode(project.iri), project["process"], slug)
    return _page(site, slug, "project", project, described.of_project(project), makers=found)


def event_page(site: Site, slug: str, thing: str) -> str:
    """`/events/<slug>/<id>`."""
    iri = NamedNode(f"{published(site, slug).base}#{thing}")
    rows = site.ask("event", event=iri)
    event, labs = only(rows, "event", iri), directory(site)
    return _page(
        site,
        slug,
        "event",
        event,
        described.of_event(event, _lab_record(site, slug)),
        prices=by_amount(gather(rows, "price")),
        addable=any(each.record.iri == iri.value for each in upcoming.recent(site, labs)),
        coming=upcoming.of_event(site, labs, iri.value) if event["rrule"] else [],
        span=span,
        kind=kind_name(kind_of(event)),
    )


def training_page(site: Site, slug: str, thing: str) -> str:
    """`/trainings/<slug>/<id>`."""
    training = _one(site.ask("lab_trainings", lab=_lab(published(site, slug))), "training", site, slug, thing)
    told = described.of_training(training, _lab_record(site, slug))
    whole = next((each for each in trainings.trainings(site, directory(site)) if each.record.iri == training.iri), None)
    return _page(site, slug, "training", training, told, whole=whole, span=span)


def offer_page(site: Site, slug: str, thing: str) -> str:
    """`/offers/<slug>/<id of the machine>`."""
    rows = site.ask("lab_exchange", lab=_lab(published(site, slug)))
    machine = _one(rows, "machine", site, slug, thing)
    offers = [each for each in gather(rows, "offer") if machine.thing in each["machine"]]
    told = described.of_offer(machine, offers, _lab_record(site, slug))
    return _page(site, slug, "offer", machine, told, offers=offers)


def credential(site: Site, slug: str, thing: str) -> str:
    """`/credentials/<slug>/<id>`."""
    found = _stated(site, slug, thing)
    node = NamedNode(found.iri)
    record = only(site.ask("thing", thing=node), "thing", node)
    return _page(
        site, slug, "credential", record, described.of_thing(record), **trainings.credential_parts(site, found.iri)
    )


def thing_page(site: Site, slug: str, thing: str) -> str:
    """`/things/<slug>/<id>`."""
    found = _stated(site, slug, thing)
    node = NamedNode(found.iri)
    record = only(site.ask("thing", thing=node), "thing", node)
    classes = classes_of(found.quads(site.ask), found.iri)
    return _page(site, slug, "thing", record, described.of_thing(record), kind=kind(classes, chosen()), facts_open=True)


def _page(site: Site, slug: str, name: str, record: Record, told: Json, **more: object) -> str:
    source = published(site, slug)
    return render_template(
        f"pages/{name}.html",
        slug=slug,
        record=record,
        lab=_lab_record(site, slug),
        origin=origin(site, source),
        embedded=told,
        **more,
    )


def _lab(source: Source) -> NamedNode:
    return NamedNode(lab_of(source.base))


def _lab_record(site: Site, slug: str) -> Record:
    node = _lab(published(site, slug))
    return only(site.ask("lab_name", lab=node), "lab", node)


def _one(rows: Rows, key: str, site: Site, slug: str, thing: str) -> Record:
    """The record of the thing, if the lab claims it as its own."""
    node = NamedNode(f"{published(site, slug).base}#{thing}")
    found = only(rows, key, node)
    if not found.columns:
        raise nothing(slug)
    return found
