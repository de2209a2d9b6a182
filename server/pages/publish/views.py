"""`/publish`: the form, what its buttons do, the finished file."""

from dataclasses import replace

from flask import Response, request

from server.pages import sender
from server.pages.language import chosen as lang
from server.pages.publish.acts import Asked, Desk, done
from server.pages.publish.checks import checked
from server.pages.publish.draft import Draft, read
from server.pages.publish.shown import DOWNLOADS, download, shown
from server.pages.publish.starting import WAYS, fresh, started
from server.pages.publish.told import Told, lost
from server.pages.site import Site


def page(site: Site) -> Response:
    """`/publish`: posted, the draft goes on from where it was; `?desk=` is a file that the hub keeps for its lab."""
    if request.method != "POST":
        return shown(site, fresh(site), Told())
    conf = site.settings
    sender.check(conf, conf.publish_bytes)
    request.max_form_memory_size, request.max_form_parts = conf.publish_bytes, conf.publish_fields
    asked = Asked.of(request.form.get("do", ""))
    draft = read(request.form.to_dict(), conf.max_depth)
    if draft is None:
        return shown(site, fresh(site), Told(trouble=lost(), status=400))
    sent = {name: request.form.getlist(name) for name in request.form}
    if asked.act == "keep" and draft.view == "short" and "".join(sent.get("from", ())).strip():
        asked = Asked("start", "address")  # Enter in that field
    made = done(draft, asked, sent, Desk(lang(), conf.publish_rows, site.places, site.today()))
    return _after(site, made, asked)


def _after(site: Site, draft: Draft, asked: Asked) -> Response:
    if asked.act == "start" and asked.on in WAYS:
        return started(site, draft, asked.on)
    if asked.act == "download" and asked.on in DOWNLOADS:
        return download(draft, asked.on)
    if asked.act in ("check", "finish", "file"):
        draft = replace(draft, checked=True)
    told = checked(site, draft) if draft.checked else Told()
    refused = any(finding.severity == "Violation" for finding in told.findings) or told.status != 200
    if asked.act == "file" or (asked.act == "finish" and not refused):
        draft = replace(draft, view="done", at="", blanks={})
    return shown(site, draft, told)
