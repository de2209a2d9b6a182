"""What was read from a spreadsheet, a page or another directory, made the beginning of a lab's own file. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from harvester.report import Finding
from ontology import SCHEMA
from server.places import Places
from server.publish import commune, start, tree
from server.publish.held import Document

#: `12 rue du Lac, 42400 Saint-Chamond`: a whole address where a street is expected.
_WHOLE = re.compile(r"(?P<street>.*?)[\s,;–-]*\b(?P<postcode>\d{5})\s+(?P<town>[^\d,]+)(?:,\s*France)?\s*", re.ASCII)
#: Rules about what was read, by the first sign of their code: those of feeds and of tables.
_READING = ("F", "G")
_STREET = SCHEMA + "streetAddress"


def adopted(found: Document, lang: str, today: date, places: Places) -> Document:
    """The same as its lab would write it today.

    Texts in no language are in the file's own, the commune is completed, a reading day and a licence are proposed
    where none is stated. In: a document that no lab wrote, the reader's language.
    """
    document: Document = _spoken(found)
    root = start.root_of(document)
    keys = start.keys_of(document, root, lang)
    node = tree.node_at(document, root)
    said = {tree.meant(written) for written, _ in tree.said(node)}
    for pair, value in start.proposed(today).items():
        if not said & set(pair):
            node[pair[keys == "en"]] = value
    _parted(document, root, keys)
    commune.completed(document, root, keys, commune.Told(), places)
    return document


def unread(findings: Sequence[Finding]) -> list[Finding]:
    """What could not be taken over: nothing in the form tells it."""
    return [finding for finding in findings if finding.rule.startswith(_READING) and finding.severity != "Info"]


def _spoken(value: Any) -> Any:
    """`{"@none": "Lab"}` as `"Lab"`."""
    if isinstance(value, list):
        return [_spoken(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == {"@none"}:
        return value["@none"]
    return {name: _spoken(each) for name, each in value.items()}


def _parted(document: Document, root: str, keys: str) -> None:
    """A whole address in the street's place, parted into street, postcode and commune."""
    told = commune.told(document, root, keys)
    text = commune.text(document, root, keys, _STREET)
    found = _WHOLE.fullmatch(text)
    if found and not told.name and not told.postcode:
        for iri, name in ((_STREET, "street"), (commune.POST, "postcode"), (commune.NAME, "town")):
            commune.write(document, root, keys, iri, found[name].strip())
