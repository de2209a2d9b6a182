"""The source behind an address, as long as its lab is shown; where to go when another took its place."""

from flask import abort, redirect, url_for
from flask_babel import gettext  # type: ignore[import-untyped]

from harvester.registry import Source
from server.pages import filters, memory
from server.pages.errors import Absent
from server.pages.site import Site


def published(site: Site, slug: str) -> Source:
    """The source of a lab that is now shown. Errors: Absent: unknown, withdrawn, or nothing valid yet."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucun lab n'est inscrit ici sous le nom « %(slug)s ».", slug=filters.plain(slug)))
    lead_on(site, source, "pages.lab")
    if source.gone_at is not None:
        raise Absent(410, gettext("Ce lab a retiré son fichier, ou n'en donne plus depuis longtemps."), slug)
    if source.graph is None:
        raise Absent(
            404, gettext("Ce lab est inscrit, mais son fichier n'a encore rien donné qui puisse être montré."), slug
        )
    return source


def lead_on(site: Site, source: Source, endpoint: str) -> None:
    """Lead to the page of the source that took the place of this one, if one did."""
    if source.status == "superseded":
        heir = memory.successor(site.engine, source)
        if heir is None:
            raise Absent(
                410, gettext("Cette fiche a laissé la place à une autre, qui n'est pas montrée pour l'instant.")
            )
        abort(redirect(url_for(endpoint, slug=heir.slug), 301))
