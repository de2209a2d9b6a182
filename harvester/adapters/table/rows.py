"""From sheets to records: which row holds the headers, what each further row is about, which cell says what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from harvester.adapters.table.cells import Sheet, Value, written
from harvester.adapters.table.columns import Column, column, nearest_header
from harvester.adapters.table.counted import FAULTS
from harvester.adapters.table.subjects import LAB, Subject, names, subjects, words
from harvester.report import Finding
from harvester.words import fold

#: Headers are looked for in so many rows: notes may stand above them.
_ABOVE = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says: the column's meaning, the value, where it stands."""

    column: Column
    value: Value
    place: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row, or the whole sheet of the lab: what it is about, what it says, where it stands."""

    subject: Subject
    cells: tuple[Cell, ...]
    place: str
    row: int

    def special(self, name: str) -> Cell | None:
        """The cell of a column that is no key, such as `id`."""
        return next((cell for cell in self.cells if cell.column.special == name), None)


@dataclass(slots=True)
class Read:
    """Records, and what there is to say of the sheets."""

    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, rule: str, value: str, place: str, **params: str) -> None:
        """Note a finding at a place of the spreadsheet."""
        where = {"place": place} if place else {}
        self.findings.append(Finding(rule, None, None, None, value, {"key": value, **where, **params}))


def read_sheets(sheets: list[Sheet]) -> Read:
    """The records of all sheets, in their order."""
    read = Read()
    for sheet in sheets:
        if sheet.rows and fold(sheet.name) not in _ignored():
            _read_sheet(sheet, read)
    return read


@cache
def _ignored() -> frozenset[str]:
    return frozenset(fold(name) for name in words()["ignored"]["names"])


def looks_like_ours(sheet: Sheet) -> bool:
    """Whether some row, or the first column, holds two headers at least that we know."""
    subject, row = _guessed(sheet)
    return _score(sheet.rows.get(row, {}), subject) > 1 or _upright(sheet) > 1


def _read_sheet(sheet: Sheet, read: Read) -> None:
    named = names().get(fold(sheet.name))
    subject, row = (named, _header(sheet, named)) if named else _guessed(sheet)
    if subject == LAB and _upright(sheet) > _score(sheet.rows.get(row, {}), LAB):
        read.records.append(_lab_sheet(sheet, read))
    elif not row or (not named and _score(sheet.rows[row], subject) < 2):
        read.say("G4-sheet", sheet.name, sheet.name or "A1")
    else:
        _read_rows(sheet, row, subject, read)


def _header(sheet: Sheet, subject: Subject) -> int:
    """The row with the most headers that we know; 0 when no row has any."""
    scores = {number: _score(cells, subject) for number, cells in islice(sheet.rows.items(), _ABOVE)}
    best = max(scores, key=lambda number: scores[number], default=0)
    return best if scores.get(best) else 0


def _score(cells: Mapping[int, Value], subject: Subject) -> int:
    return sum(column(written(value), subject.cls) is not None for value in cells.values() if isinstance(value, str))


def _guessed(sheet: Sheet) -> tuple[Subject, int]:
    """What a sheet without a telling name is about: the subject that knows the most of its headers."""
    best, where, most = LAB, 0, 0
    for subject in (*subjects().values(), LAB):
        if not subject.top:
            continue
        row = _header(sheet, subject)
        score = _score(sheet.rows.get(row, {}), subject)
        if score > most:
            best, where, most = subject, row, score
    return (LAB, where) if _upright(sheet) > most else (best, where)


def _upright(sheet: Sheet) -> int:
    """How many rows begin with a key of the lab and go on with its value."""
    return sum(_upright_column(cells) is not None for cells in sheet.rows.values())


def _upright_column(cells: Mapping[int, Value]) -> Column | None:
    first = min(cells)
    said = cells[first]
    return column(said, LAB.cls) if isinstance(said, str) and len(cells) > 1 and first <= 2 else None


def _lab_sheet(sheet: Sheet, read: Read) -> Record:
    """The sheet of the lab: a key, its value, and perhaps a remark for people, in each row."""
    cells: list[Cell] = []
    for row, held in sheet.rows.items():
        first = min(held)
        meant, value, place = _upright_column(held), held.get(first + 1), sheet.place(row, first + 1)
        if meant is not None and value is not None:
            cells += _cell(meant, value, place, read)
        elif meant is None and value is not None and len(cells) > 0:
            typed = written(held[first])
            read.say("G4-column", typed, sheet.place(row, first), suggestion=nearest_header(typed, LAB.cls))
    return Record(LAB, tuple(cells), sheet.place(1, 1), 1)


def _cell(meant: Column, value: Value, place: str, read: Read) -> Iterator[Cell]:
    if isinstance(value, str) and value.strip() in FAULTS:
        read.say("G4-formula", value.strip(), place)
    else:
        yield Cell(meant, value, place)


def _read_rows(sheet: Sheet, header: int, subject: Subject, read: Read) -> None:
    titles = {number: written(value) for number, value in sheet.rows[header].items()}
    kind = next((number for number, title in titles.items() if _is_kind(title, subject)), None)
    unknown = set(titles)
    for row, held in sheet.rows.items():
        if row <= header:
            continue
        about = _about(held.get(kind), sheet.place(row, kind), read) if kind else subject
        if about is not None:
            meanings = {number: column(titles[number], about.cls) for number in held if number in titles}
            unknown -= {number for number, meant in meanings.items() if meant is not None}
            _record(sheet, row, held, about, meanings, read)
    for number in sorted(unknown):
        if any(number in held for row, held in sheet.rows.items() if row > header) and number != kind:
            title = titles[number]
            read.say("G4-column", title, sheet.place(header, number), suggestion=nearest_header(title, subject.cls))


def _is_kind(title: str, subject: Subject) -> bool:
    meant = column(title, subject.cls)
    return meant is not None and meant.special == "kind"


def _about(said: Value | None, place: str, read: Read) -> Subject | None:
    """What a row of a mixed table is about."""
    about = names().get(fold(written(said))) if said is not None else None
    if about is None:
        read.say("G4-row", written(said) if said is not None else "…", place)
    return about


def _record(
    sheet: Sheet,
    row: int,
    held: Mapping[int, Value],
    about: Subject,
    meanings: Mapping[int, Column | None],
    read: Read,
) -> None:
    cells: list[Cell] = []
    for number, value in held.items():
        meant = meanings.get(number)
        if meant is not None and meant.special != "kind":
            cells += _cell(meant, value, sheet.place(row, number), read)
    if cells:
        read.records.append(Record(about, tuple(cells), sheet.place(row, min(held)), row))
