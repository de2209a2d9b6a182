"""From records to a lab file: each in its place, and the cell behind each of its parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import ontology
from harvester.adapters.table.cells import Value, written
from harvester.adapters.table.columns import Column
from harvester.adapters.table.identifiers import Identifiers
from harvester.adapters.table.restored import restored
from harvester.adapters.table.rows import Cell, Read, Record
from harvester.adapters.table.subjects import LAB, Subject, known_terms, subjects
from harvester.adapters.table.values import day, hour, read
from harvester.names import FAB, SCHEMA
from harvester.pointers import step
from harvester.words import fold, slug

_FRANCE = frozenset({"fr", "fra", "france"})


@dataclass(slots=True)
class Built:
    """A lab file in the making, and where each part of it comes from."""

    document: dict[str, Any]
    places: dict[str, str] = field(default_factory=dict)


def build(found: Read) -> Built:
    """The lab file that the records make; what cannot be placed is said in `found`."""
    return _Builder(found).build()


class _Builder:
    """Puts each record in its place."""

    def __init__(self, found: Read) -> None:
        self.found = found
        language = _language(found.records)
        context: Any = [ontology.CONTEXT_URL, {"@language": "en"}] if language == "en" else ontology.CONTEXT_URL
        self.language = language
        self.built = Built({"@context": context, "@id": "#lab", "@type": "FabLab"})
        self.identifiers = Identifiers(found)

    def build(self) -> Built:
        ordered = sorted(self.found.records, key=lambda record: not record.subject.top)
        for record in ordered:
            self._put_record(record)
        return self.built

    # --- records ----------------------------------------------------------------------------------------------------

    def _put_record(self, record: Record) -> None:
        if record.subject == LAB:
            self._fill(self.built.document, "", record)
            return
        around = self._around(record)
        if around is None:
            self.found.say("G4-parent", record.subject.key, record.place)
            return
        node, pointer = self._place_in(*around, record)
        self.built.places.setdefault(pointer, _first(record).place)
        self._fill(node, pointer, record)

    def _around(self, record: Record) -> tuple[dict[str, Any], str] | None:
        """The thing that a record hangs under, with its pointer: the lab, or the one that a column names."""
        stated = record.special("parent")
        if stated is None:
            return (self.built.document, "") if record.subject.top else None
        cls, name = stated.column.parent, written(stated.value)
        identifier = self.identifiers.named(cls, name)
        key = next((subject.key for subject in subjects().values() if subject.cls == cls), "")
        node = self.built.document.get(key, {}).get(identifier) if identifier else None
        return (node, step(f"/{key}", identifier)) if node is not None and identifier else None

    def _place_in(self, node: dict[str, Any], pointer: str, record: Record) -> tuple[dict[str, Any], str]:
        """A new, empty node for a record."""
        subject = record.subject
        made: dict[str, Any] = {}
        here = step(pointer, subject.key)
        if subject.container == "id":
            identifier = self.identifiers.of(record)
            node.setdefault(subject.key, {})[identifier] = made
            made["@type"] = self._type(record)
            return made, step(here, identifier)
        if subject.type:
            made |= {"@id": self.identifiers.of(record), "@type": subject.type}
        if subject.container:
            several = node.setdefault(subject.key, [])
            several.append(made)
            return made, step(here, len(several) - 1)
        return node.setdefault(subject.key, made), here

    def _type(self, record: Record) -> str:
        """`Atelier` where the row says so, else the class of its kind."""
        stated = record.special("@type")
        wanted = fold(written(stated.value)) if stated else ""
        return next((key for key, words in _narrower(record.subject) if wanted in words), record.subject.type)

    # --- cells ------------------------------------------------------------------------------------------------------

    def _fill(self, node: dict[str, Any], pointer: str, record: Record) -> None:
        on = record.special("@date")
        for cell in record.cells:
            if cell.column.path:
                value = _on_day(cell, on) if on else self._whole(cell, record)
                self._put(node, pointer, Cell(cell.column, value, cell.place))
        if on and "debut" not in node and "start" not in node:
            start = ontology.keys()["debut"]
            self._put(node, pointer, Cell(Column((start,)), on.value, on.place))
        self._name_model(node)

    def _whole(self, cell: Cell, record: Record) -> Value:
        """The value, with the digits and signs that a spreadsheet took off it; that is said."""
        text = written(cell.value)
        whole = restored(cell.column.path[-1].iri, text, in_france=_in_france(record))
        if whole == text:
            return cell.value
        self.found.say("G4-number", text, cell.place, suggestion=whole)
        return whole

    def _put(self, node: dict[str, Any], pointer: str, cell: Cell) -> None:
        *outer, key = cell.column.path
        for around in outer:
            pointer = step(pointer, around.key)
            self.built.places.setdefault(pointer, cell.place)
            if "set" in around.container:
                held, pointer = node.setdefault(around.key, [{}])[0], step(pointer, 0)
            else:
                held = node.setdefault(around.key, {})
            if not isinstance(held, dict):  # another column wrote a text there
                self.found.say("G4-both", around.key, cell.place)
                return
            node = held
        if isinstance(node.get(key.key), dict) and "language" not in key.container:  # others wrote inside of it
            self.found.say("G4-both", key.key, cell.place)
            return
        value = read(key, cell.value)
        if key.kind == "link":
            value = self.identifiers.linked(key, value)
        self._say_in(node, key, value, cell.column.language)
        self.built.places[step(pointer, key.key)] = cell.place

    def _say_in(self, node: dict[str, Any], key: ontology.Key, value: Any, language: str) -> None:
        """Add to what the key holds: texts by language, and lists."""
        held = node.get(key.key)
        if language:
            texts = held if isinstance(held, dict) else {key.lang or self.language: held} if held else {}
            node[key.key] = {**texts, language: value}
        elif isinstance(held, dict):
            node[key.key] = {**held, key.lang or self.language: value}
        elif isinstance(held, list) and isinstance(value, list):
            node[key.key] = [*held, *value]
        else:
            node.setdefault(key.key, value)

    def _name_model(self, node: dict[str, Any]) -> None:
        """A model by its bare name gets its maker before it, as the network writes models: `trotec/speedy-400`."""
        for word, maker in (("modele", "marque"), ("model", "brand")):
            model, brand = node.get(word), node.get(maker) or node.get("marque") or node.get("brand")
            if isinstance(model, str) and not re.search(r"[#/]", model):
                if isinstance(brand, str) and slug(brand) and "://" not in brand:
                    node[word] = f"{slug(brand)}/{slug(model) or '1'}"
                else:
                    identifier = self.identifiers.new(f"modele-{slug(model) or 1}")
                    node[word] = {"@id": identifier, "@type": "ModeleMachine", "nom": {"@none": model}}


def _language(records: Iterable[Record]) -> str:
    """English when more of the headers are English than French."""
    spoken = [cell.column.path[-1].lang for record in records for cell in record.cells if cell.column.path]
    return "en" if spoken.count("en") > spoken.count("fr") else "fr"


def _in_france(record: Record) -> bool:
    """Whether a record says that it is of France, or has an Insee code and says no country."""
    said = {cell.column.path[-1].iri: written(cell.value) for cell in record.cells if cell.column.path}
    country = said.get(f"{SCHEMA}addressCountry", "fr" if f"{FAB}inseeCode" in said else "")
    return fold(country) in _FRANCE


def _first(record: Record) -> Cell:
    return next((cell for cell in record.cells if cell.column.path), record.cells[0])


def _on_day(cell: Cell, on: Cell) -> Value:
    """An hour in a column of its own belongs to the day in the column «date»."""
    key = cell.column.path[-1]
    found, at = day(on.value), hour(cell.value)
    if key.kind == "dateTime" and found and at and not day(cell.value):
        return f"{found.isoformat()} {at:%H:%M}"
    return cell.value


def _narrower(subject: Subject) -> Iterator[tuple[str, frozenset[str]]]:
    """Classes at or under the subject's: the key for `@type`, the words for it."""
    for term in known_terms().values():
        if term.is_class and (term.iri == subject.cls or subject.cls in term.classes):
            keys = [key.key for key in term.keys]
            if keys:
                yield keys[0], frozenset(fold(word) for word in (*keys, *term.label.values()))
