"""Faults of machines: anybody reports one at `/machines/<slug>/<id>/fault`; the lab alone reads and closes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import faults
from harvester.desk.faults import Report
from server.pages import language, moments
from server.pages.desk import board, guard
from server.pages.errors import Absent, Later
from server.pages.machine import named
from server.pages.published import published
from server.pages.rows import Record, clean
from server.pages.site import Site

_FIELDS = ("words", "contact", "website")
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they came, and a sentence for each that must be mended."""

    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_FIELDS, ""))
    errors: Mapping[str, str] = field(default_factory=dict)


def page(site: Site, slug: str, thing: str) -> Response:
    """The form; posted, the fault is kept for the lab."""
    conf = site.settings
    if request.method == "POST":
        guard.check(site, guard.AROUND + guard.CODED * (conf.fault_length + conf.fault_contact_length))
    source = published(site, slug)
    machine, record, lab = named(site, source, thing)
    if request.method != "POST":
        return _shown(slug, thing, record, lab, Form())
    values = {name: clean(request.form.get(name, "").replace("\r\n", "\n")).strip() for name in _FIELDS}
    form = Form(values, dict(_errors(site, values)))
    if form.errors:
        return _shown(slug, thing, record, lab, form)
    guard.limit(site, "faults", conf.fault_rate, conf.fault_burst)
    told = Report(machine.value, values["words"], values["contact"], language.chosen())
    with site.engine.begin() as db:
        kept = faults.receive(db, source.id, told, site.clock(), conf.faults_open)
    if not kept:
        raise Later(503, gettext("Ce lab a déjà beaucoup de signalements à lire : contactez-le directement."), _DAY)
    faults.tell(site.engine, conf.public_base_url, site.clock())
    return make_response(redirect(url_for("pages.fault", slug=slug, thing=thing, sent=1), 303))


def close(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/faults` (`fault`, `answer`): the lab has dealt with it."""
    mine = guard.sent(site, slug, guard.AROUND + guard.CODED * site.settings.fault_length)
    number, answer = request.form.get("fault", ""), clean(request.form.get("answer", "")).strip()
    with site.engine.begin() as db:
        fits = number.isascii() and number.isdigit() and len(number) < 12
        most = site.settings.fault_length
        if not (fits and faults.close(db, mine.source.id, int(number), answer[:most], site.clock())):
            raise Absent(404, gettext("Ce signalement n'est pas pour votre lab, ou est déjà clos."))
    return board.to(slug, "closed")


def _errors(site: Site, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    limits = {"words": site.settings.fault_length, "contact": site.settings.fault_contact_length}
    if not values["words"]:
        yield "words", gettext("Dites en quelques mots ce qui ne va pas.")
    for name, most in limits.items():
        if len(values[name]) > most:
            number = moments.number(most, language.chosen())
            yield name, gettext("C'est trop long : %(number)s caractères au plus.", number=number)
    if values["website"]:
        yield "website", gettext("Laissez ce champ vide : il sert à reconnaître les robots.")


def _shown(slug: str, thing: str, machine: Record, lab: Record, form: Form) -> Response:
    shown = render_template(
        "pages/fault.html",
        slug=slug,
        thing=thing,
        machine=machine,
        lab=lab,
        form=form,
        sent="sent" in request.args and not form.errors,
    )
    if not form.errors:
        return make_response(shown)
    return make_response(shown, 400, {"Cache-Control": "no-store", "Content-Language": language.chosen()})
