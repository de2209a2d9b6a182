"""Text tables: comma, semicolon or tab; UTF-8, with or without its mark, UTF-16, or as Excel in French writes them.

Source: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180).
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from harvester.adapters.received import DEFAULT, Limits
from harvester.adapters.table.cells import Sheet
from harvester.adapters.table.counted import Counted
from harvester.errors import DocumentError

_DELIMITERS = (";", ",", "\t")
_LOOKED_AT = 50


def read_csv(content: bytes, limits: Limits) -> tuple[Sheet, bool]:
    """One sheet without a name, and whether its encoding had to be guessed. Errors: DocumentError F1-…."""
    text, guessed = decoded(content)
    rows = ((number, enumerate(row, 1)) for number, row in enumerate(_rows(text), 1))
    return Counted(limits).sheet("", rows), guessed


def first_rows(content: bytes) -> Sheet:
    """The first rows of what may be a text table. Errors: DocumentError."""
    text, _ = decoded(content[: 16 * 1024])
    rows = ((number, enumerate(row, 1)) for number, row in enumerate(islice(_rows(text), _LOOKED_AT), 1))
    return Counted(DEFAULT).sheet("", rows)


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether it was read as Windows wrote it once."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), False
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut in the middle of a character
            return content.decode("utf-8-sig", errors="ignore"), False
        return content.decode("cp1252", errors="replace"), True


def _rows(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        yield from reader
    except csv.Error as error:  # a field of more than 128 KiB, most often because a quotation mark is not closed
        raise DocumentError("G1-damaged", value=str(error), line=str(reader.line_num)) from error


def _delimiter(text: str) -> str:
    """The one that cuts the first lines into the most columns, equally many in most lines."""
    return max(_DELIMITERS, key=lambda mark: _regular(text[: 64 * 1024], mark))


def _regular(text: str, mark: str) -> int:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        widths = Counter(len(line) for line in islice(lines, _LOOKED_AT) if len(line) > 1)
    except csv.Error:
        return 0
    return max(((width - 1) * times for width, times in widths.items()), default=0)
