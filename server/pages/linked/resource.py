"""`/resource?iri=`: to the page of any IRI that the dataset tells of, and never anywhere else."""

from flask import Response, redirect, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from server.pages.ask import Rows
from server.pages.errors import Absent
from server.pages.linked.addresses import address
from server.pages.linked.resolver import PACKAGED, Place, known, of_lab
from server.pages.memory import by_base, source
from server.pages.published import published
from server.pages.rows import first as first_of
from server.pages.site import Site

_LONGEST = 2000
_OWN = ("home", "registry", "catalog.catalog")


def resource(site: Site) -> Response:
    """303 to the page; its format is then chosen there. Errors: Absent."""
    return go(site, request.args.get("iri", ""))


def node(site: Site, first: str, rest: str) -> Response:
    """An address of this hub that names a node of the dataset: scheduled tasks, versions, map points, graphs."""
    return go(site, f"{site.settings.public_base_url}/{first}/{rest}")


def go(site: Site, iri: str) -> Response:
    """303 to the page of that IRI. Errors: Absent."""
    place = _place(site, iri) if _is_iri(iri) else None
    if place is None:
        raise Absent(404, gettext("Le jeu de données ne dit rien de cet identifiant."))
    response = redirect(address(place), 303)
    response.headers["Access-Control-Allow-Origin"] = "*"  # programs in pages of any origin follow IRIs
    return response  # type: ignore[return-value]


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return len(text) <= _LONGEST


def _place(site: Site, iri: str) -> Place | None:
    place = known(iri, site.settings.public_base_url)
    if place and place.endpoint in PACKAGED:
        return place
    rows = site.ask("kinds", thing=NamedNode(iri))
    base, _, fragment = iri.partition("#")
    file = by_base(site.engine, base)
    if file:
        published(site, file.slug)  # says why there is nothing to see
        return of_lab(file.slug, fragment, _classes(rows)) if rows else None
    machine = next((first_of((row["machine"],)) for row in rows if "machine" in row), "")
    return _place(site, machine) if machine else _existing(site, place, rows)


def _existing(site: Site, place: Place | None, rows: Rows) -> Place | None:
    """The place, if something is there: not every address that looks like one of ours was ever given."""
    if place is None or place.endpoint in _OWN:
        return place
    if "slug" in place.values:
        return place if source(site.engine, place.values["slug"]) else None
    return place if rows else None


def _classes(rows: Rows) -> list[str]:
    return [first_of((row["class"],)) for row in rows if "class" in row]
