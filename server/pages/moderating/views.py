"""The pages below `/moderation`: read by moderators, acted on by their forms; each act leads back to its page."""

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester import notices as box
from harvester.desk import acts, proofs, reviews
from harvester.desk.notice_letters import NoticeLetters
from harvester.errors import NoticeError
from server.pages import memory, notices, reports
from server.pages.errors import Absent
from server.pages.moderating import guides
from server.pages.moderating.answer import back, page
from server.pages.moderating.gate import field, number, sent
from server.pages.moderating.lists import open_proposals, undoable, with_sources
from server.pages.moderating.perform import Outcome, perform
from server.pages.moderating.stated import stated
from server.pages.site import Site

_OF_SOURCE = ("accept", "refuse", "ban-host", "ban-base", "move", "merge", "distinct", "grant", "deny")


def queue(site: Site) -> Response:
    """`/moderation/reviews`: what waits, each with its decision."""
    outcome = perform(site, _OF_SOURCE)
    if outcome.done:
        return back("moderation_reviews", outcome)
    return page("moderation_reviews", outcome, waiting=with_sources(site, reviews.waiting(site.engine)))


def source(site: Site, slug: str) -> Response:
    """`/moderation/sources/<slug>`: all that is known of a source, and every act on it."""
    outcome = perform(site, _OF_SOURCE, slug)
    if outcome.done:
        return back("moderation_source", outcome, slug=slug)
    found = memory.any_source(site.engine, slug)
    if found is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    findings = reports.findings(found, site.settings.data)
    return page(
        "moderation_source",
        outcome,
        source=found,
        heir=memory.successor(site.engine, found),
        failure=reports.failure(found),
        findings_of_file=findings[: site.settings.page_findings],
        waiting=with_sources(site, reviews.waiting(site.engine, found.id)),
        held=proofs.of_source(site.engine, found.id),
        log=undoable(site, acts.on(site.engine, slug)),
    )


def log(site: Site) -> Response:
    """`/moderation/acts`: who did what, when, why; posted, one is undone."""
    outcome = perform(site, ("undo",))
    if outcome.done:
        return back("moderation_acts", outcome)
    subject = request.args.get("subject", "")[:1000]
    return page("moderation_acts", outcome, log=undoable(site, acts.on(site.engine, subject, 500)), subject=subject)


def models(site: Site) -> Response:
    """`/moderation/models`: the reference guide of each shared model that has guides."""
    outcome = perform(site, ("guide",))
    if outcome.done:
        return back("moderation_models", outcome)
    return page("moderation_models", outcome, models=guides.models(site))


def proposed(site: Site) -> Response:
    """`/moderation/proposals`: what labs propose to say of things of others."""
    outcome = perform(site, ("proposal-accepted", "proposal-refused"))
    if outcome.done:
        return back("moderation_proposals", outcome)
    return page("moderation_proposals", outcome, proposals=open_proposals(site), stated=stated)


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
    return page("moderation_notices", Outcome(error=error), notices=waiting, reasons=notices.reasons())


def _decision() -> str:
    """Errors: NoticeError for what is none."""
    if field("act") not in box.DECISIONS:
        raise NoticeError("no such decision")
    return field("act")
