"""Whether a token is where it may be shown: in a JSON file, the head of a page, a list, DNS. Pure."""

import json
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from harvester.adapters.html import said_in
from harvester.adapters.markup import head
from harvester.adapters.received import DEFAULT, Limits
from harvester.names import FAB
from harvester.several import each, items

#: The keys of a lab's file that hold it, and the name of the `<meta>` of a page.
KEYS = ("jetonDeControle", "controlToken", "fab:controlToken", f"{FAB}controlToken")
META = "fabcommons"
WELL_KNOWN = "/.well-known/fabcommons"


def in_file(content: bytes, token: str, limits: Limits = DEFAULT) -> bool:
    """Whether the top of a JSON document says it, or of one in a script of a page, or a `<meta>` in a page's head.

    Not anywhere in the text: what visitors write on a page does not prove anything. In: the bytes, the token, how much
    of a page is searched.
    """
    try:
        return token in _said(json.loads(content))
    except (ValueError, RecursionError):
        said = [value for document in said_in(content, limits) for value in _said(document)]
        return token in said or token in _metas(content[: limits.page_head].decode("utf-8", "replace"), limits)


def in_list(content: bytes, token: str) -> bool:
    """Whether a line of a text is the token."""
    return token in (line.strip() for line in content.decode("utf-8", "replace").splitlines())


def in_texts(texts: list[str], token: str) -> bool:
    """Whether a TXT record is the token, alone or as `fabcommons=…`."""
    return any(text in (token, f"{META}={token}") for text in texts)


def well_known(prefix: str) -> str:
    """Where the origin of a prefix lists tokens."""
    parts = urlsplit(prefix)
    return f"{parts.scheme}://{parts.netloc}{WELL_KNOWN}"


def record(prefix: str) -> str:
    """The name whose TXT records show a token for the host of a prefix."""
    return f"_fabcommons.{urlsplit(prefix).hostname}"


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are on one origin."""
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.netloc.lower()) == (b.scheme, b.netloc.lower())


def _said(document: Any) -> list[Any]:
    """The values of our keys at the top of a document, or of the nodes of its graph."""
    if not isinstance(document, dict):
        return []
    nodes = [document, *items(document.get("@graph"))]
    values = [node.get(key) for node in nodes if isinstance(node, dict) for key in KEYS]
    return [found for value in values for found in each(value)]


def _metas(page: str, limits: Limits) -> list[str]:
    """The contents of our `<meta>` elements, up to where the body begins."""
    own = (tag.attributes for tag in islice(head(page, limits.page_tag), limits.page_tags) if tag.name == "meta")
    return [each.get("content", "").strip() for each in own if each.get("name", "").lower() == META]
