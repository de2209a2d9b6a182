"""A spreadsheet: one sheet of anything, or sheets «Lab», «Machines», «Agenda», «Horaires» … (docs/adapters/table.md).

bytes → sheets (`read_csv`, `read_xlsx`, `read_ods`) → records (`rows`, `columns`) → a lab file (`build`, `values`)
"""

import io
import json
import zipfile

from harvester.adapters.received import Adapted, Received
from harvester.adapters.table.build import build
from harvester.adapters.table.cells import Sheet
from harvester.adapters.table.read_csv import first_rows, read_csv
from harvester.adapters.table.read_ods import read_ods
from harvester.adapters.table.read_xlsx import read_xlsx
from harvester.adapters.table.rows import looks_like_ours, read_sheets
from harvester.adapters.table.subjects import LAB
from harvester.errors import DocumentError
from harvester.report import Finding

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = frozenset({"text/csv", "application/csv", "text/tab-separated-values", "text/comma-separated-values"})
_ANYTHING = frozenset({"", "text/plain", "application/octet-stream", "application/vnd.ms-excel", "binary/octet-stream"})
_NOT_TABLES = (b"{", b"[", b'"@', b"<", b"BEGIN:", b"---", b"%")


class Table:
    """The adapter of spreadsheets."""

    name = "table"

    def recognises(self, received: Received) -> bool:
        """By the first bytes; a text by its media type, or by headers that we know."""
        start = received.content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
        if start.startswith((_ZIP, _OLE)):
            return True
        if start.startswith(_NOT_TABLES) or not start:
            return False
        return received.media_type in _TEXT or (received.media_type in _ANYTHING and _is_table(received.content))

    def adapt(self, received: Received, base: str) -> Adapted:
        """The lab file of a spreadsheet. Errors: DocumentError G1-…."""
        sheets, said = _sheets(received)
        found = read_sheets(sheets)
        if not found.records:
            raise DocumentError("G1-empty", value=", ".join(sheet.name for sheet in sheets)[:100] or "…")
        if not any(record.subject == LAB for record in found.records):
            found.say("G2-lab", "Lab", "")
        built = build(found)
        content = json.dumps(built.document, ensure_ascii=False).encode("utf-8", "replace")
        return Adapted(content, self.name, (*said, *found.findings), built.places, cells=True)


def _is_table(content: bytes) -> bool:
    if b"\0" in content[:1024] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    try:
        return looks_like_ours(first_rows(content))
    except DocumentError:
        return False


def _sheets(received: Received) -> tuple[list[Sheet], tuple[Finding, ...]]:
    content, limits = received.content, received.limits
    if content.startswith(_OLE):
        raise DocumentError("G1-locked")
    if not content.startswith(_ZIP):
        sheet, guessed = read_csv(content, limits)
        return [sheet], (Finding("G3-encoding", None, None, None, "Windows-1252"),) if guessed else ()
    inside = _inside(content)
    if "xl/workbook.xml" in inside:
        return read_xlsx(content, limits), ()
    if "content.xml" in inside:
        return read_ods(content, limits), ()
    raise DocumentError("G1-format", value=", ".join(sorted(inside))[:100] or "ZIP")


def _inside(content: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except Exception as error:  # a damaged archive breaks `zipfile` in a dozen ways
        raise DocumentError("G1-damaged", value=type(error).__name__) from error
