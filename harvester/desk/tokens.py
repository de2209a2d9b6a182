"""Whether a token is where it may be shown: in a JSON file, the head of a page, a list, DNS. Pure."""

import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from harvester.names import FAB
from harvester.several import each, items

#: The keys of a lab's file that hold it, and the name of the `<meta>` of a page.
KEYS = ("jetonDeControle", "controlToken", "fab:controlToken", f"{FAB}controlToken")
META = "fabcommons"
WELL_KNOWN = "/.well-known/fabcommons"


def in_file(content: bytes, token: str) -> bool:
    """Whether the top of a JSON document says it, or a `<meta name="fabcommons">` in the head of a page.

    Not anywhere in the text: what visitors write on a page does not prove anything.
    """
    try:
        return token in _said(json.loads(content))
    except (ValueError, RecursionError):
        return token in _Metas.of(content.decode("utf-8", "replace"))


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


class _Metas(HTMLParser):
    """The contents of our `<meta>` elements, up to where the body begins."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._over = False

    @classmethod
    def of(cls, text: str) -> list[str]:
        parser = cls()
        parser.feed(text)
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._over = self._over or tag not in ("html", "head", "meta", "title", "link", "base", "script", "style")
        if tag == "meta" and not self._over and (given.get("name") or "").lower() == META:
            self.found.append((given.get("content") or "").strip())
