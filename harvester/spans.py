"""Where each part of a JSON text stands: JSON pointer → the place of its key and of its value.

Only what is on the way to a wanted pointer is looked into; the rest is passed over by the decoder of the standard
library, at its speed (docs/decisions.md, «Libraries»).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_HERE = 0  # in the tree of wanted pointers, whose steps are texts


def _nothing(_text: str) -> None:
    """Numbers are passed over: some are longer than Python reads."""


_decoder = json.JSONDecoder(parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in characters: [start, end) of the value; `key` is where its key starts, or its value if it has none."""

    key: int
    start: int
    end: int


def spans(text: str, pointers: Iterable[str]) -> Mapping[str, Span]:
    """Pointer → span, for the pointers that lead somewhere. In: a text that is JSON; else nothing is found."""
    found: dict[str, Span] = {}
    try:
        _note(text, whole(text), _tree(pointers), found)
    except (ValueError, RecursionError, IndexError):
        return {}
    return found


def whole(text: str) -> Span:
    """The span of the value that a text is. Errors: ValueError, RecursionError where it is none."""
    start = _skip(text, 0)
    end = _end(text, start)
    if _skip(text, end) != len(text):
        raise ValueError("more than one value")
    return Span(start, start, end)


def members(text: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Names (numbers in a list) and spans of what an object or a list holds; nothing for other values.

    Errors: ValueError, IndexError where the text is no JSON.
    """
    opened = text[span.start]
    at = _skip(text, span.start + 1)
    number = 0
    while opened in "{[" and text[at] not in "}]":
        key, name = at, str(number)
        if opened == "{":
            name, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)
        end = _end(text, at)
        yield name, Span(key, at, end)
        at, number = _skip(text, end), number + 1
        if text[at] == ",":
            at = _skip(text, at + 1)


def _tree(pointers: Iterable[str]) -> dict[Any, Any]:
    tree: dict[Any, Any] = {}
    for pointer in pointers:
        branch = tree
        for token in pointer.split("/")[1:]:
            branch = branch.setdefault(token.replace("~1", "/").replace("~0", "~"), {})
        branch[_HERE] = (*branch.get(_HERE, ()), pointer)
    return tree


def _note(text: str, span: Span, wanted: Mapping[Any, Any], found: dict[str, Span]) -> None:
    found.update(dict.fromkeys(wanted.get(_HERE, ()), span))
    below = {name: branch for name, branch in wanted.items() if name != _HERE}
    if below:
        for name, member in members(text, span):
            if name in below:
                _note(text, member, below[name], found)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _end(text: str, start: int) -> int:
    return _decoder.raw_decode(text, start)[1]
