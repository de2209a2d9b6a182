"""`/sources/<slug>.atom`: what happens to a source, as an Atom feed (https://www.rfc-editor.org/rfc/rfc4287)."""

import hashlib
from xml.etree import ElementTree as Xml

from flask import Response, g
from flask_babel import gettext  # type: ignore[import-untyped]
from pyoxigraph import NamedNode

from harvester.clock import stamp
from harvester.desk import events
from harvester.names import lab_of
from harvester.registry import Source
from server.pages import filters, headers, memory
from server.pages.errors import Absent
from server.pages.language import chosen
from server.pages.rows import Values, clean, only
from server.pages.site import Site
from server.pages.telling.said import Told, told

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
Xml.register_namespace("", ATOM)


def feed(site: Site, slug: str) -> Response:
    """The feed of a source, in French or English."""
    source = existing(site, slug)
    found = [told(each, site.settings) for each in events.newest(site.engine, source.id, site.settings.feed_entries)]
    body = written(site, source, found)
    g.pop("page_tag", None)  # the tag of a page moves with the clock; a feed does not
    tag = hashlib.sha256(body).hexdigest()[:32]
    response = headers.unchanged(tag) or headers.tagged(
        Response(body, content_type=f"{MEDIA_TYPE}; charset=utf-8"), tag
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def existing(site: Site, slug: str) -> Source:
    """The source of that slug. Errors: Absent."""
    source = memory.source(site.engine, slug)
    if source is None:
        raise Absent(404, gettext("Aucune source n'est inscrite ici sous ce nom."))
    return source


def name_of(site: Site, source: Source) -> Values:
    """The name of a source's lab as it is published; nothing for one that is not."""
    if source.graph is None:
        return ()
    node = NamedNode(lab_of(source.base))
    return only(site.ask("lab_name", lab=node), "lab", node)["name"]


def written(site: Site, source: Source, found: list[Told]) -> bytes:
    """The feed as XML. In: its entries, newest first."""
    hub, lang = site.settings.public_base_url, chosen()
    page = f"{hub}/sources/{source.slug}"
    own = f"{page}.atom?lang={lang}"
    name = filters.plain(name_of(site, source)) or source.slug
    root = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": lang})
    _text(root, "id", own)
    _text(root, "title", gettext("%(name)s : ce qui arrive à sa fiche", name=name))
    _text(root, "updated", stamp(found[0].at if found else source.registered_at))
    _link(root, "self", own, MEDIA_TYPE)
    _link(root, "alternate", f"{page}?lang={lang}", "text/html")
    author = _under(root, "author")
    _text(author, "name", "fabcommons")
    _text(author, "uri", hub)
    for each in found:
        _entry(root, each, page, name)
    body: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: Xml.Element, each: Told, page: str, name: str) -> None:
    entry = _under(root, "entry")
    address = f"{page}?lang={chosen()}#event-{each.id}"
    _text(entry, "id", f"{page}#event-{each.id}")
    _text(entry, "title", gettext("%(name)s : %(what)s", name=name, what=each.title[:1].lower() + each.title[1:]))
    _text(entry, "updated", stamp(each.at))
    _text(entry, "published", stamp(each.at))
    _link(entry, "alternate", address, "text/html")
    category = _under(entry, "category")
    category.set("term", each.kind)
    lines = [*each.lines, *(f"• {filters.ours(s.message)} {filters.ours(s.hint)}" for s in each.findings)]
    _text(entry, "content", "\n".join(lines) or each.title)


def _under(parent: Xml.Element, name: str) -> Xml.Element:
    return Xml.SubElement(parent, f"{{{ATOM}}}{name}")


def _text(parent: Xml.Element, name: str, text: str) -> None:
    """Controls and non-characters are no XML, whatever wrote them (https://www.w3.org/TR/xml/#charsets)."""
    element = _under(parent, name)
    element.text = clean(text)


def _link(parent: Xml.Element, rel: str, href: str, kind: str) -> None:
    link = _under(parent, "link")
    link.set("rel", rel)
    link.set("href", href)
    link.set("type", kind)
