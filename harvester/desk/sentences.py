"""Findings as sentences that anybody may read: in both languages, with their mend, and without personal data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapes
from harvester.decide import from_row
from harvester.pointers import tokens
from harvester.report import Finding, as_json, unquoted
from ontology import UNKNOWN, VOCAB

_NUMBER = {"fr": "n°", "en": "no."}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is wrong and what to do about it, by language; `place` as people say it, empty when not told."""

    code: str
    message: Mapping[str, str]
    hint: Mapping[str, str]
    place: Mapping[str, str]


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
    found = [_sentence(read(row)) for row in rows]
    return list({(each.message["fr"], each.place["fr"]): each for each in found}.values())


def _sentence(finding: Finding) -> Sentence:
    told = public(finding)
    cell = "" if is_personal(finding) else finding.params.get("place", "")
    steps = tokens(told["pointer"] or "")
    place = {lang: cell or " › ".join(_step(each, lang) for each in steps) for lang in _NUMBER}
    return Sentence(told["code"], told["message"], told["hint"], place)


def _step(token: str, lang: str) -> str:
    """A step into a list is counted as people do."""
    return f"{_NUMBER[lang]} {int(token) + 1}" if token.isdecimal() and len(token) < 7 else token
