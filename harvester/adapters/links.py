"""Where a page says that its lab file lies: a Link header, or a `<link>` in its head. Pure and bounded.

Sources: RFC 8288 (https://www.rfc-editor.org/rfc/rfc8288), JSON-LD 1.1 «Alternate Document Location»
(https://www.w3.org/TR/json-ld11/#alternate-document-location).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urljoin

from harvester.adapters.markup import Tag, tags
from harvester.adapters.received import DEFAULT, Limits

_OURS = "w3id.org/fabcommons"
_JSON_LD = "application/ld+json"
_RELATIONS = frozenset({"alternate", "describedby"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_VALUE = re.compile(r'<([^<>]{0,2000})>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"[^"]{0,500}"|[^\s",;]{0,500}))?)*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s",;]*)))?')


def linked(content_type: str, header: str, content: bytes, url: str, limits: Limits = DEFAULT) -> str | None:
    """The address of the lab file that a page points to, or None.

    In: Content-Type and Link as stated, the bytes, the page's address, how much of it is searched. A page that holds a
    lab file itself points nowhere else, unless its server says so.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json"):
        return None
    stated = next(_stated(header[:8192]), None)
    if stated is None and kind in _HTML:
        stated = _in_head(content, limits)
    return _absolute(url, stated) if stated else None


def _stated(header: str) -> Iterator[str]:
    for match in _VALUE.finditer(header):
        parameters = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(match[2])}
        if _is_ours(parameters):
            yield match[1].strip()


def _in_head(content: bytes, limits: Limits) -> str | None:
    page = content.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if _OURS in page:
        return None
    return next(pointing(islice(tags(page[: limits.page_head], limits.page_tag), limits.page_tags)), None)


def pointing(found: Iterable[Tag]) -> Iterator[str]:
    """The addresses that tags of a page state for its lab's file."""
    links = (tag.attributes for tag in found if tag.name == "link" and not tag.cut)
    return (link["href"].strip() for link in links if _is_ours(link) and link.get("href"))


def _is_ours(said: Mapping[str, str]) -> bool:
    relations = set(said.get("rel", "").lower().split())
    return bool(relations & _RELATIONS) and said.get("type", "").partition(";")[0].strip().lower() == _JSON_LD


def _absolute(url: str, stated: str) -> str | None:
    try:
        return urljoin(url, stated).partition("#")[0]
    except ValueError:
        return None
