"""ODS, read as a stream: visible sheets, values of formulas, repeated cells and rows within the limits.

Source: OpenDocument 1.3, part 3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/), §9 and §19.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from harvester.adapters.received import Limits
from harvester.adapters.table.cells import Sheet, Value
from harvester.adapters.table.counted import Counted
from harvester.adapters.table.unpack import opened
from harvester.errors import DocumentError

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DURATION = re.compile(r"PT(\d{1,4})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")

_Row = tuple[int, list[tuple[int, Value | None]]]


def read_ods(content: bytes, limits: Limits) -> list[Sheet]:
    """The visible sheets of a document. Errors: DocumentError F1-…."""
    with opened(content, limits) as archive:
        names = set(archive.namelist())
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise DocumentError("G1-locked")
        if "content.xml" not in names:
            raise DocumentError("G1-damaged", value="content.xml")
        counted = Counted(limits)
        try:
            with archive.open("content.xml") as file:
                return [counted.sheet(name, rows) for name, rows in _Reader(file, limits).tables()]
        except (SyntaxError, ValueError, LookupError, OverflowError) as error:  # ParseError is a SyntaxError
            raise DocumentError("G1-damaged", value=type(error).__name__) from error


class _Reader:
    """One pass over `content.xml`; what was read is thrown away at once."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self._events = iterparse(file, ("start", "end"))  # noqa: S314 - `unpack` refused document types
        self._limits = limits
        self._hidden: set[str] = set()

    def tables(self) -> Iterator[tuple[str, Iterator[_Row]]]:
        """Each visible sheet: its name, its rows; the rows are read before the next sheet is asked for."""
        style = ""
        for event, element in self._events:
            if event == "start" and element.tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name", "")
            elif event == "start" and element.tag == f"{_STYLE}table-properties":
                self._hidden |= {style} if element.get(f"{_TABLE}display") == "false" else set()
            elif event == "start" and element.tag == f"{_TABLE}table":
                rows = self._rows(element)
                if element.get(f"{_TABLE}style-name") not in self._hidden:
                    yield element.get(f"{_TABLE}name", ""), rows
                for _ in rows:
                    pass

    def _rows(self, table: Element) -> Iterator[_Row]:
        number, column, cells = 1, 1, list[tuple[int, Value | None]]()
        for event, element in self._events:
            if event == "start":
                continue
            if element.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                times, value = _count(element, "columns"), _value(element)
                if value is not None:
                    last = min(column + times, self._limits.table_columns + 2)
                    cells += [(place, value) for place in range(column, last)]
                column += times
                element.clear()
            elif element.tag == f"{_TABLE}table-row":
                times = _count(element, "rows")
                for again in range(min(times, self._limits.table_rows + 1) if cells else 0):
                    yield number + again, cells
                number, column, cells = number + times, 1, []
                element.clear()
            elif element is table:
                element.clear()
                return


def _count(element: Element, what: str) -> int:
    stated = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(stated[:9]) if stated.isdecimal() else 1


def _value(cell: Element) -> Value | None:
    """The value of a cell by its type; a text otherwise."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value", ""))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        stated = cell.get(f"{_OFFICE}date-value", "")
        return datetime.fromisoformat(stated) if "T" in stated else date.fromisoformat(stated)
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", ""))
    paragraphs = ["".join(paragraph.itertext()) for paragraph in cell.iterfind(f"{_TEXT}p")]
    return cell.get(f"{_OFFICE}string-value") or "\n".join(paragraphs) or None


def _time(stated: str) -> Value:
    """An hour of the day, or a length of time when it is longer than one."""
    found = _DURATION.fullmatch(stated)
    if found is None:
        return stated
    hours, minutes, seconds = map(int, found.groups())
    if hours < 24 and minutes < 60 and seconds < 60:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
