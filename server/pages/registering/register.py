"""`/register`: an address is checked as the harvest would, then known, refused with sentences, pending or accepted."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import registration
from harvester.desk.registration import Policy
from harvester.registry import Source
from harvester.report import PUBLISHABLE, Finding
from server.pages import language, limits, reports, sender
from server.pages.checking.gate import in_turn
from server.pages.errors import Later
from server.pages.registering import form as forms
from server.pages.registering.form import Form
from server.pages.site import Site
from server.settings import Settings

_HOUR = 3600
#: Bytes of a character in a form, at most, and bytes for the names of the fields.
_CODED, _AROUND = 12, 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request to register: a `code`, the source if there is one, what its file lacks.

    `new`: added now; `again`: asked for once more; `known`: there already; `faulty`: its file may not be published;
    `banned`, `closed`: not admitted.
    """

    code: str
    source: Source | None = None
    findings: Sequence[Finding] = ()

    @property
    def status(self) -> int:
        """As HTTP says it."""
        return {"new": 201, "again": 201, "known": 200, "faulty": 422, "banned": 403, "closed": 403}[self.code]


def page(site: Site) -> Response:
    """`/register`, with `?url=` about that address; posted, the lab is registered or told why not."""
    if request.method != "POST":
        return _shown(site, forms.empty(request.args.get("url", "")), None, 200)
    sender.check(site.settings, most_bytes(site.settings))
    form = forms.read(request.form.to_dict(), site.settings)
    if form.errors:
        return _shown(site, form, None, 400)
    answer = registered(site, form)
    if answer.source and answer.code != "known":
        return make_response(redirect(url_for("pages.registration", slug=answer.source.slug), 303))
    return _shown(site, form, answer, 200 if answer.code == "known" else answer.status)


def most_bytes(conf: Settings) -> int:
    """The most bytes that a registration may have."""
    return _AROUND + _CODED * 3 * conf.registration_length


def registered(site: Site, form: Form) -> Answer:
    """Register what a form without errors asks for. Errors: Later when this client, or everybody, asks too much."""
    conf = site.settings
    sentence = gettext("Trop d'inscriptions viennent de votre adresse en peu de temps.")
    limits.check(site, "registrations", conf.registration_rate, conf.registration_burst, sentence)
    asked, policy = form.asked, policy_of(conf)
    before = registration.known(site.engine, asked.url)
    if before is not None:
        return _known(site, form, before)
    if policy.rule == "closed":
        return Answer("closed")
    if registration.is_banned(site.engine, asked.url):
        return Answer("banned")
    if registration.is_full(site.engine, policy):
        raise Later(503, gettext("Beaucoup d'inscriptions attendent déjà : revenez un peu plus tard."), _HOUR)
    return _checked(site, form, policy)


def policy_of(conf: Settings) -> Policy:
    """What the settings say of new sources."""
    return Policy(conf.registration_policy, conf.registration_trusted, conf.registrations_waiting)


def _known(site: Site, form: Form, before: Source) -> Answer:
    if before.status == "refused" and site.settings.registration_policy != "closed":
        with in_turn(site) as checker:
            checked = checker.check_address(before.url, before.base)
        if checked.verdict.outcome not in PUBLISHABLE:
            return Answer("faulty", None, checked.findings)
        registration.again(site.engine, form.asked, before.slug, site.clock())
        return Answer("again", before)
    return Answer("banned") if before.status == "banned" else Answer("known", before)


def _checked(site: Site, form: Form, policy: Policy) -> Answer:
    asked = form.asked
    with in_turn(site) as checker:
        checked = checker.check_address(asked.url)
    if checked.verdict.outcome not in PUBLISHABLE:
        return Answer("faulty", None, checked.findings)
    if registration.is_banned(site.engine, checked.url):
        return Answer("banned")
    source, new = registration.register(site.engine, asked, checked.verdict.graph, policy, site.clock())
    return Answer("new" if new else "known", source)


def _shown(site: Site, form: Form, answer: Answer | None, status: int) -> Response:
    findings = reports.told(answer.findings)[: site.settings.page_findings] if answer else []
    page = render_template(
        "pages/register.html", form=form, answer=answer, findings=findings, policy=site.settings.registration_policy
    )
    response = make_response(page, status)
    if request.method == "POST":
        g.pop("page_tag", None)
        response.headers.update({"Cache-Control": "no-store", "Content-Language": language.chosen()})
    return response
