"""E-mails about a source: the form that asks for them, and the links in them that confirm and let go.

Mail programs and scanners follow links by themselves, so a link only shows a page, and its button does the thing. The
one press of a mail program (https://www.rfc-editor.org/rfc/rfc8058) is a POST, and is answered at once.
"""

from typing import cast

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.desk import contacts
from harvester.desk.contacts import Contact
from harvester.registry import Source
from server.pages import language, memory, sender
from server.pages.desk import board
from server.pages.errors import Absent, Over
from server.pages.holder import holder
from server.pages.site import Site
from server.pages.telling.asking import check_client
from server.pages.telling.feed import existing, name_of

_MOST = 8192


def form(site: Site, slug: str) -> Response:
    """`/sources/<slug>/contact`: an address that wants to be told; the hub writes to it to be sure.

    Asked for with the lab's own session, it is one of the lab's: it hears of faults, and a lost edit link may go there.
    """
    source = existing(site, slug)
    if not site.settings.smtp_host or source.status != "accepted":
        raise Absent(404, gettext("Ce site n'envoie pas de courriel pour cette source."), slug)
    if request.method != "POST":
        return _form(site, source, "", "")
    sender.check(site.settings, _MOST)
    email, trap = request.form.get("email", "").strip(), request.form.get("website", "")
    if trap:
        return _form(site, source, email, gettext("Laissez le dernier champ vide : il sert à reconnaître les robots."))
    if not contacts.is_whole(email):
        wrong = gettext("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr.")
        return _form(site, source, email, wrong)
    check_client(site)
    own = _is_own(site, source)
    with site.engine.begin() as db:
        contacts.add(db, source.id, email, language.chosen(), site.clock(), by_lab=own)
    return board.to(slug, "asked") if own else cast(Response, redirect(_source_page(slug, "written"), 303))


def _is_own(site: Site, source: Source) -> bool:
    """Whether the lab itself asks."""
    found = holder(site)
    return found is not None and found.source == source.id


def _source_page(slug: str, ok: str) -> str:
    return str(url_for("pages.source", slug=slug, ok=ok))


def confirm(site: Site, secret: str) -> Response:
    """`/contacts/confirm/<secret>`."""
    if request.method != "POST":
        return _page(site, "pages/contact_confirm.html", _of(site, secret, "confirm"))
    sender.check(site.settings, _MOST)
    with site.engine.begin() as db:
        found = contacts.confirm(db, secret, site.clock())
    return _done(site, found, "confirmed")


def unsubscribe(site: Site, secret: str) -> Response:
    """`/contacts/unsubscribe/<secret>`."""
    if request.method != "POST":
        return _page(site, "pages/contact_leave.html", _of(site, secret, "unsubscribe"))
    sender.check(site.settings, _MOST)
    with site.engine.begin() as db:
        found = contacts.unsubscribe(db, secret, site.clock())
    if request.form.get("List-Unsubscribe") == "One-Click" and found is not None:
        return make_response("", 200, sender.SECRET)
    return _done(site, found, "left")


def _of(site: Site, secret: str, purpose: str) -> Contact:
    with site.engine.connect() as db:
        found = contacts.of_link(db, secret, purpose, site.clock())
    if found is None:
        raise _over()
    return found


def _over() -> Absent:
    return Over(
        410,
        gettext("Il a déjà servi, il est trop ancien, ou son adresse est incomplète : ouvrez-le tel qu'il est écrit."),
    )


def _page(site: Site, template: str, contact: Contact) -> Response:
    g.pop("page_tag", None)
    source = memory.numbered(site.engine, contact.source)
    page = render_template(template, contact=contact, source=source, name=name_of(site, source))
    return make_response(page, 200, sender.SECRET_FORM | {"Content-Language": language.chosen()})


def _done(site: Site, contact: Contact | None, what: str) -> Response:
    if contact is None:
        raise _over()
    slug = memory.numbered(site.engine, contact.source).slug
    response = cast(Response, redirect(_source_page(slug, what), 303))
    response.headers.update(sender.SECRET)
    return response


def _form(site: Site, source: Source, email: str, wrong: str) -> Response:
    values = {"source": source, "name": name_of(site, source), "own": _is_own(site, source)}
    page = render_template("pages/contact.html", **values, email=email[:300], wrong=wrong)
    response = make_response(page, 400 if wrong else 200)
    if wrong:
        response.headers.update({"Cache-Control": "no-store", "Content-Language": language.chosen()})
    return response
