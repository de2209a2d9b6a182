"""Spreadsheets made to harm, or beyond the limits: a clear outcome each, within time and memory."""

import io
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from adapters_kit import BASE, PROFILE, judged, ods, sentences, xlsx

from harvester.adapters.received import Limits
from harvester.judge import Profile, judge
from harvester.report import Outcome

CONTENT = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
SMALL = Limits(unpacked_bytes=200_000, table_rows=20, table_columns=10, table_cells=60)
HEAD = ["Nom", "Type de machine"]


def zipped(members: Mapping[str, bytes], *, encrypted: bool = False) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    if not encrypted:
        return content.getvalue()
    return content.getvalue().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one member changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({n: change(archive.read(n)) if n == name else archive.read(n) for n in archive.namelist()})


def sheet(*rows: list[object]) -> list[dict[str, object]]:
    return [{"name": "Machines", "rows": [HEAD, *rows]}]


ONE = xlsx(sheet(["Laser", "laser-co2"]))
ODS = ods(sheet(["Laser", "laser-co2"]))
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = (
    b"<?xml version='1.0'?><!DOCTYPE x ["
    + b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    + b"]>"
)


def with_entities(text: bytes) -> bytes:
    return ENTITIES + text.partition(b"?>")[2]


BAD: Mapping[str, tuple[bytes, str]] = {
    "an old .xls, or one with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "G1-locked"),
    "an encrypted archive": (zipped({"xl/workbook.xml": b"x"}, encrypted=True), "G1-locked"),
    "an ODS with a password": (
        zipped({"META-INF/manifest.xml": b"<manifest:encryption-data/>", "content.xml": b"\x93\x01"}), "G1-locked"
    ),
    "a word processor's file": (zipped({"word/document.xml": b"<x/>"}), "G1-format"),
    "half a file": (ONE[: len(ONE) // 2], "G1-damaged"),
    "a file with a wrong byte": (
        ONE.replace(b"PK\x03\x04", b"PK\x03\x05", 3).replace(b"PK\x03\x05", b"PK\x03\x04", 1), "G1-damaged"),
    "no workbook inside": (zipped({"xl/workbook.xml": b"<not/>"}), "G1-damaged"),
    "entities that multiply, XLSX": (changed(ONE, SHEET, with_entities), "G1-damaged"),
    "entities that multiply, ODS": (changed(ODS, "content.xml", with_entities), "G1-damaged"),
    "entities in UTF-16": (
        changed(ONE, SHEET, lambda text: with_entities(text).decode().encode("utf-16")), "G1-damaged"),
    "not XML": (changed(ODS, "content.xml", lambda _text: b"<a><b>"), "G1-damaged"),
    "a number that is none": (changed(ODS, "content.xml", lambda text: text.replace(
        b'value-type="string"', b'value-type="float" office:value="many"')), "G1-damaged"),
    "a quotation mark left open": (b'Quoi;Nom\nlab;"' + b"x" * 200_000, "G1-damaged"),
    "a bomb": (zipped({"xl/workbook.xml": b"<x/>", SHEET: b" " * 300_000}), "G1-unpacked"),
    "too many rows": (xlsx(sheet(*[["a", "b"]] * 25)), "G1-rows"),
    "too many rows, ODS": (ods(sheet(*[["a", "b"]] * 25)), "G1-rows"),
    "too many rows, CSV": (b"Quoi;Nom\n" + b"machine;x\n" * 1_000_000, "G1-rows"),
    "one row a million times": (changed(ODS, "content.xml", lambda text: text.replace(
        b"<table:table-row>", b'<table:table-row table:number-rows-repeated="999999999">')), "G1-rows"),
    "one cell a million times": (changed(ODS, "content.xml", lambda text: text.replace(
        b"<table:table-cell ", b'<table:table-cell table:number-columns-repeated="999999999" ')), "G1-columns"),
    "too many columns": (xlsx(sheet(["x"] * 11)), "G1-columns"),
    "too many cells": (xlsx(sheet(*[["x"] * 7] * 10)), "G1-cells"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_bad_is_refused_with_its_reason(name: str) -> None:
    content, rule = BAD[name]
    kind = "text/csv" if content[:4] == b"Quoi" else ""
    started = time.perf_counter()
    verdict = judge(content, BASE, replace(PROFILE, limits=SMALL), content_type=kind)
    assert (verdict.outcome, [finding.rule for finding in verdict.findings]) == (Outcome.REJECTED, [rule])
    assert not any("{?" in sentence for sentence in sentences(verdict.findings[0]))
    assert time.perf_counter() - started < 5


def test_far_cells_cost_nothing() -> None:
    """A workbook of 5 kB whose last cell is the last there can be: dense readers would need 400 GB."""
    far = changed(ONE, SHEET, lambda text: text.replace(
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'))  # fmt: skip
    assert [m for m in judged(far).document.decode().split('"') if m == "#laser"]


@pytest.mark.parametrize("limits", [{"table_rows": 4}, {"table_cells": 12}, {"table_columns": 3}])
def test_limits_are_settings(limits: dict[str, int]) -> None:
    content = xlsx(sheet(*[["a", "laser-co2", "x", "y"]] * 5))
    assert judged(content).outcome == Outcome.REJECTED  # the lab has no name
    assert not [f for f in judged(content).findings if f.rule.startswith("G1")]
    strict = Profile(PROFILE.today, limits=Limits(**limits))
    assert [f.rule for f in judge(content, BASE, strict).findings] == [
        f"G1-{next(iter(limits)).removeprefix('table_')}"
    ]


@pytest.mark.parametrize(
    ("limits", "rule"), [({"unpacked_bytes": 1000}, "G1-unpacked"), ({"unpacked_members": 5}, "G1-members")]
)
def test_size_once_unpacked_is_a_setting(limits: dict[str, int], rule: str) -> None:
    strict = Profile(PROFILE.today, limits=Limits(**limits))
    said = judge(ONE, BASE, strict).findings
    assert [(f.rule, f.params.get("value")) for f in said] == [(rule, str(*limits.values()))]


@pytest.mark.parametrize("head", ["Modèle;Site web", "Site web;Modèle", "Propriétaire;E-mail"])
def test_of_two_columns_that_want_one_place_the_second_is_told_of(head: str) -> None:
    verdict = judged(f"Quoi;Nom;Type de machine;{head}\nmachine;La laser;laser-co2;SP-400;https://a.example\n".encode())
    assert "La laser" in verdict.document.decode()
    assert [finding.params["place"] for finding in verdict.findings if finding.rule == "G4-both"] == ["E2"]
    assert all(not sentence.count("{?") for finding in verdict.findings for sentence in sentences(finding))


#: What begins like something else, or is something else, is never taken for a table or a page.
OTHERS: Mapping[str, tuple[bytes, str]] = {
    "a lab file called a table": (b'{"@context": "x", "nom": "a,b,c"}', "text/csv"),
    "a lab file called a page": (b' \n{"@context": "x"}', "text/html"),
    "a broken lab file": (b'"nom": "a", "etat": "b"', "application/ld+json"),
    "a calendar": (b"BEGIN:VCALENDAR\r\nNAME;LANGUAGE=fr:Nom;Etat\r\n", "text/calendar"),
    "a manifest in YAML": (b"title: Laser, type, nom\nnom: x\n", "text/plain"),
    "a manifest in TOML": (b'name = "x"\ntype = "y"\n', "text/plain"),
    "a feed": (b"<?xml version='1.0'?><feed><title>x</title></feed>", "application/atom+xml"),
    "any text": (b"Bonjour, tout le monde ;\nil fait beau ; oui, oui\n", "text/plain"),
    "nothing": (b"", "text/plain"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_others_are_left_alone(name: str) -> None:
    assert judged(*OTHERS[name]).kind in ("", "json-ld")
