"""QR codes of machines and guides, and the sheet of labels to print."""

import io

import segno
from flask import Response, render_template, request, url_for
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from server.pages import links
from server.pages.errors import Absent
from server.pages.labs import published
from server.pages.rows import Record, alphabetical, gather, only
from server.pages.site import Site

#: A sheet of paper holds eight labels; so many pages at most.
MOST = 200


def machine_code(site: Site, slug: str, thing: str) -> Response:
    """`/labs/<slug>/labels/<id>.svg`: the QR code of a machine's page."""
    return _code(site, "pages.machine", slug, thing)


def guide_code(site: Site, slug: str, thing: str) -> Response:
    """`/labs/<slug>/guides/<id>.svg`: the QR code of a guide's page."""
    return _code(site, "pages.guide", slug, thing)


def _code(site: Site, endpoint: str, slug: str, thing: str) -> Response:
    source = published(site, slug)
    if f"{source.base}#{thing}" not in source.entities:
        raise Absent(404, gettext("Ce lab ne montre rien sous ce nom."), slug)
    drawn = drawing(address_of(site, endpoint, slug, thing))
    return Response(drawn, content_type="image/svg+xml")


def address_of(site: Site, endpoint: str, slug: str, thing: str) -> str:
    """The public address of a page, without a language: the reader's own counts."""
    path = url_for(endpoint, slug=slug, thing=thing).partition("?")[0]
    return f"{site.settings.public_base_url}{path}"


def drawing(address: str) -> bytes:
    """An address as a QR code in SVG: black on white in both themes, legible with a quarter of it worn off."""
    out = io.BytesIO()
    code = segno.make(address, error="q", micro=False)
    code.save(
        out, kind="svg", border=4, scale=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None,
        omitsize=True,
    )  # fmt: skip
    return out.getvalue()


def labels(site: Site, slug: str) -> str:
    """`/labs/<slug>/labels`: a sheet of labels of the machines that `?machine=` names, of all without it."""
    source = published(site, slug)
    node = NamedNode(lab_of(source.base))
    machines = _own(site, node, source.base)
    known = {links.fragment(machine.iri) for machine in machines}
    asked = request.args.getlist("machine")
    if not set(asked) <= known:
        raise Absent(400, gettext("Ce lab n'a pas de machine de ce nom. Cochez celles que vous voulez."), slug)
    chosen = [machine for machine in machines if not asked or links.fragment(machine.iri) in asked]
    return render_template(
        "pages/labels.html",
        slug=slug,
        lab=only(site.ask("lab_name", lab=node), "lab", node),
        machines=machines[:MOST],
        chosen=chosen[:MOST],
        asked=asked,
        dangers=_dangers(site, node),
        address=lambda machine: address_of(site, "pages.machine", slug, links.fragment(machine.iri)),
    )


def _own(site: Site, lab: NamedNode, base: str) -> list[Record]:
    found = gather(site.ask("lab_machines", lab=lab), "machine")
    own = [machine for machine in found if machine.iri.startswith(f"{base}#")]
    return sorted(own, key=lambda machine: alphabetical(links.fragment(machine.iri)))


def _dangers(site: Site, lab: NamedNode) -> dict[str, Record]:
    """What each machine forbids, its model's prohibitions included."""
    return {machine.iri: machine for machine in gather(site.ask("lab_dangers", lab=lab), "machine")}
