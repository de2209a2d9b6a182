"""`/publish`: the form, what its buttons do, the finished file."""

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, g, make_response, render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage

from harvester.check import Checked, Checker
from harvester.clock import Clock
from harvester.desk import hosted
from harvester.report import Finding, as_json
from server.pages import maps, memory, sender
from server.pages.errors import Absent
from server.pages.holder import holder
from server.pages.language import chosen as lang
from server.pages.publish import drawn
from server.pages.publish.acts import Asked, Desk, done
from server.pages.publish.draft import Draft, offered, read
from server.pages.site import Site
from server.publish import adopt, start
from server.web.rate import RateLimit

_RATE_FILE = "publish.sqlite"
_PATIENCE = 2.0  # seconds that a check waits for its turn
#: What a download is called, and what it is served as.
_DOWNLOADS = {"fablab.jsonld": "application/ld+json", "fablab.json": "application/json"}
#: Findings told of a file that the form cannot begin with, and of one that it can.
_MOST, _MOST_LOST = 5, 20
_START = ("address", "file", "empty")


@dataclass(frozen=True)
class Told:
    """What the page says besides the form.

    What the check found, a sentence about what was asked and the field it is about, the status; what could not be read
    of a file from elsewhere, and whether the form has just begun with one.
    """

    findings: Sequence[Finding] = ()
    trouble: str = ""
    field: str = ""
    status: int = 200
    source: Sequence[Mapping[str, Any]] = ()
    begun: bool = False


def page(site: Site) -> Response:
    """`/publish`: posted, the draft goes on from where it was; `?desk=` is a file that the hub keeps for its lab."""
    if request.method != "POST":
        return _shown(site, offered(_begun(site), lang(), site.settings.publish_rows), Told())
    conf = site.settings
    sender.check(conf, conf.publish_bytes)
    request.max_form_memory_size, request.max_form_parts = conf.publish_bytes, conf.publish_fields
    asked = Asked.of(request.form.get("do", ""))
    draft = read(request.form.to_dict(), conf.max_depth)
    if draft is None:
        return _shown(site, offered(_begun(site), lang(), conf.publish_rows), Told(trouble=_lost(), status=400))
    sent = {name: request.form.getlist(name) for name in request.form}
    if asked.act == "keep" and draft.view == "short" and "".join(sent.get("from", ())).strip():
        asked = Asked("start", "address")  # Enter in that field
    made = done(draft, asked, sent, Desk(lang(), conf.publish_rows, site.places, site.today()))
    return _after(site, made, asked)


def _after(site: Site, draft: Draft, asked: Asked) -> Response:
    if asked.act == "start" and asked.on in _START:
        return _started(site, draft, asked.on)
    if asked.act == "download" and asked.on in _DOWNLOADS:
        return _file(draft, asked.on)
    if asked.act in ("check", "finish", "file"):
        draft = replace(draft, checked=True)
    told = _checked(site, draft) if draft.checked else Told()
    refused = any(finding.severity == "Violation" for finding in told.findings) or told.status != 200
    if asked.act == "file" or (asked.act == "finish" and not refused):
        draft = replace(draft, view="done", at="", blanks={})
    return _shown(site, draft, told)


def _begun(site: Site) -> Draft:
    """A new file, or the one that the hub keeps for whoever asks. Errors: Absent (403) for another lab's."""
    slug = request.args.get("desk", "")
    if not slug:
        return Draft(start.empty(lang(), site.today()))
    source, who = memory.any_source(site.engine, slug), holder(site)
    if source is None or who is None or who.source != source.id:
        raise Absent(403, gettext("Cette fiche se modifie avec son lien secret. Ouvrez-le, puis recommencez."))
    kept = start.read((hosted.newest(site.engine, source.id) or "").encode(), site.settings.max_depth)
    return Draft(kept or start.empty(lang(), site.today()), base=source.base, desk=slug)


def _started(site: Site, draft: Draft, where: str) -> Response:
    """Begin with a file that is somewhere else; what was typed stays when it cannot be read."""
    if where == "empty":
        return _shown(site, offered(_begun(site), lang(), site.settings.publish_rows), Told())
    wait = _wait(site)
    if wait:
        return _shown(site, draft, _later(wait))
    url, upload = request.form.get("from", "").strip()[:2000], request.files.get("file")
    if where == "file" and upload and upload.filename:
        content, kind = upload.read(), _type(upload)
        found = _in_turn(site, lambda checker: checker.check_bytes(content, content_type=kind))
        return _from(site, draft, found, "", "file") if found else _shown(site, draft, _busy())
    if where == "address" and url:
        url = url if "://" in url else f"https://{url}"
        found = _in_turn(site, lambda checker: checker.check_address(url))
        return _from(site, draft, found, url, "from") if found else _shown(site, draft, _busy())
    missing = gettext("Choisissez un fichier.") if where == "file" else gettext("Donnez une adresse, en entier.")
    return _shown(site, draft, Told(trouble=missing, field="file" if where == "file" else "from", status=400))


def _from(site: Site, draft: Draft, checked: Checked, url: str, named: str) -> Response:
    """In: what came, the address it has, the field that it was given in."""
    conf, made = site.settings, checked.verdict.document
    content = made or checked.content
    found = start.read(content, conf.max_depth)
    if found is None or len(content) > conf.publish_bytes // 4:
        trouble, told = (_unread() if found is None else _too_long()), checked.findings[:_MOST]
        return _shown(site, draft, Told(trouble=trouble, field=named, status=400, source=_plain(told)))
    begun, lost = Draft(found, base=url), []
    if made:
        lost = adopt.unread(checked.findings)
        begun = Draft(adopt.adopted(found, lang(), site.today(), site.places))
    return _shown(site, offered(begun, lang(), conf.publish_rows), Told(source=_plain(lost[:_MOST_LOST]), begun=True))


def _plain(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [as_json(finding) for finding in findings]


def _type(upload: FileStorage) -> str:
    """The media type of an upload: what the browser says, else what its name tells."""
    stated = upload.mimetype
    return (
        stated
        if stated not in ("", "application/octet-stream")
        else mimetypes.guess_type(upload.filename or "")[0] or ""
    )


def _file(draft: Draft, name: str) -> Response:
    response = Response(draft.text, mimetype=_DOWNLOADS[name])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked(site: Site, draft: Draft) -> Told:
    wait = _wait(site)
    if wait:
        return _later(wait)
    found = _in_turn(site, lambda checker: checker.check_bytes(draft.text.encode(), draft.name))
    return Told(found.findings) if found else _busy()


def _in_turn(site: Site, check: Callable[[Checker], Checked]) -> Checked | None:
    """What the check says; None when too many go on at once."""
    if not site.checker.places.acquire(timeout=_PATIENCE):
        return None
    try:
        return check(site.checker)
    finally:
        site.checker.places.release()


def _busy() -> Told:
    sentence = gettext(
        "Beaucoup de fiches sont en cours de vérification. Recommencez dans un instant : rien n'est perdu."
    )
    return Told(trouble=sentence, status=503)


def _shown(site: Site, draft: Draft, told: Told) -> Response:
    g.pop("page_tag", None) if request.method == "POST" else None
    template = "pages/published.html" if draft.view == "done" else "pages/publish.html"
    seen = drawn.drawn(site, draft, told.findings)
    words = {"seen": seen, "draft": draft, "told": told, "map": drawn.map_of(site, seen)}
    response = make_response(render_template(template, **words), told.status)
    response.headers["Content-Security-Policy"] = maps.policy(site)
    if request.method == "POST":
        # kept in the browser of who typed it, so that «back» shows it again; asked anew whenever it is sent again
        response.headers.update({"Cache-Control": "private, no-cache", "Content-Language": lang()})
    return response


@lru_cache(maxsize=8)
def _rate(file: Path, rate: int, burst: int, clock: Clock) -> RateLimit:
    return RateLimit(file, rate, burst, clock)


def _wait(site: Site) -> int:
    conf = site.settings
    if not conf.publish_rate:
        return 0
    rate = _rate(conf.data / _RATE_FILE, conf.publish_rate, conf.publish_burst, site.clock)
    return rate.wait(request.remote_addr or "")


def _later(wait: int) -> Told:
    sentence = gettext(
        "Beaucoup de vérifications viennent de votre adresse. Recommencez dans %(wait)s s : rien n'est perdu.",
        wait=wait,
    )
    return Told(trouble=sentence, status=429)


def _unread() -> str:
    return str(gettext("Cela ne se lit pas comme la fiche d'un lab. Rien n'est perdu : remplissez le formulaire."))


def _too_long() -> str:
    return str(gettext("Ce fichier est trop long pour un formulaire : corrigez-le chez vous."))


def _lost() -> str:
    return str(gettext("Ce formulaire est revenu incomplet. En voici un autre, vide."))
