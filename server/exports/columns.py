"""What a column of an export is: its name, its meaning in two languages, the term behind it, how a cell is made."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

T = TypeVar("T")
Cell = str | int | float | bool | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: `term` names the property that fills it; `cell` takes the thing of a row and gives the value."""

    name: str
    cell: Callable[[T], Cell]
    term: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """The columns of an export, in order."""

    columns: Sequence[Column[T]]

    @property
    def names(self) -> list[str]:
        """The head of the table."""
        return [column.name for column in self.columns]

    def cells(self, thing: T) -> dict[str, Cell]:
        """A row: the value of each column, by name."""
        return {column.name: column.cell(thing) for column in self.columns}


def table(name: str, cells: Mapping[str, Callable[[T], Cell]]) -> Table[T]:
    """The table `name` of `columns.toml`, which says what each column means; `cells` says how it is made."""
    texts = _texts()[name]
    assert list(texts) == list(cells), f"columns.toml and the cells of {name} differ"
    return Table([Column(column, cells[column], **texts[column]) for column in texts])


@cache
def _texts() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(files("server.exports").joinpath("columns.toml").read_text("utf-8"))
