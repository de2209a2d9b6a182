"""SpaceAPI documents (https://spaceapi.io, 0.8 to 15) as lab files: what lasts only, nothing of persons.

Mapping: docs/adapters/spaceapi.md. Documents in the wild do not keep to their schema: each part
is read if it can be, and named in a finding if it cannot.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ontology
from harvester.imports.fields import ImportRecordError, free, text, without_empty
from harvester.imports.spaceapi_members import MEMBERS, PLACES, Read, part
from harvester.words import slug

#: What a document says of persons, or of the moment; `events` are check-ins.
DROPPED = ("keymasters", "keymaster", "issue_mail", "events", "cam", "sensors", "trigger_person", "people_now_present")


def is_spaceapi(record: Any) -> bool:
    """Whether a JSON value is a SpaceAPI document, of whatever version."""
    if not isinstance(record, dict) or "@context" in record or "space" not in record:
        return False
    return bool({"api", "api_compatibility", "api_compatability", "apiCompatibility", "logo", "state"} & record.keys())


def lab_file(record: Mapping[str, Any]) -> Read:
    """What a SpaceAPI document says that lasts, as a lab file."""
    read = Read()
    members = {name: make(record, read) for name, make in MEMBERS.items()}
    head = {"@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab"}
    read.document = {**head, **without_empty(members)}
    read.places = {pointer: place for pointer, place in PLACES.items() if pointer.split("/")[1] in read.document}
    read.places["/nom"] = "space"
    for name in _persons(record):
        read.say("F5-dropped", name)
    return read


def read_spaceapi(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Turn a SpaceAPI document, or each `.json` of a folder, into lab files.

    In: the file or folder. Out: (slug, JSON-LD document), slugs unique. Errors: ImportRecordError naming the file.
    """
    taken: set[str] = set()
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        record = _parsed(file)
        name = free(slug(text(record.get("space"))) or slug(file.stem) or "lab", taken)
        yield name, lab_file(record).document


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        record = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ImportRecordError(f"{file} cannot be read: {error}") from error
    if not is_spaceapi(record):
        raise ImportRecordError(f"{file} is not a SpaceAPI document: it has no «space»")
    assert isinstance(record, dict)
    return record


def _persons(record: Mapping[str, Any]) -> Iterator[str]:
    for place, members in (("", record), ("contact", part(record, "contact")), ("state", part(record, "state"))):
        for key in DROPPED:
            if members.get(key):
                yield f"{place}.{key}".lstrip(".")
