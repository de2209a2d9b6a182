"""Addresses of pages in templates and redirects: from an IRI, or from a place that the resolver found."""

from collections.abc import Collection

from flask import request, url_for

from server.pages.linked.resolver import Place, known, of_lab
from server.pages.linked.thing import Thing
from server.sparql.formats import Format


def address(place: Place) -> str:
    """The path of a page, with its anchor."""
    endpoint = place.endpoint if "." in place.endpoint else f"pages.{place.endpoint}"
    return url_for(endpoint, **place.values, _anchor=place.anchor or None)  # type: ignore[arg-type]


def resource(iri: str) -> str:
    """The address that finds the page of an IRI."""
    return url_for("pages.resource", iri=iri)


def page_of(iri: str, hub: str, thing: Thing | None = None, classes: Collection[str] = ()) -> str:
    """The page of an IRI as far as the IRI itself tells, or its classes if it is of the thing's own file; else ""."""
    source = thing.source if thing else None
    if source and classes and iri.startswith(f"{source.base}#"):
        return address(of_lab(source.slug, iri.removeprefix(f"{source.base}#"), classes))
    place = known(iri, hub)
    return address(place) if place else ""


def of_format(format_: Format) -> str:
    """The address of this very page in another format."""
    values = dict(request.view_args or {})
    last = list(values)[-1] if values else ""
    if last:
        values[last] = f"{values[last]}.{format_.name}"
    else:
        values["extension"] = format_.name
    return url_for(str(request.endpoint), **values)
