"""The comment lines of a dump: who speaks in it, under which licence, and whom to credit. Pure.

What a lab wrote stands in them, so nothing in it may end a line. https://www.w3.org/TR/n-quads/#grammar-production-EOL
"""

import unicodedata
from collections.abc import Iterable

from server.store.dump.card import Card
from server.store.dump.licences import code

#: Separators of lines and paragraphs, controls, surrogates, private and unassigned characters, directions of writing.
_UNFIT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LONGEST, _LONGEST_NAME = 2000, 200
NO_LICENCE = "aucune licence indiquée / no licence stated"


def head(name: str, generation: str, hub: str, lines: Iterable[str]) -> bytes:
    """The head of one dump file: what it is, then a line a source."""
    opening = (
        f"{name}, génération / generation {generation}, {hub}",
        "Chaque source parle sous sa propre licence ; créditez-la comme elle le demande.",
        "Each source speaks under its own licence; credit it as it asks.",
    )
    return "".join(f"{_comment(text)}\n" for text in (*opening, *lines)).encode()


def source_line(slug: str, base: str, card: Card) -> str:
    """`gier: La Fabrique du Gier <https://…> | licence: etalab-2.0 | attribution: …`."""
    licences = ", ".join(map(code, card.licences)) or NO_LICENCE
    name = (card.name or slug)[:_LONGEST_NAME]
    return f"{slug}: {name} <{base}> | licence: {licences} | attribution: {attribution(slug, base, card)}"


def attribution(slug: str, base: str, card: Card) -> str:
    """The credit that a source asks for; else its name and address, which every licence is content with."""
    return "; ".join(card.credits) or f"{(card.name or slug)[:_LONGEST_NAME]}, {base}"


def comment(text: str) -> bytes:
    """One comment line of N-Quads or Turtle."""
    return f"{_comment(text)}\n".encode()


def _comment(text: str) -> str:
    plain = "".join(" " if unicodedata.category(c) in _UNFIT else c for c in text)
    return f"# {plain[:_LONGEST]}"
