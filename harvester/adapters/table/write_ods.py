"""Sheets written as ODS, in its smallest form.

Source: OpenDocument 1.3 (https://docs.oasis-open.org/office/OpenDocument/v1.3/).
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, time
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from harvester.adapters.table.cells import Value
from harvester.adapters.table.out import Out, as_text

#: Values whose cells need a style to be shown as what they are.
_STYLES: Mapping[type, str] = {date: "date", time: "time"}
_ODF = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def write_ods(sheets: Sequence[Out], language: str) -> bytes:
    """A document of OpenDocument's smallest form."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind, zipfile.ZIP_STORED)  # first and plain: part 2, §3.3
        archive.writestr("META-INF/manifest.xml", _manifest(kind))
        archive.writestr("content.xml", _content(sheets, language))
    return content.getvalue()


def _name(space: str, name: str) -> str:
    return f"{{{_ODF.format(space)}}}{name}"


def _manifest(kind: str) -> bytes:
    register_namespace("manifest", _ODF.format("manifest"))
    root = Element(_name("manifest", "manifest"), {_name("manifest", "version"): "1.3"})
    for path, media in (("/", kind), ("content.xml", "text/xml")):
        described = {_name("manifest", "full-path"): path, _name("manifest", "media-type"): media}
        SubElement(root, _name("manifest", "file-entry"), described)
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def _content(sheets: Sequence[Out], language: str) -> bytes:
    for space in ("office", "table", "text", "style"):
        register_namespace(space, _ODF.format(space))
    register_namespace("fo", _ODF.format("xsl-fo-compatible"))
    register_namespace("number", _ODF.format("datastyle"))
    root = Element(_name("office", "document-content"), {_name("office", "version"): "1.3"})
    _styles(SubElement(root, _name("office", "automatic-styles")), language)
    body = SubElement(SubElement(root, _name("office", "body")), _name("office", "spreadsheet"))
    for sheet in sheets:
        _table(body, sheet, language)
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def _table(body: Element, sheet: Out, language: str) -> None:
    table = SubElement(body, _name("table", "table"), {_name("table", "name"): sheet.name})
    for column in sheet.columns:
        style = {_name("table", "default-cell-style-name"): "spelt"} if column.spelt else {}
        SubElement(table, _name("table", "table-column"), style)
    if sheet.note:
        _row(table, [sheet.note], language)
    if sheet.has_heads:
        _row(table, [column.head for column in sheet.columns], language, ["head"] * len(sheet.columns))
    for number, row in enumerate(sheet.rows):
        spelt = [False, sheet.facts[number].spelt] if sheet.facts else [column.spelt for column in sheet.columns]
        _row(table, row, language, [_styled(value, spelt[n : n + 1]) for n, value in enumerate(row)])


def _styled(value: Value | None, spelt: Sequence[bool]) -> str:
    """The style of a cell, by its column, else by its value; empty where it needs none."""
    return "spelt" if any(spelt) else _STYLES.get(type(value), "")


def _styles(styles: Element, language: str) -> None:
    """Heads in bold; dates and times shown as such: without a style, LibreOffice shows the number they are kept as."""
    bold = _style(styles, "head")
    weight = f"{{{_ODF.format('xsl-fo-compatible')}}}font-weight"
    SubElement(bold, _name("style", "text-properties"), {weight: "bold"})
    day = ("day", "/", "month", "/", "year") if language == "fr" else ("year", "-", "month", "-", "day")
    _shown(styles, "date", "date-style", day)
    _shown(styles, "time", "time-style", ("hours", ":", "minutes"))
    _shown(styles, "spelt", "text-style", ("text-content",))


def _style(styles: Element, name: str) -> Element:
    named = {_name("style", "name"): name, _name("style", "family"): "table-cell"}
    return SubElement(styles, _name("style", "style"), named)


def _shown(styles: Element, name: str, kind: str, parts: Sequence[str]) -> None:
    """A style of cells whose values are shown in these parts, one after another."""
    data = SubElement(styles, _name("datastyle", kind), {_name("style", "name"): f"{name}-data"})
    for part in parts:
        if part in "/-:":
            SubElement(data, _name("datastyle", "text")).text = part
        else:
            long = {} if part == "text-content" else {_name("datastyle", "style"): "long"}
            SubElement(data, _name("datastyle", part), long)
    _style(styles, name).set(_name("style", "data-style-name"), f"{name}-data")


def _row(table: Element, values: Sequence[Value | None], language: str, styles: Sequence[str] = ()) -> None:
    row = SubElement(table, _name("table", "table-row"))
    for number, value in enumerate(values):
        style = styles[number] if number < len(styles) else ""
        cell = SubElement(row, _name("table", "table-cell"), {_name("table", "style-name"): style} if style else {})
        if value is None:
            continue
        for name, stated in _typed(value).items():
            cell.set(_name("office", name), stated)
        SubElement(cell, _name("text", "p")).text = as_text(value, language)


def _typed(value: Value) -> Mapping[str, str]:
    if isinstance(value, date):
        return {"value-type": "date", "date-value": value.isoformat()}
    if isinstance(value, time):
        return {"value-type": "time", "time-value": f"PT{value:%HH%MM%SS}"}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"value-type": "float", "value": str(value)}
    return {"value-type": "string"}
