"""A document as its author typed it: its text, what it says, where each part of it stands, its language."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

import ontology
from harvester.pointers import follow
from harvester.spans import Span, members, spans

_KEYS_HEARD = 5000  # enough to tell a language


class Draft:
    """A text that edits are made to; offsets count its characters, without the byte order mark.

    In: the bytes, the day it is, the pointers that will be asked for (asking for others works, and costs more).
    """

    def __init__(self, content: bytes, today: date, pointers: Iterable[str] = ()) -> None:
        self.content, self.today = content, today
        self.text = content.decode("utf-8-sig", errors="replace")
        self.document = _read(self.text)
        self.lang = language(self.document)
        self._spans = dict(spans(self.text, {"", *pointers}))
        self._members: dict[str, list[tuple[str, Span]]] = {}

    def span(self, pointer: str) -> Span | None:
        """Where a pointer leads; None: nowhere."""
        if pointer not in self._spans:
            self._spans |= spans(self.text, [pointer])
        return self._spans.get(pointer)

    def value(self, pointer: str) -> Any:
        """What the document says there."""
        return follow(self.document, pointer)

    def members(self, pointer: str) -> list[tuple[str, Span]]:
        """Names and spans of what stands in an object or a list."""
        if pointer not in self._members:
            span = self.span(pointer)
            self._members[pointer] = list(members(self.text, span)) if span else []
        return self._members[pointer]

    @cached_property
    def words(self) -> frozenset[str]:
        """Every key of the document, at any depth: identifiers are among them."""
        return frozenset(_keys(self.document))

    def key(self, iri: str) -> str:
        """The key that this document would use for a property."""
        return ontology.key_for(iri, self.lang)

    def line(self, offset: int) -> int:
        """The line of an offset; 1 is the first."""
        return self.text.count("\n", 0, offset) + 1


def language(document: Any) -> str:
    """The language of a document's keys: `fr` or `en`; French when nothing tells."""
    heard = [key for key, _ in zip(_keys(document), range(_KEYS_HEARD), strict=False)]
    return ontology.language_of(heard)


def _keys(value: Any) -> Iterator[str]:
    """Keys at every depth, without recursion: a document may be nested as deeply as Python reads."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            yield from current
            waiting += current.values()
        elif isinstance(current, list):
            waiting += current


def _read(text: str) -> Any:
    """What a text says, numbers that are too long and constants that JSON lacks passed over; None for no JSON."""
    try:
        return json.loads(text, parse_int=_number)
    except (ValueError, RecursionError):
        return None


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < 300 else None
