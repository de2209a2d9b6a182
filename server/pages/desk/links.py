"""Edit links: one opens a session, a lost one is replaced through a confirmed e-mail, a session is ended."""

from typing import cast

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from sqlalchemy import Connection

from harvester.desk import contacts, hosting, keys
from harvester.desk import lost as lost_links
from harvester.desk.keys import Key
from server.pages import language, memory
from server.pages.desk import board, guard
from server.pages.desk.begin import to_link
from server.pages.errors import Absent, Over
from server.pages.holder import close_session, open_session
from server.pages.sender import SECRET, SECRET_FORM
from server.pages.site import Site

_LONGEST = 254


def enter(site: Site, secret: str) -> Response:
    """`/edit/<secret>`: who holds a lab's edit link is let in on this browser."""
    g.pop("page_tag", None)
    with site.engine.begin() as db:
        key = keys.find(db, secret, "edit", site.clock())
        if key is None or key.source is None:
            raise _no_link()
        slug = key.subject.removeprefix("lab:")
        response = _to(url_for("pages.desk", slug=slug))
        open_session(site, db, key, response)
    return response


def lost(site: Site) -> Response:
    """`/edit`: a new edit link is sent to an address that the lab confirmed; the answer never tells whether it is."""
    conf = site.settings
    if request.method != "POST":
        sent = "sent" in request.args
        return make_response(render_template("pages/edit_lost.html", sent=sent, errors={}, email="", slug=""))
    if not conf.smtp_host:
        raise Absent(404, gettext("Ce site n'envoie pas de courriel : écrivez à l'équipe du réseau."))
    guard.check(site, guard.AROUND)
    guard.limit(site, "reissue", conf.reissue_rate, conf.reissue_burst)
    email, slug = (request.form.get(name, "").strip()[:_LONGEST] for name in ("email", "slug"))
    if not contacts.is_whole(email):
        errors = {"email": gettext("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr.")}
        page = render_template("pages/edit_lost.html", sent=False, errors=errors, email=email, slug=slug)
        return make_response(page, 400, {"Cache-Control": "no-store"})
    with site.engine.begin() as db:
        lost_links.ask(db, email, slug, site.clock())
    return _to(url_for("pages.edit_lost", sent=1))


def reissue(site: Site, secret: str) -> Response:
    """`/edit/reissue/<secret>`: asked for by e-mail, confirmed here, a new edit link replaces the old one."""
    g.pop("page_tag", None)
    if request.method != "POST":
        with site.engine.connect() as db:
            key = _reissued(db, keys.find(db, secret, "reissue", site.clock()))
        slug = _slug(site, key)
        page = render_template("pages/edit_reissue.html", slug=slug)
        return make_response(page, 200, SECRET_FORM | {"Content-Language": language.chosen()})
    guard.check(site, guard.AROUND)
    with site.engine.begin() as db:
        key = _reissued(db, keys.use(db, secret, "reissue", site.clock()))
        return _renewed(site, db, cast(int, key.source), f"lab:{_slug(site, key)}")


def renew(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/link`: a new edit link; the old one and what it opened end."""
    source, holder = guard.sent(site, slug)
    with site.engine.begin() as db:
        return _renewed(site, db, source.id, holder.name, keep=not holder.moderates)


def unlist(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/contacts` (`contact`, its number): an address that the lab named is its contact no more."""
    mine, number = guard.sent(site, slug), request.form.get("contact", "")
    with site.engine.begin() as db:
        fits = number.isascii() and number.isdigit() and len(number) < 12
        if not (fits and contacts.remove(db, mine.source.id, int(number))):
            raise Absent(404, gettext("Cette adresse n'est pas dans la liste de votre lab, ou en est déjà retirée."))
    return board.to(slug, "removed")


def leave(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/out`: end the session of this browser."""
    guard.sent(site, slug)
    response = _to(url_for("pages.home"))
    close_session(site, response)
    return response


def _renewed(site: Site, db: Connection, source: int, who: str, *, keep: bool = True) -> Response:
    """A new link, shown; who had a session with the old one goes on with the new."""
    now = site.clock()
    secret = hosting.edit_link(db, source, now, who)
    response = to_link(secret)
    key = keys.find(db, secret, "edit", now)
    if keep and key:
        open_session(site, db, key, response)
    return response


def _reissued(db: Connection, key: Key | None) -> Key:
    if key is None or key.source is None or not lost_links.holds(db, key):
        sentence = gettext("Il n'existe pas, a déjà servi, ou date de trop longtemps : redemandez-en un.")
        raise Over(404, sentence, guard.lost_link())
    return key


def _slug(site: Site, key: Key) -> str:
    return memory.numbered(site.engine, cast(int, key.source)).slug


def _to(address: str) -> Response:
    response = make_response(redirect(address, 303))
    response.headers.update(SECRET)
    return response


def _no_link() -> Absent:
    sentence = gettext(
        "Ce lien de modification n'existe pas, ou un autre l'a remplacé. Demandez le nouveau à votre équipe."
    )
    return Over(404, sentence, guard.lost_link())
