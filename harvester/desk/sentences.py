"""Findings as sentences that anybody may read: in both languages, with their mend, and without personal data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapes
from harvester.decide import from_row
from harvester.report import Finding, as_json, unquoted
from ontology import UNKNOWN, VOCAB


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is wrong and what to do about it, by language; `place` is the JSON pointer, empty when not told."""

    code: str
    message: Mapping[str, str]
    hint: Mapping[str, str]
    place: str


def read(row: Any) -> Finding:
    """A stored finding; one of a rule that no longer exists is told in general words."""
    finding = from_row(list(row))
    return finding if finding.rule in shapes.rules() else replace(finding, rule="L3-engine")


def is_personal(finding: Finding) -> bool:
    """Whether it speaks of a person, whom nobody names without their consent."""
    return shapes.rules()[finding.rule].subject == "person"


def public(finding: Finding) -> dict[str, Any]:
    """A finding as `as_json` has it, as anybody may read it."""
    if is_personal(finding):
        return as_json(replace(unquoted(finding), focus=None, pointer=None))
    return as_json(as_typed(finding))


def as_typed(finding: Finding) -> Finding:
    """With the code that somebody typed, not the IRI that was made of it."""
    value = finding.value or ""
    for namespace in (UNKNOWN, VOCAB):
        if value.startswith(namespace):
            return replace(finding, value=value.removeprefix(namespace).rpartition("/")[2])
    return finding


def sentences(rows: Iterable[Any]) -> list[Sentence]:
    """The sentences of stored findings, in order, each once."""
    told = [public(read(row)) for row in rows]
    found = [Sentence(each["code"], each["message"], each["hint"], each["pointer"] or "") for each in told]
    return list({(each.message["fr"], each.place): each for each in found}.values())
