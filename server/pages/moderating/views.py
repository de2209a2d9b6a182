"""`/moderation` and what is below: read by moderators, acted on by their forms; each act leads back to its page."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester import notices as box
from harvester.desk import acts, keys, proofs, proposals, reviews, undo
from harvester.desk.acts import Act
from harvester.desk.notice_letters import NoticeLetters
from harvester.desk.reviews import Review
from harvester.errors import NoticeError
from harvester.registry import Source, all_sources
from server.pages import language, memory, notices, reports, sender
from server.pages.errors import Absent
from server.pages.holder import close_session, holder, open_session
from server.pages.moderating import guides, said
from server.pages.moderating.gate import field, number, sent
from server.pages.moderating.perform import Outcome, perform
from server.pages.moderating.stated import stated
from server.pages.paging import part
from server.pages.site import Site
from server.web import limits

_MOST_BYTES = 16 * 1024
_OF_SOURCE = ("accept", "refuse", "ban-host", "ban-base", "move", "merge", "distinct", "grant", "deny")
_NOTHING = Outcome()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review with its sources; `other` is None when there is none, or none any more."""

    review: Review
    source: Source
    other: Source | None


def home(site: Site) -> Response:
    """`/moderation`: what waits; for anybody else, the form to sign in; posted, the session is opened."""
    if request.method == "POST":
        return _sign_in(site)
    found = holder(site)
    if found is None or not found.moderates:
        return make_response(render_template("pages/moderation_sign.html", error=""))
    waits = {
        "reviews": reviews.count(site.engine),
        "proposals": len(_open_proposals(site)),
        "notices": len(box.all_notices(site.engine, waiting=True)),
    }
    with site.engine.connect() as db:
        every = all_sources(db)
    return _page("moderation", waits=waits, sources=_chosen(every), asked=request.args.get("q", ""))


def _sign_in(site: Site) -> Response:
    sender.check(site.settings, _MOST_BYTES)
    sentence = gettext("Trop d'essais viennent de votre adresse en peu de temps.")
    limits.check(site, "moderators", site.settings.moderation_rate, 10, sentence)
    response = make_response(redirect(url_for("pages.moderation"), 303))
    with site.engine.begin() as db:
        key = keys.find(db, request.form.get("token", "").strip(), "moderator", site.clock())
        if key is not None:
            open_session(site, db, key, response)
    if key is None:
        error = gettext("Ce jeton n'ouvre rien : il est incomplet, révoqué ou trop ancien.")
        return make_response(render_template("pages/moderation_sign.html", error=error), 403, _headers())
    response.headers.update(sender.SECRET)
    return response


def leave(site: Site) -> Response:
    """`/moderation/out`: the session ends."""
    if sent(site) is None:
        raise Absent(405, gettext("Pour sortir, utilisez le bouton « Se déconnecter »."))
    response = make_response(redirect(url_for("pages.moderation"), 303))
    close_session(site, response)
    return response


def queue(site: Site) -> Response:
    """`/moderation/reviews`: what waits, each with its decision."""
    by = sent(site)
    outcome = perform(site, by, _OF_SOURCE, field("slug")) if by else _NOTHING
    if outcome.done:
        return _to("moderation_reviews", outcome)
    return _page("moderation_reviews", outcome, waiting=_waiting(site, reviews.waiting(site.engine)))


def source(site: Site, slug: str) -> Response:
    """`/moderation/sources/<slug>`: all that is known of a source, and every act on it."""
    by = sent(site)
    outcome = perform(site, by, _OF_SOURCE, slug) if by else _NOTHING
    if outcome.done:
        return _to("moderation_source", outcome, slug=slug)
    found = memory.any_source(site.engine, slug)
    if found is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    findings = reports.findings(found, site.settings.data)
    return _page(
        "moderation_source",
        outcome,
        source=found,
        heir=memory.successor(site.engine, found),
        failure=reports.failure(found),
        findings_of_file=findings[: reports.MOST],
        waiting=_waiting(site, reviews.waiting(site.engine, found.id)),
        held=proofs.of_source(site.engine, found.id),
        log=_told(site, acts.on(site.engine, slug)),
    )


def log(site: Site) -> Response:
    """`/moderation/acts`: who did what, when, why; posted, one is undone."""
    by = sent(site)
    outcome = perform(site, by, ("undo",), "") if by else _NOTHING
    if outcome.done:
        return _to("moderation_acts", outcome)
    subject = request.args.get("subject", "")[:1000]
    return _page("moderation_acts", outcome, log=_told(site, acts.on(site.engine, subject, 500)), subject=subject)


def models(site: Site) -> Response:
    """`/moderation/models`: the reference guide of each shared model that has guides."""
    by = sent(site)
    outcome = perform(site, by, ("guide",), "") if by else _NOTHING
    if outcome.done:
        return _to("moderation_models", outcome)
    return _page("moderation_models", outcome, models=guides.models(site))


def proposed(site: Site) -> Response:
    """`/moderation/proposals`: what labs propose to say of things of others."""
    by = sent(site)
    outcome = perform(site, by, ("proposal-accepted", "proposal-refused"), "") if by else _NOTHING
    if outcome.done:
        return _to("moderation_proposals", outcome)
    return _page("moderation_proposals", outcome, proposals=_open_proposals(site), stated=stated)


def told(site: Site) -> Response:
    """`/moderation/notices`: the notices that wait, each with its decision."""
    by = sent(site)
    error = ""
    if by:
        try:
            letters = NoticeLetters(site.settings, site.settings.publisher_email)
            box.decide(site.engine, number("number"), _decision(), by.reason, by.who, by.now, letters.decided)
            return make_response(redirect(url_for("pages.moderation_notices", decided="1"), 303))
        except NoticeError:
            error = gettext("Choisissez une décision et donnez ses raisons.")
    waiting = box.all_notices(site.engine, waiting=True)
    return _page("moderation_notices", Outcome(error=error), notices=waiting, reasons=notices.reasons())


def _decision() -> str:
    """Errors: NoticeError for what is none."""
    if field("act") not in box.DECISIONS:
        raise NoticeError("no such decision")
    return field("act")


def _open_proposals(site: Site) -> list[proposals.Proposal]:
    return proposals.waiting(site.engine, prefixes=proofs.prefixes(site.engine))


def _waiting(site: Site, some: list[Review]) -> list[Waiting]:
    with site.engine.connect() as db:
        known = {each.id: each for each in all_sources(db)} if some else {}
    return [Waiting(each, known[each.source], known.get(each.other or 0)) for each in some if each.source in known]


def _told(site: Site, some: Any) -> list[tuple[Act, bool]]:
    """Acts, and whether each can be undone now."""
    undone = {act.undoes for act in acts.on(site.engine, "", 5000)}
    return [(act, undo.can_undo(act) and act.id not in undone) for act in some]


def _chosen(every: list[Source]) -> Any:
    """Those that the field of search means, the ones that wait first."""
    text = request.args.get("q", "").strip().casefold()[:100]
    found = [each for each in every if not text or text in f"{each.slug} {each.url}".casefold()]
    return part(sorted(found, key=lambda each: (each.status != "pending", each.slug)))


def _to(endpoint: str, outcome: Outcome, **values: Any) -> Response:
    return make_response(redirect(url_for(f"pages.{endpoint}", done=outcome.done, **values), 303))


def _page(name: str, outcome: Outcome = _NOTHING, **values: object) -> Response:
    body = render_template(f"pages/{name}.html", outcome=outcome, said=said, **values)
    return make_response(body, 409 if outcome.error else 200, _headers())


def _headers() -> dict[str, str]:
    return {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Content-Language": language.chosen()}
