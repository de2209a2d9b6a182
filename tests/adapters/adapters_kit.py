"""Samples of what labs already have, and workbooks built from tables."""

import io
import json
from datetime import date, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from harvester.adapters.table.out import Out, OutColumn
from harvester.adapters.table.write_ods import write_ods
from harvester.judge import Profile, judge
from harvester.report import Finding, Verdict, as_json

HERE = Path(__file__).parent
BASE = "https://check.example/"
PROFILE = Profile(date(2026, 11, 26))
MEDIA_TYPES = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".tsv": "text/plain",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def samples() -> list[Path]:
    """Files that have their report beside them; workbooks are built of tables (`sheets_of`)."""
    files = (path for path in HERE.glob("*/*") if path.suffix not in (".json", ".jsonld"))
    return sorted(path for path in files if path.with_suffix(".report.json").exists())


def judged(content: bytes, media_type: str = "") -> Verdict:
    return judge(content, BASE, PROFILE, content_type=media_type)


def said(finding: Finding) -> dict[str, Any]:
    """A finding as an expectation writes it: its place in what came, as far as it has one."""
    told = {"severity": finding.severity, "rule": finding.rule, "pointer": finding.pointer}
    told |= {name: finding.params.get(name) for name in ("place", "line")}
    return {name: value for name, value in told.items() if value is not None}


def sentences(finding: Finding) -> list[str]:
    told = as_json(finding)
    return [*told["message"].values(), *told["hint"].values()]


def sheets_of(path: Path) -> list[dict[str, Any]]:
    """Sheets of a sample; `{"day": …}` and `{"hour": …}` are dates and times."""
    sheets: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    for sheet in sheets:
        sheet["rows"] = [[_value(value) for value in row] for row in sheet["rows"]]
    return sheets


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["day"]) if "day" in value else time.fromisoformat(value["hour"])
    return value


def xlsx(sheets: list[dict[str, Any]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet["name"])
        page.sheet_state = "hidden" if sheet.get("hidden") else "visible"
        for number, row in enumerate(sheet["rows"], 1):
            for column, value in enumerate(row, 1):
                page.cell(number, column).value = value
    book.save(content)
    return content.getvalue()


def ods(sheets: list[dict[str, Any]]) -> bytes:
    """Without the hidden sheets, which our writer has no need of."""
    out = [
        Out(sheet["name"], "", tuple(OutColumn("") for _ in range(20)), tuple(map(tuple, sheet["rows"])))
        for sheet in sheets
        if not sheet.get("hidden")
    ]
    return write_ods(out, "fr")
