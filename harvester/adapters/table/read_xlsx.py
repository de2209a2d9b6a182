"""XLSX by openpyxl, row by row: visible sheets, values of formulas, dates and times as such."""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from harvester.adapters.received import Limits
from harvester.adapters.table.cells import Sheet, Value
from harvester.adapters.table.counted import Counted
from harvester.adapters.table.unpack import opened
from harvester.errors import DocumentError

_LAST_ROW = 1_048_576


def read_xlsx(content: bytes, limits: Limits) -> list[Sheet]:
    """The visible sheets of a workbook. Errors: DocumentError F1-…."""
    opened(content, limits).close()
    counted = Counted(limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles it leaves out
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return [counted.sheet(str(sheet.title), _rows(sheet, limits.table_columns)) for sheet in sheets]
    except DocumentError:
        raise
    except MemoryError as error:
        raise DocumentError("G1-cells", value=str(limits.table_cells)) from error
    except Exception as error:  # hostile XML breaks openpyxl in any way: it was made for Excel's own
        raise DocumentError("G1-damaged", value=type(error).__name__) from error


def _rows(sheet: Any, columns: int) -> Iterator[tuple[int, Iterator[tuple[int, Value | None]]]]:
    """Every row there is: what the sheet says of its own size may be wrong."""
    rows = sheet.iter_rows(min_row=1, max_row=_LAST_ROW, min_col=1, max_col=columns + 1, values_only=True)
    for number, row in enumerate(rows, 1):
        yield number, enumerate(row, 1)
