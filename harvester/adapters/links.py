"""Where a page says that its lab file lies: a Link header, a `<link>`, or a link to a file `fablab.…` beside it. Pure.

Sources: RFC 8288 (https://www.rfc-editor.org/rfc/rfc8288), JSON-LD 1.1 «Alternate Document Location»
(https://www.w3.org/TR/json-ld11/#alternate-document-location).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urljoin, urlsplit

from harvester.adapters.markup import Tag, tags
from harvester.adapters.received import DEFAULT, Limits

_OURS = "w3id.org/fabcommons"
_JSON_LD = "application/ld+json"
_RELATIONS = frozenset({"alternate", "describedby"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = ("script", "style", "template", "a")
#: `fablab.ods`, or `fablab-2.ods` as websites name a second one, in a path or in a query.
_NAMED = re.compile(r"(?:[/=:]|%3A)fablab(?:[-_]\d{1,3})?\.(?:jsonld|json|csv|ods|xlsx)(?:[?&]|\Z)", re.IGNORECASE)
_VALUE = re.compile(r'<([^<>]{0,2000})>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]{0,500}"|[^\s",;]{0,500}))?)*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s",;]*)))?')


def linked(content_type: str, header: str, content: bytes, url: str, limits: Limits = DEFAULT) -> str | None:
    """The address of the lab file that a page points to, or None.

    In: Content-Type and Link as stated, the bytes, the page's address, how much of it is searched. A page that holds a
    lab file itself points nowhere else, unless its server says so; a link in the text counts where the head has none.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json"):
        return None
    stated = next(_stated(header[:8192]), None)
    if stated is None and kind in _HTML:
        page = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
        stated = None if _OURS in page else _in_page(page[: limits.page_head], url, limits)
    return _absolute(url, stated) if stated else None


def _stated(header: str) -> Iterator[str]:
    for match in _VALUE.finditer(header):
        parameters = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(match[2])}
        if _is_ours(parameters):
            yield match[1].strip()


def _in_page(page: str, url: str, limits: Limits) -> str | None:
    found = islice(tags(page, limits.page_tag), limits.page_tags)
    return next(pointing(found), None) or _in_text(islice(tags(page, limits.page_tag, _TEXT), limits.page_tags), url)


def pointing(found: Iterable[Tag]) -> Iterator[str]:
    """The addresses that tags of a page state for its lab's file."""
    links = (tag.attributes for tag in found if tag.name == "link" and not tag.cut)
    return (link["href"].strip() for link in links if _is_ours(link) and link.get("href"))


def _in_text(read: Iterable[Tag], url: str) -> str | None:
    """The one file called `fablab` that the page links to on its own origin: what visitors link to is elsewhere."""
    links = (_absolute(url, tag.attributes.get("href", "").strip()) for tag in read if tag.name == "a")
    found = {link for link in links if link and _NAMED.search(link) and _origin(link) == _origin(url)}
    return found.pop() if len(found) == 1 else None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _is_ours(said: Mapping[str, str]) -> bool:
    relations = set(said.get("rel", "").lower().split())
    return bool(relations & _RELATIONS) and said.get("type", "").partition(";")[0].strip().lower() == _JSON_LD


def _absolute(url: str, stated: str) -> str | None:
    try:
        return urljoin(url, stated).partition("#")[0]
    except ValueError:
        return None
