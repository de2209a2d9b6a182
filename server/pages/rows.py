"""Rows gathered into records: one for each thing, with all its distinct values in each column."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from server.pages.ask import Row
from server.search.folding import folded
from server.store.task import Term

Values = tuple[Term, ...]

_LAST = [plane + end for plane in range(0x10000, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)]


@dataclass(frozen=True, slots=True)
class Record:
    """A thing and what the rows say of it; a column that no row fills is empty. Templates write `record.column`."""

    thing: Term
    columns: Mapping[str, Values]

    def __getitem__(self, column: str) -> Values:
        """The distinct values of a column, in the order of the rows."""
        return self.columns.get(column, ())

    @property
    def iri(self) -> str:
        """The IRI of the thing; empty for a blank node."""
        return self.thing.value if isinstance(self.thing, NamedNode) else ""


def gather(rows: Iterable[Row], key: str) -> list[Record]:
    """One record for each value of the column `key`, in order of appearance; rows without it are left out."""
    found: dict[Term, dict[str, dict[Term, None]]] = {}
    for row in rows:
        if key in row:
            columns = found.setdefault(row[key], {})
            for column, value in row.items():
                columns.setdefault(column, {})[value] = None
    return [Record(thing, {c: tuple(v) for c, v in columns.items()}) for thing, columns in found.items()]


def only(rows: Iterable[Row], key: str, thing: Term) -> Record:
    """The record of one thing, empty when no row speaks of it."""
    return next((record for record in gather(rows, key) if record.thing == thing), Record(thing, {}))


def first(values: Sequence[Term]) -> str:
    """The first value as the engine writes it, or nothing."""
    return next((value.value for value in values if isinstance(value, NamedNode | BlankNode | Literal)), "")


#: Controls, surrogates and non-characters: they have no place in a page.
_UNFIT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(map(chr, _LAST)) + "]"
)


def clean(text: str) -> str:
    """Without the characters that have no place in a page; lines stay."""
    return _UNFIT.sub(" ", text)


def best(values: Sequence[Term], lang: str) -> Literal | None:
    """The literal that a reader of `lang` wants: in that language, else in none, else in French, English, any."""
    literals = [value for value in values if isinstance(value, Literal)]
    wanted = dict.fromkeys((lang, "", "fr", "en"))
    order = {tag: place for place, tag in enumerate(wanted)}
    return min(literals, key=lambda literal: order.get(_primary(literal), len(order)), default=None)


def _primary(literal: Literal) -> str:
    return (literal.language or "").partition("-")[0].lower()


def alphabetical(text: str) -> tuple[str, str]:
    """A sorting key that ignores case and accents."""
    return folded(text), text
