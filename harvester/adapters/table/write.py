"""Sheets written as CSV and as XLSX, with lists to choose from; ODS in a file of its own."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from harvester.adapters.table.cells import letters
from harvester.adapters.table.out import Out, as_text
from harvester.adapters.table.write_ods import write_ods

#: Rows below the examples in which a cell offers its list.
_OFFERED = 500
_SHADE = "FFE8EEF4"
_AS_TEXT = "@"


def write_csv(sheets: Sequence[Out], language: str) -> bytes:
    """The first sheet, as spreadsheet programs of that language open it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if language == "fr" else ",")
    writer.writerow([column.head for column in sheets[0].columns])
    writer.writerows([[as_text(value, language) for value in row] for row in sheets[0].rows])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Sequence[Out], language: str) -> bytes:
    """A workbook whose cells offer their lists, and are shown as people of that language write."""
    book = Workbook()
    book.remove(book.worksheets[0])
    where = _options(sheets[-1])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        first = _fill(page, sheet)
        _format(page, sheet, first, language)
        for number, column in enumerate(sheet.columns, 1):
            if column.options and not column.several:
                _offer(page, where[column.head], f"{letters(number)}{first}:{letters(number)}{first + _OFFERED}")
        for row, fact in enumerate(sheet.facts, first):
            if fact.options and not fact.several:
                _offer(page, where[fact.head], f"B{row}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _options(lists: Out) -> Mapping[str, str]:
    """Header → where the sheet of lists has its words."""
    found = {}
    for number, column in enumerate(lists.columns, 1):
        length = sum(row[number - 1] is not None for row in lists.rows)
        name = letters(number)
        found[column.head] = f"{quote_sheetname(lists.name)}!${name}$2:${name}${length + 1}"
    return found


def _fill(page: Worksheet, sheet: Out) -> int:
    """Write note, headers and rows; out: the first row below them."""
    if sheet.note:
        page.append([sheet.note])
        page["A1"].font = Font(italic=True)
    if sheet.has_heads:
        page.append([column.head for column in sheet.columns])
        for head, described in zip(page[page.max_row], sheet.columns, strict=True):
            head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=_SHADE)
            if described.told:
                head.comment = Comment(described.told, "fabcommons", width=320, height=120)
        page.freeze_panes = f"B{page.max_row + 1}"
    first = page.max_row + 1 if sheet.note or sheet.has_heads else 1
    for row in sheet.rows:
        page.append(list(row))
    for number, column in enumerate(sheet.columns, 1):
        widest = max([len(column.head), *(len(str(row[number - 1] or "")) for row in sheet.rows)])
        page.column_dimensions[letters(number)].width = min(max(widest + 3, 12), 60 if not sheet.has_heads else 34)
    if sheet.facts:
        _upright(page, first, len(sheet.rows))
    return first


def _format(page: Worksheet, sheet: Out, first: int, language: str) -> None:
    """Dates and times as they are written there; columns of digits that are no numbers as texts, to their end."""
    shown = {date: "dd/mm/yyyy" if language == "fr" else "yyyy-mm-dd", time: "hh:mm"}
    for row in page.iter_rows(min_row=first):
        for cell in row:
            cell.number_format = shown.get(type(cell.value), cell.number_format)
    for number, column in enumerate(sheet.columns, 1):
        if column.spelt:
            page.column_dimensions[letters(number)].number_format = _AS_TEXT
            for row in range(first, page.max_row + 1):
                page.cell(row, number).number_format = _AS_TEXT
    for row, fact in enumerate(sheet.facts, first):
        if fact.spelt:
            page.cell(row, 2).number_format = _AS_TEXT


def _upright(page: Worksheet, first: int, count: int) -> None:
    for row in range(first, first + count):
        page.cell(row, 1).font, page.cell(row, 1).fill = Font(bold=True), PatternFill("solid", fgColor=_SHADE)
        page.cell(row, 2).alignment = Alignment(horizontal="left")
        page.cell(row, 3).font = Font(italic=True, color="FF666666")


def _offer(page: Worksheet, source: str, cells: str) -> None:
    validation = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    page.add_data_validation(validation)
    validation.add(cells)


WRITERS: Mapping[str, Callable[[Sequence[Out], str], bytes]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "ods": write_ods,
}
