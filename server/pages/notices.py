"""`/signaler`: a content is reported, without cookies and scripts; the receipt shows what became of it."""

from urllib.parse import urlsplit

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester import notices
from harvester.desk.notice_letters import NoticeLetters
from harvester.notices import REASONS
from server.pages import language, limits, notice_form, sender
from server.pages.errors import Absent, Later
from server.pages.notice_form import Form
from server.pages.site import Site

_HOUR = 3600
#: Bytes of a character in a form, at most, and bytes for the names of the fields.
_CODED, _AROUND = 12, 4096
#: The address of a receipt is a secret: nobody keeps the page, and no other page is told where the reader came from.
_SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def page(site: Site) -> Response:
    """`/signaler`, with `?page=` about that page; posted, the notice is kept and the receipt shown."""
    if request.method != "POST":
        return _shown(notice_form.empty(request.args.get("page", "")), 200)
    _check_sender(site)
    conf = site.settings
    form = notice_form.read(request.form.to_dict(), conf, sender.hosts(conf), urlsplit(conf.public_base_url).path)
    return _shown(form, 400) if form.errors else _kept(site, form)


def receipt(site: Site, receipt: str) -> Response:
    """`/signaler/<receipt>`."""
    notice = notices.by_receipt(site.engine, receipt)
    if notice is None:
        raise Absent(404, gettext("Aucun signalement n'a ce reçu. L'adresse est peut-être incomplète."))
    acts = notices.acts(site.engine, notice.id)
    g.pop("page_tag", None)  # it changes with the decision, and nobody may keep it
    page = render_template("pages/receipt.html", notice=notice, acts=acts, reasons=reasons())
    return make_response(page, 200, _SECRET | {"Content-Language": language.chosen()})


def _check_sender(site: Site) -> None:
    """Only our own page may send the form: browsers say whence it comes. Errors: Forbidden, too large."""
    conf = site.settings
    characters = conf.notice_length + conf.notice_page_length + 2 * conf.notice_contact_length
    sender.check(conf, _AROUND + _CODED * characters)


def _kept(site: Site, form: Form) -> Response:
    conf = site.settings
    sentence = gettext("Trop de signalements viennent de votre adresse en peu de temps.")
    limits.check(site, "notices", conf.notice_rate, conf.notice_burst, sentence)
    letters = NoticeLetters(conf, conf.publisher_email)
    receipt = notices.receive(site.engine, form.told, site.clock(), conf.notices_waiting, letters.received)
    if receipt is None:
        raise Later(503, _full(conf.publisher_email), _HOUR)
    response = make_response(redirect(url_for("pages.receipt", receipt=receipt), 303))
    response.headers.update(_SECRET)
    return response


def reasons() -> dict[str, str]:
    """What a notice may be about, in words."""
    words = (
        gettext("Contenu illicite (haine, violence, escroquerie…)"),
        gettext("Données personnelles ou vie privée"),
        gettext("Consigne dangereuse pour la santé ou la sécurité"),
        gettext("Droit d'auteur, marque ou licence"),
        gettext("Information fausse ou périmée"),
        gettext("Autre motif"),
    )
    return dict(zip(REASONS, words, strict=True))


def _shown(form: Form, status: int) -> Response:
    response = make_response(render_template("pages/report.html", form=form, reasons=reasons()), status)
    if status != 200:
        response.headers.update({"Cache-Control": "no-store", "Content-Language": language.chosen()})
    return response


def _full(email: str) -> str:
    sentence = gettext("Beaucoup de signalements attendent déjà : celui-ci n'a pas été enregistré.")
    way = gettext("Écrivez à %(email)s.", email=email)
    return f"{sentence} {way}" if email else sentence
