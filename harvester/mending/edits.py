"""Edits of a text: replace a value, rename a key, insert or remove a member. Pure; the text around stays as it is."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from harvester.mending.draft import Draft

_BLANKS = re.compile(r"[ \t\n\r]*\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` to `end` give way to `text`."""

    start: int
    end: int
    text: str


Edits = tuple[Edit, ...]


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def written(value: Any) -> str:
    """A value as JSON, as a volunteer would type it."""
    return json.dumps(value, ensure_ascii=False)


def replace(draft: Draft, pointer: str, value: Any) -> Edits:
    """Another value at a pointer."""
    span = draft.span(pointer)
    return (Edit(span.start, span.end, written(value)),) if span else ()


def swap(draft: Draft, one: str, other: str) -> Edits:
    """The values of two pointers change places, as they are written."""
    first, second = draft.span(one), draft.span(other)
    if first is None or second is None:
        return ()
    texts = [draft.text[span.start : span.end] for span in (first, second)]
    return Edit(first.start, first.end, texts[1]), Edit(second.start, second.end, texts[0])


def rename(draft: Draft, pointer: str, key: str) -> Edits:
    """Another key for the member at a pointer; nothing when its object has that key already."""
    parent = pointer.rpartition("/")[0]
    span = draft.span(pointer)
    if span is None or span.key == span.start or key in (draft.value(parent) or {}):
        return ()
    end = scanstring(draft.text, span.key + 1, False)[1]
    return (Edit(span.key, end, written(key)),)


def insert(draft: Draft, pointer: str, key: str, value: Any) -> Edits:
    """A member at the end of the object at a pointer; an item if it is a list (`key` is not used)."""
    span, held = draft.span(pointer), draft.members(pointer)
    if span is None:
        return ()
    text = written(value) if draft.text[span.start] == "[" else f"{written(key)}: {written(value)}"
    if not held:
        return (Edit(span.start + 1, span.end - 1, text),)
    last = held[-1][1]
    blanks = _BLANKS.search(draft.text, span.start, last.key)
    gap = blanks[0] if blanks and "\n" in blanks[0] else " "
    return (Edit(last.end, last.end, f",{gap}{text}"),)


def remove(draft: Draft, pointer: str, names: Sequence[str]) -> Edits:
    """Members (or items) of the object or list at a pointer go, each with the comma that parted it from the others."""
    held = draft.members(pointer)
    going = [number for number, (name, _) in enumerate(held) if name in names]
    if going and len(going) == len(held):
        return (Edit(held[0][1].key, held[-1][1].end, ""),)
    return tuple(_without(held, number, going) for number in going)


def _without(held: Sequence[tuple[str, Any]], number: int, going: Sequence[int]) -> Edit:
    """With the comma after it; with the one before it where only others that go follow."""
    span = held[number][1]
    if all(later in going for later in range(number, len(held))):
        return Edit(held[number - 1][1].end, span.end, "")
    return Edit(span.key, held[number + 1][1].key, "")
