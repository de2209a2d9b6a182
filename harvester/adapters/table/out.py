"""Sheets to be written, and a value as the text of a cell."""

from dataclasses import dataclass
from datetime import date, time

from harvester.adapters.table.cells import Value


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column: its header, what it means, the words it takes (`several` of them, or one).

    `spelt`: what looks like a number is none (a postcode, a telephone), and its zeros and signs are kept.
    """

    head: str
    told: str = ""
    options: tuple[str, ...] = ()
    several: bool = False
    spelt: bool = False


@dataclass(frozen=True, slots=True)
class Out:
    """A sheet to write; `facts` are the columns of a sheet that stands upright, one a row."""

    name: str
    note: str
    columns: tuple[OutColumn, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    facts: tuple[OutColumn, ...] = ()

    @property
    def has_heads(self) -> bool:
        """Whether a row of headers stands above the others."""
        return any(column.head for column in self.columns)


def as_text(value: Value | None, language: str) -> str:
    """A value as people of that language type it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if language == "fr" else value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and language == "fr":
        return str(value).replace(".", ",")
    return "" if value is None else str(value)
