"""What a page of the form is made of: fields with their names, pointers and values; nodes within nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.publish.model import Field
from server.publish.options import Option


@dataclass(frozen=True, slots=True)
class Tongue:
    """A text in one language: the name of its input, what it holds."""

    lang: str
    name: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A node shown within another: its fields; `blank` when the file does not have it yet."""

    name: str
    at: str
    leaves: tuple["Leaf", ...]
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with a page of its own: where it is, how it is called."""

    at: str
    title: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field of the page.

    `name` is its name in the form, `at` its JSON pointer in the document (other than the name in a blank row).
    `widget` is one of line, area, yes, date, time, moment, choice, choices, link, several, tongues, rows, node,
    entries, kept. `values` hold the texts shown (of a node, something when there is one); `options`, `tongues`, `rows`,
    `entries` what their widgets show.
    """

    field: Field
    name: str
    at: str
    widget: str
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    tongues: tuple[Tongue, ...] = ()
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Around:
    """What a page of the form depends on: the document, the language of the page, of its keys and of its plain texts;

    how many blank rows each group shows; the part of the form that is wanted (none: all of it).
    """

    document: Mapping[str, Any]
    lang: str
    keys: str
    tongue: str
    blanks: Mapping[str, int] = field(default_factory=dict)
    most: int = 50


def flat(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Every field of a page, those of rows too."""
    return [found for leaf in leaves for found in (leaf, *(each for row in leaf.rows for each in flat(row.leaves)))]
