"""`/hosting`: the hub keeps the file of a lab that has nowhere to put it, and gives its edit link, shown once."""

from contextlib import suppress
from urllib.parse import quote

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from harvester.desk import contacts, hosting, keys
from harvester.errors import RegistryError
from harvester.words import slug as slug_of
from server.pages import language
from server.pages.desk import guard
from server.pages.desk.text import Sent, called, checked, received
from server.pages.errors import Later, Over
from server.pages.sender import SECRET
from server.pages.site import Site

_DAY = 24 * 3600
_TRIES = 20


def page(site: Site) -> Response:
    """The form; posted (by it or by `/publish`), a checked file is kept and leads to its edit link.

    Fields: `document` (text) or `file` (upload), `email` (may be empty), `lang`.
    """
    if request.method != "POST":
        return make_response(_form(Sent(""), "", ""))
    conf = site.settings
    guard.check(site, guard.AROUND + 3 * conf.hosted_bytes)
    guard.limit(site, "hosting", conf.hosting_rate, conf.hosting_burst)
    email = request.form.get("email", "").strip()
    wrong = "" if not email or contacts.is_whole(email) else _no_address()
    sent = received(site)
    with site.engine.connect() as db:
        slug = hosting.free_slug(db, conf.public_base_url, slug_of(called(sent.text)))
        full = hosting.how_many(db) >= conf.hosted_most
    if full:
        raise Later(503, gettext("Ce réseau ne peut pas garder d'autres fichiers : écrivez à son équipe."), _DAY)
    sent = checked(site, sent, hosting.address(conf.public_base_url, slug))
    if sent.error or wrong:
        return make_response(_form(sent, email, wrong), 400, {"Cache-Control": "no-store"})
    return _kept(site, slug, sent, email)


def _kept(site: Site, slug: str, sent: Sent, email: str) -> Response:
    """Keep the file under that slug, or the next free one: of two who come at once, one is first."""
    for _ in range(_TRIES):
        with suppress(IntegrityError, RegistryError), site.engine.begin() as db:
            secret = _begun(site, db, slug, sent, email)
            break
    else:
        raise Later(503, gettext("Beaucoup de labs de ce nom arrivent à la fois : recommencez dans un instant."), 1)
    return to_link(secret)


def _begun(site: Site, db: Connection, slug: str, sent: Sent, email: str) -> str:
    """The secret of the edit link."""
    conf, now, lang = site.settings, site.clock(), request.form.get("lang", "")
    slug = hosting.free_slug(db, conf.public_base_url, slug)
    source = hosting.begin(db, conf.public_base_url, slug, sent.text, conf.hosting_policy, now)
    secret = hosting.edit_link(db, source.id, now, f"lab:{slug}")
    if email:
        lang = lang if lang in language.LANGUAGES else language.chosen()
        contacts.add(db, source.id, email, lang, now, by_lab=True)
    return secret


def to_link(secret: str) -> Response:
    """Lead to the page that shows an edit link."""
    response = make_response(redirect(url_for("pages.edit_link", secret=secret), 303))
    response.headers.update(SECRET)
    return response


def link(site: Site, secret: str) -> Response:
    """`/hosting/<secret>`: the edit link, to be kept by who holds it; the hub does not."""
    g.pop("page_tag", None)
    with site.engine.connect() as db:
        key = keys.find(db, secret, "edit", site.clock())
    if key is None:
        raise Over(404, gettext("Il n'existe pas, ou un autre l'a remplacé."), guard.lost_link())
    slug = key.subject.removeprefix("lab:")
    address = f"{site.settings.public_base_url}/edit/{secret}"
    body = gettext("Le lien qui ouvre la fiche « %(slug)s », à garder pour soi : %(link)s", slug=slug, link=address)
    subject = gettext("Lien de modification – %(slug)s", slug=slug)
    mail = f"mailto:?subject={quote(subject)}&body={quote(body)}"
    shown = render_template("pages/edit_link.html", address=address, slug=slug, mail=mail)
    return make_response(shown, 200, SECRET | {"Content-Language": language.chosen()})


def _form(sent: Sent, email: str, wrong: str) -> str:
    errors = {"document": sent.error, "email": wrong}
    return render_template(
        "pages/hosting.html", sent=sent, email=email, errors={name: said for name, said in errors.items() if said}
    )


def _no_address() -> str:
    return str(gettext("Cette adresse électronique est incomplète. Exemple : prenom@exemple.fr."))
