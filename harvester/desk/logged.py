"""From a log book to the statements that hold beside the lab's file: which of the two is the newer one. Pure.

A file states the state of a machine at the moment when its entry last changed, or on the day of its `miseAJour` if that
is later; a log book does so at the moment of its entry. The newer statement holds (docs/decisions.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pyoxigraph as ox

from harvester.desk.logbook import Entry
from harvester.names import FAB, RDF_TYPE, SCHEMA, XSD, lab_of
from harvester.words import codes
from ontology import VOCAB

#: What a log book says in the place of the file.
REPLACED = (f"{FAB}status", f"{FAB}statusSince")
_UTC = ZoneInfo("UTC")
_ENDED = "http://www.w3.org/ns/prov#endedAtTime"
_MODIFIED = "http://purl.org/dc/terms/modified"
_COUNTER = {"fr": "Compteur : {hours} h.", "en": "Counter: {hours} h."}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a published file says that matters here.

    `machines` and `entities` are IRIs; `changed` says when the entry of a machine last changed; `updated` is the day of
    `miseAJour`; `kept` the time at which the file as it is was kept (all times UTC without offset).
    """

    base: str
    machines: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    changed: Mapping[str, datetime] = field(default_factory=dict)
    updated: date | None = None
    kept: datetime = datetime.min
    zone: ZoneInfo = _UTC

    def since(self, machine: str) -> datetime:
        """The moment of which the file's statement on a machine is."""
        midnight = _utc(datetime.combine(self.updated, time(), self.zone)) if self.updated else datetime.min
        return max(self.changed.get(machine, datetime.min), min(midnight, self.kept))


def record_of(base: str, number: int) -> str:
    """The IRI of a log book's record."""
    return f"{base}#journal-{number}"


def holding(entries: Iterable[Entry], stated: Stated) -> list[ox.Triple]:
    """The triples of a log book that hold beside the file. In: its entries in any order, what the file says."""
    valid = [e for e in entries if e.withdrawn_at is None and e.machine in stated.machines]
    newest: dict[str, Entry] = {}
    for entry in sorted((e for e in valid if e.kind == "state"), key=lambda e: (e.at, e.id)):
        newest[entry.machine] = entry
    states = [e for e in newest.values() if e.at >= stated.since(e.machine)]
    records = [e for e in valid if e.kind == "record" and record_of(stated.base, e.id) not in stated.entities]
    found = [*(t for e in states for t in _state(e, stated)), *(t for e in records for t in _record(e, stated.base))]
    return list(dict.fromkeys(found))


def _state(entry: Entry, stated: Stated) -> Iterator[ox.Triple]:
    code = str(entry.value.get("status", ""))
    if code not in codes("status"):
        return
    day = entry.at.replace(tzinfo=UTC).astimezone(stated.zone).date()
    machine = ox.NamedNode(entry.machine)
    yield ox.Triple(machine, ox.NamedNode(REPLACED[0]), ox.NamedNode(f"{VOCAB}status/{code}"))
    yield ox.Triple(machine, ox.NamedNode(REPLACED[1]), _typed(day.isoformat(), "date"))


def _record(entry: Entry, base: str) -> Iterator[ox.Triple]:
    record, value = ox.NamedNode(record_of(base, entry.id)), entry.value
    yield ox.Triple(ox.NamedNode(entry.machine), ox.NamedNode(f"{FAB}maintenanceRecord"), record)
    yield ox.Triple(record, ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{FAB}MaintenanceRecord"))
    yield ox.Triple(record, ox.NamedNode(_ENDED), _typed(str(value["done"]), "dateTime"))
    if value.get("task"):
        yield ox.Triple(record, ox.NamedNode(f"{FAB}fulfils"), ox.NamedNode(str(value["task"])))
    words = said(value)
    if words:
        lang = str(value.get("lang") or "fr")
        yield ox.Triple(record, ox.NamedNode(f"{SCHEMA}description"), ox.Literal(words, language=lang))


def said(value: Mapping[str, object]) -> str:
    """The words of an intervention, with what the counter showed."""
    counter = _COUNTER.get(str(value.get("lang")), _COUNTER["fr"])
    hours = counter.format(hours=value["hours"]) if value.get("hours") else ""
    return " ".join(filter(None, (str(value.get("words") or ""), hours)))


def _typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def read(graph: bytes, base: str, zone: ZoneInfo) -> Stated:
    """What the N-Quads of a file's graph say; the times come from the change log."""
    lab = ox.NamedNode(lab_of(base))
    machines, entities = set(), set()
    updated: date | None = None
    for quad in ox.parse(graph, ox.RdfFormat.N_QUADS):
        if isinstance(quad.subject, ox.NamedNode):
            entities.add(quad.subject.value)
        if quad.subject != lab:
            continue
        if quad.predicate.value == f"{FAB}hasMachine" and isinstance(quad.object, ox.NamedNode):
            machines.add(quad.object.value)
        elif isinstance(quad.object, ox.Literal):
            updated = _day(quad.object.value) if quad.predicate.value == _MODIFIED else updated
            zone = _zone(quad.object.value, zone) if quad.predicate.value == f"{FAB}timeZone" else zone
    return Stated(base, frozenset(machines & entities), frozenset(entities), updated=updated, zone=zone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _zone(name: str, default: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return default


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
