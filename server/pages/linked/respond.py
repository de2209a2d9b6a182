"""One address, many formats: finds the thing, chooses the format, answers with the page or with the data."""

import hashlib
from collections.abc import Callable, Iterable

from flask import Response, g, request
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode, Quad

from server.pages import headers
from server.pages.ask import Quads
from server.pages.errors import Absent
from server.pages.holder import holder
from server.pages.language import chosen as language
from server.pages.linked.formats import HTML, asked, split
from server.pages.linked.thing import Thing, provenance
from server.pages.linked.write import UnwritableError, keeps_graphs, written
from server.pages.memory import by_base
from server.pages.site import Site
from server.sparql.formats import Format
from server.sparql.negotiate import Choice

Find = Callable[..., Thing]
Show = Callable[..., str]


def answer(site: Site, find: Find, show: Show, **values: str) -> Response:
    """The thing at this address, as the page or as data. Errors: Absent."""
    thing, values, extension = _found(site, find, values)
    request.view_args = dict(values)  # without the extension: addresses are made from it
    g.thing = thing
    choice = asked(extension, thing.formats)
    if choice is None:
        raise not_acceptable(thing.formats)
    return _page(site, show, values) if choice.format is HTML else _data(site, thing, choice)


def not_acceptable(offered: Iterable[Format]) -> Absent:
    """The sentence that lists what there is."""
    names = ", ".join(f"{each.media_type} (.{each.name})" for each in offered)
    return Absent(406, gettext("Cette adresse ne se donne pas dans ce format. Il y a : %(formats)s.", formats=names))


def _found(site: Site, find: Find, values: dict[str, str]) -> tuple[Thing, dict[str, str], Format | None]:
    """The thing, and its format if its address ends in one. A name that itself ends like a format wins."""
    g.negotiated = True
    extension = values.pop("extension", "")
    last = list(values)[-1] if values else ""
    name, format_ = split(f"x.{extension}") if extension else split(values.get(last, ""))
    if extension and format_ is None:
        raise Absent(404, gettext("Cette adresse ne mène à aucune page d'ici. Elle a peut-être changé."))
    if not extension and format_:
        try:
            return find(site, **values), values, None
        except Absent:
            values = {**values, last: name}
    thing = find(site, **values)
    if format_ and format_ not in thing.formats:
        raise not_acceptable(thing.formats)
    return thing, values, format_


def _page(site: Site, show: Show, values: dict[str, str]) -> Response:
    if holder(site):  # who sees more than others is never told «unchanged»
        return Response(show(site, **values), headers={"Content-Language": language()})
    tag = headers.tag(site)
    unchanged = headers.unchanged(tag)
    if unchanged:
        return unchanged
    g.page_tag = tag
    return Response(show(site, **values))


def _data(site: Site, thing: Thing, choice: Choice) -> Response:
    tag = _tag(
        site, choice
    )  # before the data: a generation may come between, and the tag of the older one is the safe one
    quads = thing.quads(site.ask)
    if not (quads or thing.text):
        gone = thing.source is not None and thing.source.gone_at is not None
        raise Absent(410 if gone else 404, gettext("Rien n'est publié à cette adresse."))
    g.data = True
    unchanged = headers.unchanged(tag)
    if unchanged:
        return unchanged
    response = Response(thing.text or _body(site, thing, quads, choice.format), content_type=choice.content_type)
    return headers.tagged(response, tag)


def _body(site: Site, thing: Thing, quads: Quads, format_: Format) -> bytes:
    everything = (*quads, *_provenance(site, quads)) if keeps_graphs(format_) else quads
    try:
        return written(dict.fromkeys(everything), _top(thing, quads), format_, language(), site.settings.jsonld_triples)
    except UnwritableError:
        rest = [each for each in thing.formats if each is not format_]
        raise not_acceptable(rest) from None


def _top(thing: Thing, quads: Quads) -> list[str]:
    """The nodes that stand at the top of a document: the thing, or all when it is a whole graph."""
    named = dict.fromkeys(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
    whole = thing.asked.graphs or thing.packaged
    return list(named) if whole else [thing.iri]


def _provenance(site: Site, quads: Quads) -> Iterable[Quad]:
    """Where the graphs that speak come from."""
    for graph in dict.fromkeys(quad.graph_name for quad in quads if isinstance(quad.graph_name, NamedNode)):
        source = by_base(site.engine, graph.value)
        if source:
            yield from site.ask.extract(provenance(source.base, source.slug, site.settings.public_base_url))


def _tag(site: Site, choice: Choice) -> str:
    """Data do not move with the clock, but for the day: some rules depend on it."""
    depends_on = (
        site.ask.stamp(), headers.release(), site.today(), choice.content_type, language(), request.full_path
    )  # fmt: skip
    return hashlib.sha256(repr(depends_on).encode()).hexdigest()[:32]
