"""What a spreadsheet is for us: sheets of cells that hold something, and how a cell is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | datetime | date | time | timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that its publisher sees: row → column → value, both counted from 1; empty cells and rows are left out.

    `name` is empty where there is but one sheet and it has no name (CSV).
    """

    name: str
    rows: Mapping[int, Mapping[int, Value]] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """«Machines, C4»; «C4» in a sheet without a name."""
        cell = f"{letters(column)}{row}"
        return f"{self.name}, {cell}" if self.name else cell


def letters(column: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def written(value: Value) -> str:
    """A value as a text: whole numbers without a point, white space around it gone."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).strip()
