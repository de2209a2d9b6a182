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
    root = Element(_name("office", "document-content"), {_name("office", "version"): "1.3"})
    _bold(SubElement(root, _name("office", "automatic-styles")))
    body = SubElement(SubElement(root, _name("office", "body")), _name("office", "spreadsheet"))
    for sheet in sheets:
        table = SubElement(body, _name("table", "table"), {_name("table", "name"): sheet.name})
        if sheet.note:
            _row(table, [sheet.note], language)
        if sheet.has_heads:
            _row(table, [column.head for column in sheet.columns], language, "head")
        for row in sheet.rows:
            _row(table, row, language)
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def _bold(styles: Element) -> None:
    style = SubElement(
        styles, _name("style", "style"), {_name("style", "name"): "head", _name("style", "family"): "table-cell"}
    )
    weight = f"{{{_ODF.format('xsl-fo-compatible')}}}font-weight"
    SubElement(style, _name("style", "text-properties"), {weight: "bold"})


def _row(table: Element, values: Sequence[Value | None], language: str, style: str = "") -> None:
    row = SubElement(table, _name("table", "table-row"))
    for value in values:
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
