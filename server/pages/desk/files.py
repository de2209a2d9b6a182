"""The file at a lab's desk: saved once checked, restored, taken away, moved to an address of the lab's own."""

import json
from typing import Any

from flask import Response, request
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.authority import normalise
from harvester.desk import hosting, logbook, merged, registration
from harvester.desk.logged import record_of
from harvester.errors import DocumentError, ModerationError
from harvester.files import read_receipt
from harvester.registry import Source
from harvester.report import PUBLISHABLE
from server.pages import memory, reports
from server.pages.checking.gate import in_turn
from server.pages.desk import board, guard
from server.pages.desk.board import Trouble
from server.pages.desk.guard import Mine
from server.pages.desk.text import Sent, checked, received
from server.pages.errors import Absent
from server.pages.moderating import said
from server.pages.site import Site

_TYPE = "application/ld+json"
_LONGEST = 2000


def save(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/file` (`document` or `file`): a new version of a file that the hub keeps."""
    conf = site.settings
    mine = guard.sent(site, slug, guard.AROUND + 3 * conf.hosted_bytes)
    source = _hosted(mine)
    sent = checked(site, received(site), source.base)
    if sent.error:
        return board.shown(site, mine, Trouble({"document": sent.error}, {}, sent))
    with site.engine.begin() as db:
        hosting.save(db, source, sent.text, mine.holder.name, site.clock(), conf.hosted_versions)
    return board.to(slug, "saved")


def restore(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/restore` (`version`): an older version becomes the newest."""
    mine = guard.sent(site, slug)
    source = _hosted(mine)
    with site.engine.begin() as db:
        found = hosting.version(db, source.id, _number(request.form.get("version", "")))
        if found is None:
            raise _no_version()
        hosting.save(db, source, found[0], mine.holder.name, site.clock(), site.settings.hosted_versions)
    return board.to(slug, "restored")


def version(site: Site, slug: str, number: str) -> Response:
    """`/desk/<slug>/versions/<number>.jsonld`: a version as it was saved."""
    mine = guard.mine(site, slug)
    with site.engine.connect() as db:
        found = hosting.version(db, mine.source.id, _number(number))
    if found is None:
        raise _no_version()
    return _download(f"{slug}-{number}", found[0])


def as_is(site: Site, slug: str) -> Response:
    """`/desk/<slug>/file.jsonld`: the lab's file as it was last saved, or last read at its address."""
    return _download(slug, _text(site, guard.mine(site, slug)))


def with_log(site: Site, slug: str) -> Response:
    """`/desk/<slug>/merged.jsonld`: the same with what the log book says written into it."""
    mine = guard.mine(site, slug)
    source, zone = mine.source, site.settings.zone
    try:
        found = merged.merged(json.loads(_text(site, mine)), source.base, _holding(site, source), zone)
    except (ValueError, DocumentError, TypeError, AttributeError, RecursionError) as error:
        raise Absent(409, gettext("Le carnet ne peut pas être joint à ce fichier : prenez-le à part.")) from error
    return _written(slug, found)


def journal(site: Site, slug: str) -> Response:
    """`/desk/<slug>/journal.jsonld`: the log book alone."""
    source = guard.mine(site, slug).source
    found = merged.journal(source.base, _holding(site, source), site.settings.zone)
    return _written(f"{slug}-carnet", found)


def move(site: Site, slug: str) -> Response:
    """POST `/desk/<slug>/move` (`url`): from now on the lab keeps its file itself."""
    mine = guard.sent(site, slug)
    source, url = _hosted(mine), request.form.get("url", "").strip()[:_LONGEST]
    url = url if "://" in url or not url else f"https://{url}"
    error, sent = _moving(site, source, url)
    if not error:
        try:
            with site.engine.begin() as db:
                hosting.move(db, source, url, mine.holder.name, site.clock())
        except ModerationError as refused:
            error = said.refusal(refused)
    return board.shown(site, mine, Trouble({"url": error}, {"url": url}, sent)) if error else board.to(slug, "moved")


def _moving(site: Site, source: Source, url: str) -> tuple[str, Sent]:
    """Why the file cannot move to that address, if it cannot: it must be a good file of the same lab."""
    try:
        own = normalise(url).startswith(f"{site.settings.public_base_url}/")
    except ValueError:
        return gettext("Donnez l'adresse entière du fichier, par exemple https://gier.example/fablab.jsonld."), Sent("")
    if own:
        return gettext("Cette adresse est celle de ce site : donnez celle du fichier chez vous."), Sent("")
    with in_turn(site) as checker:
        found = checker.check_address(url, source.base)
    sent = Sent("", findings=[reports.shown(finding) for finding in found.findings])
    if registration.is_banned(site.engine, url, found.url):
        return said.refusal(ModerationError("banned", url)), Sent("")
    if found.verdict.outcome not in PUBLISHABLE:
        return gettext("Le fichier lu à cette adresse ne peut pas être publié : voyez ce qui est signalé."), sent
    same = source.entities.keys() & set(found.verdict.entities)
    if 2 * len(same) < len(source.entities):
        return gettext("Le fichier lu à cette adresse ne décrit pas les mêmes choses : est-ce bien le vôtre ?"), sent
    return "", sent


def _text(site: Site, mine: Mine) -> str:
    source = mine.source
    if source.hosted:
        with site.engine.connect() as db:
            found = hosting.version(db, source.id)
        content = found[0].encode() if found else None
    else:
        receipt = memory.last_receipt(site.engine, source.id)
        content = read_receipt(site.settings.data, receipt.sha256) if receipt else None
    if content is None:
        raise Absent(404, gettext("Aucun fichier n'a encore été reçu de ce lab."))
    return content.decode("utf-8-sig", "replace")


def _holding(site: Site, source: Source) -> list[logbook.Entry]:
    """The entries that hold beside the file as it is published: those in the graph of the log book."""
    with site.engine.connect() as db:
        entries = [each for each in logbook.entries(db, source.id) if each.withdrawn_at is None]
    newest: dict[str, logbook.Entry] = {}
    for each in entries:  # newest first
        newest.setdefault(each.machine, each) if each.kind == "state" else None
    works = [each for each in entries if each.kind == "record"]
    return [*newest.values(), *(each for each in works if record_of(source.base, each.id) not in source.entities)]


def _hosted(mine: Mine) -> Source:
    if not mine.source.hosted:
        raise Absent(409, gettext("Ce site ne garde pas le fichier de ce lab : il est lu chez lui."))
    return mine.source


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return number or -1


def _no_version() -> Absent:
    return Absent(404, gettext("Cette version n'existe pas, ou n'est plus gardée."))


def _written(name: str, document: Any) -> Response:
    return _download(name, json.dumps(document, ensure_ascii=False, indent=2))


def _download(name: str, text: str) -> Response:
    response = Response(text.encode("utf-8", "replace"), content_type=_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.jsonld"'
    return response
