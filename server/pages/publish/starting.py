"""How a draft begins: empty, with the file that the hub keeps, or with one that is somewhere else."""

import mimetypes
from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage

from harvester.check import Checked
from harvester.desk import hosted
from harvester.report import Finding, as_json
from server.pages import memory
from server.pages.desk.guard import Locked
from server.pages.holder import holder
from server.pages.language import chosen as lang
from server.pages.publish.checks import if_free, seconds_to_wait
from server.pages.publish.draft import Draft, offered
from server.pages.publish.shown import shown
from server.pages.publish.told import Told, busy, later, too_long, unread
from server.pages.site import Site
from server.publish import adopt, start

WAYS = ("address", "file", "empty")
#: Findings told of a file that the form cannot begin with, and of one that it can.
_MOST, _MOST_LOST = 5, 20


def fresh(site: Site) -> Draft:
    """A new file, or the one that the hub keeps for who asks, with some blank rows. Errors: Absent (403)."""
    return offered(_begun(site), lang(), site.settings.publish_rows)


def _begun(site: Site) -> Draft:
    slug = request.args.get("desk", "")
    if not slug:
        return Draft(start.empty(lang(), site.today()))
    source, who = memory.any_source(site.engine, slug), holder(site)
    if source is None or who is None or who.source != source.id:
        raise Locked(gettext("Cette fiche se modifie avec son lien secret. Ouvrez-le, puis recommencez."))
    kept = start.read((hosted.newest(site.engine, source.id) or "").encode(), site.settings.max_depth)
    return Draft(kept or start.empty(lang(), site.today()), base=source.base, desk=slug)


def started(site: Site, draft: Draft, where: str) -> Response:
    """Begin with a file that is somewhere else; what was typed stays when it cannot be read."""
    if where == "empty":
        return shown(site, fresh(site), Told())
    wait = seconds_to_wait(site)
    if wait:
        return shown(site, draft, later(wait))
    url, upload = request.form.get("from", "").strip()[:2000], request.files.get("file")
    if where == "file" and upload and upload.filename:
        content, kind = upload.read(), _type(upload)
        found = if_free(site, lambda checker: checker.check_bytes(content, content_type=kind))
        return _from(site, draft, found, "", "file") if found else shown(site, draft, busy())
    if where == "address" and url:
        url = url if "://" in url else f"https://{url}"
        found = if_free(site, lambda checker: checker.check_address(url))
        return _from(site, draft, found, url, "from") if found else shown(site, draft, busy())
    missing = gettext("Choisissez un fichier.") if where == "file" else gettext("Donnez une adresse, en entier.")
    return shown(site, draft, Told(trouble=missing, field="file" if where == "file" else "from", status=400))


def _from(site: Site, draft: Draft, came: Checked, url: str, named: str) -> Response:
    """In: what came, the address it has, the field that it was given in."""
    conf, made = site.settings, came.verdict.document
    content = made or came.content
    found = start.read(content, conf.max_depth)
    if found is None or len(content) > conf.publish_bytes // 4:
        trouble, told = (unread() if found is None else too_long()), _grave(came.findings)[:_MOST]
        return shown(site, draft, Told(trouble=trouble, field=named, status=400, source=_plain(told)))
    new, lost = Draft(found, base=url), []
    if made:
        lost = adopt.unread(came.findings)
        new = Draft(adopt.adopted(found, lang(), site.today(), site.places))
    return shown(site, offered(new, lang(), conf.publish_rows), Told(source=_plain(lost[:_MOST_LOST]), begun=True))


def _grave(findings: Sequence[Finding]) -> Sequence[Finding]:
    """What stands in the way; all that was found where nothing does."""
    return [finding for finding in findings if finding.severity == "Violation"] or findings


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
