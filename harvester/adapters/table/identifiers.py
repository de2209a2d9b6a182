"""The identifiers of a table's rows: of the column `id`, else of the name; and names where links are expected."""

import re
from collections import defaultdict
from datetime import date
from typing import Any

import ontology
from harvester.adapters.table.cells import Value, written
from harvester.adapters.table.rows import Cell, Read, Record
from harvester.adapters.table.subjects import LAB, range_of
from harvester.adapters.table.values import day
from harvester.imports.fields import free
from harvester.words import fold, slug

_IDENTIFIER = re.compile(r"[^\s#<>\"{}|\\^`]+")
_HERE = frozenset({"lab", "lelab", "aulab", "fablab", "thelab", "surplace", "ici", "here"})


class Identifiers:
    """Knows what each record is called, and which record a name means."""

    def __init__(self, found: Read) -> None:
        self._found = found
        self._taken = {"lab"}
        self._of: dict[int, str] = {}
        self._named: dict[str, dict[str, str]] = defaultdict(dict)
        self._lab = next((_name(record) for record in found.records if record.subject == LAB), "")
        named = [record for record in found.records if record.subject.type and record.subject != LAB]
        for record in sorted(named, key=lambda record: record.special("id") is None):
            self._identify(record)

    def of(self, record: Record) -> str:
        """The identifier of a record, `#laser-1`."""
        return self._of[id(record)]

    def named(self, cls: str, name: str) -> str | None:
        """The identifier of the thing of a class that has that name."""
        return self._named[cls].get(fold(name))

    def new(self, wanted: str) -> str:
        """An identifier that nothing has."""
        return f"#{free(wanted, self._taken)}"

    def linked(self, key: ontology.Key, value: Any) -> Any:
        """A name where a link is expected → the identifier of the row that has it."""
        if isinstance(value, list):
            return [self.linked(key, item) for item in value]
        cls = range_of(key)
        if not isinstance(value, str) or value.startswith("#") or "://" in value:
            return value
        known = self._named.get(cls, {})
        if not key.vocab and key.key in ("lieu", "place") and fold(value) in _HERE | {fold(self._lab)}:
            return "#lab"
        if fold(value) in known:
            return known[fold(value)]
        return next((names[fold(value)] for names in self._named.values() if not cls and fold(value) in names), value)

    def _identify(self, record: Record) -> None:
        """The column `id`, else the name, with a word for its kind unless it is a machine: stable when rows move."""
        stated, name = record.special("id"), _name(record)
        text = written(stated.value).removeprefix("#") if stated else ""
        wanted = text if _IDENTIFIER.fullmatch(text) else slug(text)
        if not wanted:
            wanted = _made(record, name)
            if name and wanted in self._taken:
                self._found.say("G5-same-name", name, record.place, suggestion="id")
        identifier = self.new(wanted)
        self._of[id(record)] = identifier
        for word in (name, text):
            if word:
                self._named[record.subject.cls].setdefault(fold(word), identifier)


def _name(record: Record) -> str:
    wanted = ("nom", "name", "prenom", "firstName")
    return next(
        (written(cell.value) for cell in record.cells if cell.column.path and cell.column.path[-1].key in wanted), ""
    )


def _made(record: Record, name: str) -> str:
    """An identifier of the name; events of one name are told apart by their day."""
    kind = slug(record.subject.type)
    parts = [] if record.subject.key == "machines" and name else [kind]
    parts.append(slug(name) or str(record.row))
    starts = [cell.value for cell in record.cells if _is_start(cell)]
    parts += (
        [found.isoformat() for found in map(_day_of, starts) if found][:1] if record.subject.key == "agenda" else []
    )
    return "-".join(parts)


def _is_start(cell: Cell) -> bool:
    return cell.column.special == "@date" or (bool(cell.column.path) and cell.column.path[-1].key in ("debut", "start"))


def _day_of(value: Value) -> date | None:
    return day(value.split("T")[0].split(" ")[0] if isinstance(value, str) and not day(value) else value)
