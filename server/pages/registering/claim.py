"""`/register/<slug>/claim/<secret>`: a lab shows that a place is its own, and gets what that opens."""

from ipaddress import ip_address

from flask import Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.authority import owns
from harvester.desk import asks, bans, hosting, keys, proofs, tokens
from harvester.desk.moderation import By
from harvester.desk.proofs import Proof
from harvester.registry import Source
from server.pages import language, limits, memory, sender
from server.pages.errors import Absent
from server.pages.moderating.perform import move
from server.pages.site import Site

_MOST_BYTES = 16 * 1024


def page(site: Site, slug: str, secret: str) -> Response:
    """The token and where to show it; posted: look now, give the edit link, move the file."""
    source, proof = _found(site, slug, secret)
    if request.method != "POST":
        return _shown(source, proof, 200)
    sender.check(site.settings, _MOST_BYTES)
    conf = site.settings
    sentence = gettext("Trop de demandes viennent de votre adresse en peu de temps.")
    limits.check(site, "registrations", conf.registration_rate, conf.registration_burst, sentence)
    wanted = request.form.get("want", "")
    if wanted == "look":
        with site.engine.begin() as db:
            proofs.want(db, proof.id, site.clock())
            asks.ask(db, source.id, site.clock(), "proof")
        return _back(slug, secret)
    if not _opens(source, proof):
        raise Absent(403, gettext("Prouvez d'abord que le fichier est à vous."))
    return _edit(site, source) if wanted == "edit" else _moved(site, source, proof)


def _found(site: Site, slug: str, secret: str) -> tuple[Source, Proof]:
    source = memory.any_source(site.engine, slug)
    with site.engine.connect() as db:
        key = keys.find(db, secret, "claim", site.clock())
    proof = proofs.of_claim(site.engine, key.id) if key else None
    if source is None or key is None or proof is None or not key.source == source.id == proof.source:
        raise Absent(
            404, gettext("Cette adresse ne mène à aucune demande. Elle est peut-être incomplète, ou trop ancienne.")
        )
    if source.status in ("banned", "refused"):
        raise Absent(403, gettext("Cette inscription n'a pas été admise : rien n'est à prouver."))
    return source, proof


def _opens(source: Source, proof: Proof) -> bool:
    """Whether the proof shows that the source's own file is of who asks."""
    return proof.stands and proof.lost_at is None and owns("", f"{source.base}#", (proof.prefix,))


def _edit(site: Site, source: Source) -> Response:
    """A new edit link, told once; older ones end."""
    with site.engine.begin() as db:
        secret = hosting.edit_link(db, source.id, site.clock(), f"lab:{source.slug}")
    link = f"{site.settings.public_base_url}/edit/{secret}"
    page = render_template("pages/claimed.html", source=source, link=link)
    return make_response(page, 200, sender.SECRET | {"Content-Language": language.chosen()})


def _moved(site: Site, source: Source, proof: Proof) -> Response:
    """The file is read at another address from now on, if it may be published from there."""
    url = request.form.get("url", "").strip()[: site.settings.registration_length]
    outcome = move(site, By(f"lab:{source.slug}", site.clock(), proof.prefix), source.slug, url)
    if outcome.error:
        return _shown(source, proof, 422, url, error=outcome.error, findings=outcome.findings)
    return make_response(redirect(url_for("pages.registration", slug=source.slug), 303))


def is_number(prefix: str) -> bool:
    """Whether the host of a prefix is a number, which no name server knows."""
    try:
        return bool(ip_address(bans.host_of(prefix).strip("[]")))
    except ValueError:
        return False


def _back(slug: str, secret: str) -> Response:
    response = make_response(redirect(url_for("pages.claim", slug=slug, secret=secret), 303))
    response.headers.update(sender.SECRET)
    return response


def _shown(source: Source, proof: Proof, status: int, url: str = "", **more: object) -> Response:
    g.pop("page_tag", None)
    page = render_template(
        "pages/claim.html",
        source=source,
        proof=proof,
        opens=_opens(source, proof),
        address=proof.prefix.removesuffix("#"),
        well_known=tokens.well_known(proof.prefix),
        record=tokens.record(proof.prefix),
        by_name=not is_number(proof.prefix),
        meta=tokens.META,
        url=url,
        **{"error": "", "findings": [], **more},
    )
    return make_response(page, status, sender.SECRET_FORM | {"Content-Language": language.chosen()})
