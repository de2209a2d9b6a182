"""`/check`: the form, and what is said of a file, a text or an address; and a made lab file given back to keep."""

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request

from harvester.snippet import printable
from server.pages import language, navigation, sender
from server.pages.checking import preview, taken
from server.pages.checking.gate import admitted
from server.pages.checking.shown import Shown
from server.pages.checking.taken import Taken
from server.pages.site import Site

#: What is said of a file is for who asked: nobody keeps it, no search engine shows it.
_OWN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def page(site: Site) -> Response:
    """`/check`; with `?url=`, that address is checked anew at each visit; posted, a text or a file is."""
    if request.method == "POST":
        return _posted(site)
    if "url" not in request.args and "address" in request.args:
        lang = {name: request.args[name] for name in ("lang",) if name in request.args}
        return redirect(navigation.href("/check", url=request.args["address"], **lang), 303)  # type: ignore[return-value]
    if "url" not in request.args:
        return _form(site, Taken(), 200)
    found = taken.address(request.args["url"])
    return _form(site, found, 400) if found.errors else _checked(site, found)


def _posted(site: Site) -> Response:
    sender.check(site.settings, taken.limit_body(site.settings))
    found = taken.form()
    if found.errors:
        return _form(site, found, 400)
    if found.url:
        return redirect(navigation.href("/check", url=found.url), 303)  # type: ignore[return-value]
    return _checked(site, found)


def _form(site: Site, found: Taken, status: int) -> Response:
    response = make_response(render_template("pages/check.html", **_bounded(site, found), shown=None), status)
    return _headed(response) if status != 200 else response


def _checked(site: Site, found: Taken) -> Response:
    with admitted(site) as checker:
        if found.url:
            checked = checker.check_address(found.url)
        else:
            checked = checker.check_bytes(found.content, content_type=found.content_type)
        shown = Shown(checked, found.url, site.settings)
        seen = preview.preview(site, checked)
    return _headed(
        make_response(
            render_template(
                "pages/check.html",
                **_bounded(site, found),
                shown=shown,
                preview_name=preview.name(seen) if seen else (),
                preview_status=seen["lab"]["status"] if seen else (),
                preview=preview.body(seen) if seen else "",
            )
        )
    )


def _bounded(site: Site, found: Taken) -> dict[str, Any]:
    """What was typed, without what HTML cannot hold; a text that would make the page too heavy is left out."""
    most = site.settings.check_page_bytes
    fits = len(found.text.encode("utf-8", "replace")) <= most
    return {
        "form": Taken(found.url, text=printable(found.text) if fits else "", errors=found.errors),
        "left_out": 0 if fits else most,
    }


def _headed(response: Response) -> Response:
    g.pop("page_tag", None)
    response.headers.update({**_OWN, "Content-Language": language.chosen()})
    return response


def document(site: Site) -> Response:
    """`/check/fablab.jsonld`: the text that was posted, as a file to keep."""
    if request.method != "POST":
        return redirect(navigation.href("/check"), 303)  # type: ignore[return-value]
    sender.check(site.settings, taken.limit_body(site.settings))
    text = request.form.get("text", "").replace("\r\n", "\n")
    headers = {**_OWN, "Content-Disposition": 'attachment; filename="fablab.jsonld"'}
    return Response(text.encode("utf-8", "replace"), mimetype="application/ld+json", headers=headers)
