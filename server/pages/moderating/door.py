"""`/moderation`: the way in by a token, what waits for a moderator, the way out."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester import notices
from harvester.desk import keys, reviews
from harvester.registry import Source, all_sources
from server.pages import limits, sender
from server.pages.errors import Absent
from server.pages.holder import close_session, holder, open_session
from server.pages.moderating.answer import headers, page
from server.pages.moderating.gate import sent
from server.pages.moderating.lists import open_proposals
from server.pages.paging import Part, part
from server.pages.site import Site

_MOST_BYTES = 16 * 1024


def home(site: Site) -> Response:
    """`/moderation`: what waits; for anybody else, the form to sign in; posted, the session is opened."""
    if request.method == "POST":
        return _sign_in(site)
    found = holder(site)
    if found is None or not found.moderates:
        return make_response(render_template("pages/moderation_sign.html", error=""))
    waits = {
        "reviews": reviews.count(site.engine),
        "proposals": len(open_proposals(site)),
        "notices": len(notices.all_notices(site.engine, waiting=True)),
    }
    with site.engine.connect() as db:
        every = all_sources(db)
    return page("moderation", waits=waits, sources=_chosen(every), asked=request.args.get("q", ""))


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
        return make_response(render_template("pages/moderation_sign.html", error=error), 403, headers())
    response.headers.update(sender.SECRET)
    return response


def leave(site: Site) -> Response:
    """`/moderation/out`: the session ends."""
    if sent(site) is None:
        raise Absent(405, gettext("Pour sortir, utilisez le bouton « Se déconnecter »."))
    response = make_response(redirect(url_for("pages.moderation"), 303))
    close_session(site, response)
    return response


def _chosen(every: list[Source]) -> Part[Source]:
    """Those that the field of search means, the ones that wait first."""
    text = request.args.get("q", "").strip().casefold()[:100]
    found = [each for each in every if not text or text in f"{each.slug} {each.url}".casefold()]
    return part(sorted(found, key=lambda each: (each.status != "pending", each.slug)))
