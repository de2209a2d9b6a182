"""A sheet of labels to stick on machines: what one must know at once, and a QR code that leads to the rest."""

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.names import lab_of
from server.pages import filters
from server.pages.errors import Absent
from server.pages.links import fragment, machine_page
from server.pages.maintenance.jobs import RETIRED
from server.pages.paging import part
from server.pages.published import published
from server.pages.qr import printed, qr
from server.pages.rows import Record, alphabetical, gather, only
from server.pages.site import Site

#: Labels on a page of A4, as sheets of stickers are sold.
LAYOUTS = ("8", "10")


@dataclass(frozen=True, slots=True)
class Label:
    """A machine and the address of its page, on the web."""

    machine: Record
    address: str


def page(site: Site, slug: str) -> str:
    """`/labs/<slug>/labels`; `?machine=` (many times) chooses, `?per=` says how many stand on a page."""
    source = published(site, slug)
    node = NamedNode(lab_of(source.base))
    found = gather(site.ask("label_machines", lab=node), "machine")
    shown = part(_own(found, source.base))
    chosen = _chosen([fragment(machine.iri) for machine in shown.items])
    hub = site.settings.public_base_url
    labels = [
        Label(machine, f"{hub}{machine_page(slug, machine.iri)}")
        for machine in shown.items
        if fragment(machine.iri) in chosen
    ]
    per = _per_page()
    return render_template(
        "pages/sheet.html",
        slug=slug,
        lab=only(site.ask("lab_name", lab=node), "lab", node),
        part=shown,
        chosen=chosen,
        layouts=LAYOUTS,
        per=per,
        sheets=[labels[start : start + int(per)] for start in range(0, len(labels), int(per))],
        qr=qr,
        printed=printed,
    )


def _own(machines: list[Record], base: str) -> list[Record]:
    """The lab's own machines in service, by name."""
    kept = [m for m in machines if m.iri.startswith(f"{base}#") and filters.code(m["status"]) != RETIRED]
    return sorted(kept, key=lambda machine: alphabetical(filters.plain(machine["name"])))


def _chosen(machines: list[str]) -> list[str]:
    """Those that the address names; all when it names none. Errors: Absent (400) for one that is not there."""
    asked = request.args.getlist("machine")
    if not set(asked) <= set(machines):
        raise Absent(400, gettext("Une des machines choisies n'est pas dans cette liste : cochez-les à nouveau."))
    return asked or machines


def _per_page() -> str:
    asked = request.args.get("per", LAYOUTS[0])
    if asked not in LAYOUTS:
        raise Absent(400, gettext("Une planche porte 8 ou 10 étiquettes : choisissez l'un des deux."))
    return asked
