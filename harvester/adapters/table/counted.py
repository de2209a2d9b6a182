"""Counts what a spreadsheet holds while it is read, and stops at the limits."""

from collections.abc import Iterable, Iterator

from harvester.adapters.received import Limits
from harvester.adapters.table.cells import Sheet, Value
from harvester.errors import DocumentError

#: What formulas give that failed.
FAULTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ERROR!"})


class Counted:
    """Takes rows, gives a sheet. Errors: DocumentError G1-rows, G1-columns, G1-cells."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._left = limits, limits.table_cells

    def sheet(self, name: str, rows: Iterable[tuple[int, Iterable[tuple[int, Value | None]]]]) -> Sheet:
        """A sheet of these rows; each is its number and its cells, a cell its column and value."""
        found: dict[int, dict[int, Value]] = {}
        for number, cells in rows:
            held = dict(self._held(cells))
            if held:
                found[number] = held
            if len(found) > self._limits.table_rows:
                raise DocumentError("G1-rows", value=str(self._limits.table_rows))
        return Sheet(name, found)

    def _held(self, cells: Iterable[tuple[int, Value | None]]) -> Iterator[tuple[int, Value]]:
        for column, value in cells:
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            if column > self._limits.table_columns:
                raise DocumentError("G1-columns", value=str(self._limits.table_columns))
            self._left -= 1
            if self._left < 0:
                raise DocumentError("G1-cells", value=str(self._limits.table_cells))
            yield column, value
