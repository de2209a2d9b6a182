"""The few tags of an HTML page that matter here, found in one pass whatever the page is.

Source: HTML (https://html.spec.whatwg.org/multipage/parsing.html): comments and scripts hold no tags, character
references are not decoded in scripts.
"""

import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

#: The tags that are looked for unless others are asked for.
NAMES = ("script", "style", "template", "noscript", "title", "link", "input", "meta")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?|(>)""")
_WITH_TEXT = frozenset({"script", "style", "title"})
#: Any tag; and those that a head is made of: the first other one begins the body.
_ANY = re.compile(r"<!--|<([a-z][^\s/>]{0,63})(?=[\s/>])", re.IGNORECASE)
_OF_HEAD = frozenset({"", "html", "head", "meta", "title", "link", "base", "script", "style"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: its name and attributes in lower case, the text up to its end tag, where that text begins.

    `cut`: it is longer than the limit, and was not read to its end. A comment is a tag without a name.
    """

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    at: int = 0
    cut: bool = False


def tags(page: str, longest: int, names: Collection[str] = NAMES) -> Iterator[Tag]:
    """The comments and the tags of these names in a page, in order; never an error.

    In: the page, the characters of one tag that are read. Time grows with what is taken of them.
    """
    return _read(page, longest, re.compile(rf"<!--|<({'|'.join(names)})(?=[\s/>])", re.IGNORECASE))


def head(page: str, longest: int) -> Iterator[Tag]:
    """The comments and tags of a page before its body begins; the same."""
    return takewhile(lambda tag: tag.name in _OF_HEAD, _read(page, longest, _ANY))


def _read(page: str, longest: int, which: re.Pattern[str]) -> Iterator[Tag]:
    position = 0
    while found := which.search(page, position):
        if found[1] is None:
            position = _after(page, "-->", found.end())
            yield Tag("", {}, at=position)
            continue
        name = found[1].lower()
        attributes, position, cut = _attributes(page, found.end(), longest)
        text, start = "", position
        if name in _WITH_TEXT and not cut:
            position = _end(page, name, start)
            text = page[start:position]
        yield Tag(name, attributes, text, start, cut)


def _after(page: str, mark: str, position: int) -> int:
    found = page.find(mark, position)
    return len(page) if found < 0 else found + len(mark)


def _end(page: str, name: str, position: int) -> int:
    """Where the end tag begins; the end of the page when there is none."""
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(page, position)
    return found.start() if found else len(page)


def _attributes(page: str, position: int, longest: int) -> tuple[dict[str, str], int, bool]:
    """Attributes, where what follows begins, whether the limit came before the end of the tag."""
    window = page[position : position + longest]
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(window):
        if match[5]:
            return found, position + match.end(), False
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value))
    return found, position + len(window), True
