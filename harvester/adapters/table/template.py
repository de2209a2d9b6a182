"""The templates: spreadsheets to fill in, with headers, examples and lists of words from the vocabulary."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import ontology
from harvester.adapters.table.cells import Value
from harvester.adapters.table.columns import column
from harvester.adapters.table.out import Out, OutColumn
from harvester.adapters.table.subjects import LAB, known_terms, subjects
from harvester.adapters.table.write import WRITERS

NAMES = ("lab", "machines", "events")
LANGUAGES = ("fr", "en")
FORMATS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_UNITS = {"MilliM": "mm", "W": "W", "DAY": "", "HR": ""}


def template(name: str, language: str, form: str, today: date) -> bytes:
    """A spreadsheet to fill in.

    In: one of NAMES, of LANGUAGES, of FORMATS; the day of the download, by which examples are dated. Out: its bytes.
    """
    sheets = [_sheet(key, language, today) for key in _stated()["templates"][name]]
    head, told = _stated()["head"], _stated()["readme"][language]
    if form == "csv":
        return WRITERS[form]([_mixed(sheets, _stated()["templates"][name], head["what"][language], language)], language)
    readme = Out(head["readme"][language], "", (OutColumn(""),), tuple((line,) for line in told))
    return WRITERS[form]([*sheets, readme, _lists(sheets, head["lists"][language])], language)


def sheet_names(name: str, language: str) -> list[str]:
    """The sheets to be filled in of a template. In: one of NAMES, of LANGUAGES."""
    return [_stated()["sheets"][key]["name"][language] for key in _stated()["templates"][name]]


@cache
def _stated() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "template.toml").read_text(encoding="utf-8"))


def _sheet(subject: str, language: str, today: date) -> Out:
    stated = _stated()["sheets"][subject]
    names = list(stated["columns"])
    columns = tuple(_column(subject, name, language) for name in names)
    rows = tuple(tuple(_example(row.get(name), name, language, today) for name in names) for row in stated["rows"])
    out = Out(stated["name"][language], stated["note"][language], columns, rows)
    return out if subject != "lab" else _upright(out)


def _upright(sheet: Out) -> Out:
    """The lab's own sheet: a key, its value and what it means in each row."""
    rows = tuple((col.head, value, col.told) for col, value in zip(sheet.columns, sheet.rows[0], strict=True))
    return Out(sheet.name, sheet.note, (OutColumn(""), OutColumn(""), OutColumn("")), rows, sheet.columns)


def _column(subject: str, name: str, language: str) -> OutColumn:
    head = _stated()["head"]
    special = head.get(f"{subject}.{name}") or head.get(name)
    if name.startswith("@"):
        return OutColumn(special[language])
    key = _in(language, ontology.keys()[name])
    term = known_terms()[key.iri]
    label = special[language] if special else _label(key, subject, language)
    options = tuple(c.labels[language] for c in ontology.schemes()[key.scheme].concepts.values()) if key.scheme else ()
    told = (key.comment or term.comment).get(language, "")
    return OutColumn(label, told, options, several="set" in key.container, spelt=key.kind == "string")


def _label(key: ontology.Key, subject: str, language: str) -> str:
    """The term's label where it leads back to the key, with its unit; else the key."""
    cls = LAB.cls if subject == "lab" else subjects()[subject].cls
    term = known_terms()[key.iri]
    unit = _UNITS.get(term.unit.rpartition("/")[2], "")
    label = term.label[language]
    label = f"{label[0].upper()}{label[1:]}{f' ({unit})' if unit else ''}"
    meant = column(label, cls)
    return (
        label
        if meant and meant.path and meant.path[-1].iri == key.iri and meant.path[-1].lang in (language, "")
        else key.key
    )


def _in(language: str, key: ontology.Key) -> ontology.Key:
    return key if key.lang in (language, "") or not key.twin else ontology.keys()[key.twin]


def _example(stated: Any, name: str, language: str, today: date) -> Value | None:
    if not isinstance(stated, dict):
        return stated if stated is not True else {"fr": "oui", "en": "yes"}[language]
    if "day" in stated:
        return today + timedelta(days=stated["day"])
    if "hour" in stated:
        return time.fromisoformat(stated["hour"])
    if codes := [*stated.get("codes", ()), *([stated["code"]] if "code" in stated else ())]:
        concepts = ontology.schemes()[ontology.keys()[name].scheme]
        return ", ".join(concept.labels[language] for code in codes if (concept := concepts.find(code)))
    text: str = stated[language]
    return text


def _mixed(sheets: list[Out], keys: list[str], what: str, language: str) -> Out:
    """One table of everything: a column says what each row is."""
    heads = list(dict.fromkeys(col.head for sheet in sheets for col in (sheet.facts or sheet.columns)))
    rows: list[tuple[Value | None, ...]] = []
    for sheet, key in zip(sheets, keys, strict=True):
        columns = sheet.facts or sheet.columns
        given = [tuple(row[1] for row in sheet.rows)] if sheet.facts else sheet.rows
        for row in given:
            said = dict(zip((col.head for col in columns), row, strict=True))
            rows.append((_kind(key, language), *(said.get(head) for head in heads)))
    return Out("", "", tuple(map(OutColumn, (what, *heads))), tuple(rows))


def _kind(key: str, language: str) -> str:
    """What the column «quoi» says of a row."""
    if key == "lab":
        return "lab"
    subject = subjects()[key]
    label = known_terms()[subject.cls].label[language] if subject.cls in known_terms() else ""
    return label or _in(language, ontology.keys()[key]).key


def _lists(sheets: list[Out], name: str) -> Out:
    """The words that are known, a column for each list that a sheet uses."""
    columns = {col.head: col.options for sheet in sheets for col in (sheet.facts or sheet.columns) if col.options}
    longest = max(map(len, columns.values()), default=0)
    rows = tuple(
        tuple(options[n] if n < len(options) else None for options in columns.values()) for n in range(longest)
    )
    return Out(name, "", tuple(OutColumn(head) for head in columns), rows)


def all_files() -> Iterator[tuple[str, str]]:
    """Each template and format, as their addresses have them."""
    return ((name, form) for name in NAMES for form in FORMATS)
