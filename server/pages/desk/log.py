"""The log book from the page of a machine: its state in two taps, an intervention, an entry taken back."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Response, g, make_response, redirect, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

import ontology
from harvester.desk import logbook
from harvester.desk.logbook import Work
from harvester.names import lab_of
from server.pages import language, moments
from server.pages.desk import board, guard
from server.pages.desk.guard import Mine
from server.pages.desk.panel import LogForm
from server.pages.errors import Absent
from server.pages.linked import lab_things
from server.pages.machine import no_such_machine
from server.pages.machine import page as machine_page
from server.pages.moments import as_day
from server.pages.rows import clean, first, gather, only
from server.pages.sender import SECRET
from server.pages.site import Site

_FIELDS = ("task", "words", "day", "hours")
_HOURS = re.compile(r"[0-9]{1,7}([.,][0-9])?")


def state(site: Site, slug: str, thing: str) -> Response:
    """POST `/machines/<slug>/<id>/state` (`status`, a code of the list): the machine is in that state from now on."""
    mine = guard.sent(site, slug)
    machine = _machine(site, mine, thing)
    concept = ontology.schemes()["status"].find(request.form.get("status", ""))
    if concept is None:
        raise Absent(400, gettext("Cet état n'est pas dans la liste."))
    with site.engine.begin() as db:
        logbook.note_state(db, mine.source.id, machine.value, concept.id, mine.holder.name, site.clock())
    return _back(slug, thing, "state")


def work(site: Site, slug: str, thing: str) -> Response:
    """POST `/machines/<slug>/<id>/log` (`task`, `words`, `day`, `hours`): what was done on the machine."""
    mine = guard.sent(site, slug, guard.AROUND + guard.CODED * site.settings.log_length)
    machine = _machine(site, mine, thing)
    zone = _zone(site, mine)
    values = {name: clean(request.form.get(name, "").replace("\r\n", "\n")).strip() for name in _FIELDS}
    errors = dict(_errors(site, machine, values, zone))
    if errors:
        return _again(site, slug, thing, LogForm(values, errors))
    done = Work(_when(site, values["day"], zone), values["task"], values["words"], language.chosen(), values["hours"])
    with site.engine.begin() as db:
        logbook.note_work(db, mine.source.id, machine.value, done, mine.holder.name, site.clock())
    return _back(slug, thing, "log")


def withdraw(site: Site, slug: str, thing: str) -> Response:
    """POST `/machines/<slug>/<id>/withdraw` (`entry`, its number): the entry counts no more."""
    mine = guard.sent(site, slug)
    number = request.form.get("entry", "")
    with site.engine.begin() as db:
        found = number.isascii() and number.isdigit() and len(number) < 12
        if not (found and logbook.withdraw(db, mine.source.id, int(number), site.clock())):
            raise Absent(404, gettext("Cette ligne n'est pas dans votre carnet, ou en est déjà retirée."))
    return board.to(slug, "withdrawn") if "desk" in request.form else _back(slug, thing, "withdrawn")


def _machine(site: Site, mine: Mine, thing: str) -> NamedNode:
    """The machine of that lab. Errors: Absent."""
    iri = f"{mine.source.base}#{thing}"
    if iri not in mine.source.entities:
        raise no_such_machine(mine.source.slug)
    node = NamedNode(iri)
    if NamedNode(lab_of(mine.source.base)) not in only(site.ask("machine", machine=node), "machine", node)["holder"]:
        raise no_such_machine(mine.source.slug)
    return node


def _zone(site: Site, mine: Mine) -> ZoneInfo:
    lab = NamedNode(lab_of(mine.source.base))
    return site.zone_of(first(only(site.ask("lab_name", lab=lab), "lab", lab)["zone"]))


def _errors(site: Site, machine: NamedNode, values: Mapping[str, str], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    tasks = {first(each["task"]) for each in gather(site.ask("machine_due", machine=machine), "due")}
    if values["task"] and values["task"] not in tasks:
        yield "task", gettext("Choisissez une tâche de la liste.")
    if not values["task"] and not values["words"]:
        yield "words", gettext("Choisissez une tâche, ou dites en quelques mots ce qui a été fait.")
    most = site.settings.log_length
    if len(values["words"]) > most:
        number = moments.number(most, language.chosen())
        yield "words", gettext("C'est trop long : %(number)s caractères au plus.", number=number)
    day = as_day(values["day"])
    if day is None or day > site.today(zone) or day.year < 1990:
        yield "day", gettext("Donnez le jour où cela a été fait, aujourd'hui au plus tard.")
    if values["hours"] and not _HOURS.fullmatch(values["hours"]):
        yield "hours", gettext("Donnez ce que montre le compteur, en heures : par exemple 120.")


def _when(site: Site, day: str, zone: ZoneInfo) -> str:
    """When it was done: now if that was today, else at noon of that day."""
    now, wanted = site.local_time(zone), as_day(day)
    assert wanted is not None
    at = now if wanted == now.date() else datetime.combine(wanted, time(12), zone)
    return at.isoformat(timespec="seconds")


def _again(site: Site, slug: str, thing: str, form: LogForm) -> Response:
    """The page of the machine, with the form as it was sent and what is wrong with it."""
    g.thing = lab_things.of_class("machine")(site, slug, thing)
    g.negotiated = True
    headers = {"Cache-Control": "no-store", "Content-Language": language.chosen()}
    return make_response(machine_page(site, slug, thing, form), 400, headers)


def _back(slug: str, thing: str, done: str) -> Response:
    response = make_response(redirect(url_for("pages.machine", slug=slug, thing=thing, done=done), 303))
    response.headers.update(SECRET)
    return response
