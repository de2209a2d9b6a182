"""What templates use to tell facts one by one and to link any IRI: one value, made for each page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import g
from pyoxigraph import NamedNode

from server.pages import labels, links
from server.pages.described import of_dataset
from server.pages.embedded import Json
from server.pages.language import chosen
from server.pages.linked import facts as telling
from server.pages.linked.about import alternates
from server.pages.linked.addresses import address, page_of, resource
from server.pages.linked.facts import Fact, Value
from server.pages.linked.resolver import Place
from server.pages.linked.said import Said, voices
from server.pages.linked.thing import Thing
from server.pages.rows import Values, clean
from server.pages.site import Site

#: Facts told on a page; the rest is in the data.
MOST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """The facts about a thing and, by graph, who says them."""

    facts: list[Fact]
    voices: Mapping[str, Said]
    more: int


def told(site: Site) -> Told:
    """The facts about the thing of this page."""
    thing: Thing = g.thing
    quads = thing.quads(site.ask)
    rows = () if thing.packaged else site.ask("values", thing=NamedNode(thing.iri))
    found = telling.facts(quads, thing.iri, rows, chosen())
    return Told(found[:MOST], voices(site, found[:MOST]), max(0, len(found) - MOST))


def dataset(site: Site, name: Values) -> Json:
    """The whole graph of this page, for search engines."""
    files = {f"{site.settings.public_base_url}{path}": each.media_type for each, path in alternates()}
    thing: Thing = g.thing
    return of_dataset(thing.iri, name, files)


def known_as(value: Value) -> str:
    """What a term of ours, a concept or a class is called; nothing for the rest."""
    if labels.concept(value.iri):
        return labels.label(value.iri, chosen())
    return telling.label(value.iri, chosen()) if value.iri in telling.declared() else ""


def page(site: Site, value: Value) -> str:
    """Where a value leads within the hub; nothing for what the dataset does not tell of."""
    thing: Thing | None = g.get("thing")
    found = page_of(value.iri, site.settings.public_base_url, thing, value.classes)
    return found or (resource(value.iri) if value.name or value.classes else "")


def term(iri: str) -> str:
    """Where a property is explained, if it is one of ours."""
    return page_of(iri, "") if iri in telling.declared() else ""


def context(site: Site) -> Mapping[str, Callable[..., object]]:
    """All of it, by the name that templates use."""
    return {
        "told": lambda: told(site),
        "alternates": alternates,
        "known_as": known_as,
        "dataset": lambda name=(): dataset(site, name),
        "known_page": lambda iri: page_of(iri, site.settings.public_base_url),
        "short_of": lambda iri: clean(links.short(iri)),
        "page_of_value": lambda value: page(site, value),
        "page_of_term": term,
        "page_of": lambda iri: page_of(iri, site.settings.public_base_url) or resource(iri),
        "thing_page": _within,
    }


def _within(endpoint: str, slug: str, iri: str) -> str:
    fragment = links.fragment(iri)
    return address(Place(endpoint, {"slug": slug, "thing": fragment})) if slug and fragment else ""
