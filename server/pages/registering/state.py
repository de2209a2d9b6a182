"""`/register/<slug>`: how a registration stands, without scripts; from here a lab proves that a place is its own."""

from datetime import datetime, timedelta

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import acts, keys, proofs
from harvester.desk.acts import Act
from harvester.registry import Source
from server.pages import language, limits, memory, reports, sender
from server.pages.errors import Absent
from server.pages.holder import holder
from server.pages.site import Site
from server.settings import Settings

_MOST_BYTES = 16 * 1024
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def page(site: Site, slug: str) -> Response:
    """The state; posted with a prefix, the request to prove it, whose page only who asked knows."""
    source = memory.any_source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucune inscription n'a ce nom."))
    if request.method != "POST":
        return _shown(site, source, "", 200)
    sender.check(site.settings, _MOST_BYTES)
    return _asked(site, source)


def _asked(site: Site, source: Source) -> Response:
    conf = site.settings
    if source.status in ("banned", "refused"):
        raise Absent(403, gettext("Cette inscription n'a pas été admise : rien n'est à prouver."))
    sentence = gettext("Trop de demandes viennent de votre adresse en peu de temps.")
    limits.check(site, "registrations", conf.registration_rate, conf.registration_burst, sentence)
    try:
        prefix = proofs.prefix_of(request.form.get("prefix", ""), conf.public_base_url)
    except ValueError as error:
        return _shown(site, source, str(error), 400)
    with site.engine.begin() as db:
        secret = keys.make(db, "claim", site.clock(), source=source.id, subject=prefix, lasting=conf.claim_kept)
        claim = keys.find(db, secret, "claim", site.clock())
        assert claim is not None
        proofs.ask(db, source.id, prefix, claim.id, site.clock(), conf.claims_waiting)
    response = make_response(redirect(url_for("pages.claim", slug=source.slug, secret=secret), 303))
    response.headers.update(sender.SECRET)
    return response


def _shown(site: Site, source: Source, wrong: str, status: int) -> Response:
    g.pop("page_tag", None)  # it changes with each act and visit
    told = reports.failure(source) or next(iter(_violations(site, source)), None)
    page = render_template(
        "pages/registration.html",
        source=source,
        reason=_reason(site, source),
        visible_before=_visible_before(source, site.clock(), site.settings),
        heir=memory.successor(site.engine, source),
        trouble=told if source.status == "accepted" and source.graph is None else None,
        held=proofs.of_source(site.engine, source.id),
        wrong=wrong,
        prefix=request.form.get("prefix", f"{source.base}#")[:1000],
        moderates=bool((found := holder(site)) and found.moderates),
    )
    return make_response(page, status, _PRIVATE | {"Content-Language": language.chosen()})


def _violations(site: Site, source: Source) -> list[reports.Shown]:
    return [each for each in reports.findings(source, site.settings.data) if each.severity == "Violation"]


def _reason(site: Site, source: Source) -> str:
    """Why it was refused or sent away, in the moderator's words."""
    wanted = {"refused": "refuse", "banned": "ban"}.get(source.status)
    found: list[Act] = [act for act in acts.on(site.engine, source.slug) if act.act == wanted]
    return found[0].reason if found else ""


def _visible_before(source: Source, now: datetime, conf: Settings) -> datetime:
    """When it is shown at the latest, if its file is in order: after the visit, and the round that makes it."""
    visit = max(source.next_visit_at or now, now)
    return visit + conf.harvest_every + timedelta(minutes=1)
