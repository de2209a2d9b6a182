"""A lab's file with what its log book says written into it, as a volunteer would have typed it. Pure."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import ontology
from harvester.desk.logbook import Entry
from harvester.desk.logged import record_of, said
from harvester.names import FAB
from harvester.pointers import tokens
from harvester.resolve import resolve
from harvester.several import each

#: Keys of a log book in a file, French and English: the state, since when, the interventions and what they say.
_KEYS = {
    "fr": ("etat", "etatDepuis", "interventions", "tacheRealisee", "faitLe", "constat"),
    "en": ("status", "statusSince", "maintenanceLog", "taskDone", "doneOn", "findings"),
}
_TERMS = (f"{FAB}status", f"{FAB}statusSince", f"{FAB}maintenanceRecord")
_CONTEXT = "https://w3id.org/fabcommons/context/v1"


def merged(document: Mapping[str, Any], base: str, entries: Iterable[Entry], zone: ZoneInfo) -> dict[str, Any]:
    """The file with the entries of its log book that hold; machines that it does not describe are left out.

    In: the parsed file, its base IRI, entries that are not withdrawn (of states, the newest of each machine). Errors:
    DocumentError for a file that cannot be read as a lab's.
    """
    found = copy.deepcopy(dict(document))
    nodes = resolve(found, base, zone, 64).nodes
    lang = "en" if "name" in found and "nom" not in found else "fr"
    for entry in sorted(entries, key=lambda each: each.id):
        machine = _at(found, nodes.get(entry.machine))
        if machine is not None:
            _write(machine, entry, base, lang)
    return found


def journal(base: str, entries: Iterable[Entry], zone: ZoneInfo) -> dict[str, Any]:
    """The log book alone, as a lab file that says nothing else."""
    entries = list(entries)
    machines: dict[str, Any] = {f"#{each.machine.partition('#')[2]}": {} for each in entries}
    empty = {"@context": _CONTEXT, "@id": "#lab", "@type": "FabLab", "machines": machines}
    return merged(empty, base, entries, zone) if entries else empty


def _at(document: Any, pointer: str | None) -> dict[str, Any] | None:
    """The object at a JSON pointer."""
    if pointer is None:
        return None
    for step in tokens(pointer):
        document = document[int(step)] if isinstance(document, list) else document.get(step)
    return document if isinstance(document, dict) else None


def _write(machine: dict[str, Any], entry: Entry, base: str, lang: str) -> None:
    status, since, log, *words = (_known(machine, n, lang) for n in range(6))
    if entry.kind == "state":
        machine[status] = _code(str(entry.value["status"]), status)
        machine[since] = entry.at.date().isoformat()
        return
    told = machine.setdefault(log, {})
    name = f"#{record_of(base, entry.id).partition('#')[2]}"
    record = dict(_record(entry, base, words))
    if isinstance(told, dict):
        told[name] = record
    else:
        machine[log] = [*each(told), {"@id": name, **record}]


def _known(machine: Mapping[str, Any], which: int, lang: str) -> str:
    """The key that the machine uses for a term already, else that of the file's language."""
    if which < len(_TERMS):
        keys = ontology.keys()
        used = (key for key in machine if key in keys and keys[key].iri == _TERMS[which])
        return next(used, _KEYS[lang][which])
    return _KEYS[lang][which]


def _code(status: str, key: str) -> str:
    concept = ontology.schemes()["status"].find(status)
    return concept.english_code if concept and key in _KEYS["en"] else status


def _record(entry: Entry, base: str, keys: list[str]) -> Iterable[tuple[str, str]]:
    task, done, findings = keys
    if entry.value.get("task"):
        yield task, str(entry.value["task"]).removeprefix(base)
    yield done, str(entry.value["done"])
    words = said(entry.value)
    if words:
        yield findings, words
