"""What a thing lacks, added: the key, with the example of its term. The value is to be replaced by the lab's own."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import ontology
from harvester.mending.draft import Draft
from harvester.mending.edits import Edits, insert, replace
from harvester.mending.times import later
from harvester.pointers import step, tokens
from harvester.report import Finding

#: Rules on a thing that lacks a key → that key in French and in English, where the finding does not name its property.
KEYS: Mapping[str, tuple[str, str]] = {
    "V11-guide-target": ("pourTypes", "forTypes"),
    "V10-task-due": ("intervalleJours", "intervalDays"),
    "V7-other-type": ("typeLibre", "otherType"),
    "V1-need": ("nom", "name"),
    "V1-model-name": ("nom", "name"),
    "I1-image-alt": ("texteAlternatif", "altText"),
    "W2-hours": ("horaires", "openingHours"),
    "W7-event-end": ("fin", "end"),
    "V12-start": ("debut", "start"),
}
#: Rules on a thing that lacks the property that the finding names.
NAMED = frozenset(
    {"V1-lab-name", "V1-thing-name", "V7-machine-name", "V7-machine-type", "V2-status-missing", "V7-status-missing",
     "V4-updated-missing", "V6-day", "V6-opens", "V6-closes", "V6-special-start", "V10-record-date",
     "V11-guide-licence", "V9-price-missing", "W6-loan-days", "W6-loan-borrower", "W7-guide-language",
     "W11-project-licence", "W3-model", "I1-no-machine", "I1-no-maintenance"}
)  # fmt: skip


def add(draft: Draft, finding: Finding) -> Edits:
    """The key that the thing at the finding's pointer lacks; in place of a value that says nothing, an example."""
    pointer = finding.pointer or ""
    held = draft.value(pointer)
    key = _key(draft, finding)
    if not key:
        return ()
    value = _value(draft, finding, key, held)
    if value is None:
        return ()
    if isinstance(held, dict) and tokens(pointer)[-1:] != [key]:
        return replace(draft, step(pointer, key), value) if key in held else insert(draft, pointer, key, value)
    return replace(draft, pointer, value) if isinstance(held, str) and not held.strip() else ()


def _key(draft: Draft, finding: Finding) -> str:
    if finding.rule in KEYS:
        return KEYS[finding.rule][draft.lang == "en"]
    path = (finding.path or "").split()
    return draft.key(path[0]) if finding.rule in NAMED and len(path) == 1 else ""


def _value(draft: Draft, finding: Finding, key: str, thing: Any) -> Any:
    special = _OWN.get(finding.rule)
    return special(draft, thing) if special else example(key, draft.lang)


def _end(_draft: Draft, event: Any) -> Any:
    """Two hours after the beginning, if it is an hour."""
    start = event.get("debut") or event.get("start") if isinstance(event, dict) else None
    return later(start, 2) if isinstance(start, str) else None


def _said(french: str, english: str) -> Callable[[Draft, Any], str]:
    return lambda draft, _: english if draft.lang == "en" else french


_OWN: Mapping[str, Callable[[Draft, Any], Any]] = {
    "V1-lab-name": _said("FabLab de Firminy", "Firminy FabLab"),
    "V1-thing-name": _said("Prise en main de la découpe laser", "First steps with the laser cutter"),
    "V1-need": _said("Emprunter une brodeuse en mars", "Borrow an embroidery machine in March"),
    "V1-model-name": _said("LC-6040", "LC-6040"),
    "V7-machine-name": _said("La grande laser", "The big laser"),
    "W7-event-end": _end,
    "V4-updated-missing": lambda draft, _: draft.today.isoformat(),
    "W7-guide-language": lambda draft, _: draft.lang,
    "V7-other-type": _said("presse à injecter", "injection press"),
    "V7-machine-type": _said("laser-co2", "co2-laser"),
}


def email(draft: Draft, finding: Finding) -> Edits:
    """The lab's e-mail address, under «contact»."""
    if finding.pointer:
        return ()
    key = "courriel" if draft.lang == "fr" else "email"
    address = "bonjour@monlab.example" if draft.lang == "fr" else "hello@mylab.example"
    if isinstance(draft.value("/contact"), dict):
        return insert(draft, "/contact", key, address)
    return () if draft.value("/contact") is not None else insert(draft, "", "contact", {key: address})


def times(draft: Draft, finding: Finding) -> Edits:
    """The hour that a special opening lacks."""
    slot = draft.value(finding.pointer or "")
    for iri, hour in (("http://schema.org/opens", "14:00"), ("http://schema.org/closes", "18:00")):
        known = {key for key, stated in ontology.keys().items() if stated.iri == iri}
        if isinstance(slot, dict) and not known & slot.keys():
            return insert(draft, finding.pointer or "", draft.key(iri), hour)
    return ()


@cache
def example(key: str, lang: str) -> Any:
    """The value that the term's example gives to a key; None: it has none of its own."""
    stated = ontology.keys().get(key)
    texts = [stated.example] if stated else []
    texts += [term.example for term in ontology.terms() if stated and term.iri == stated.iri]
    for text in texts:
        if (found := _within(_json(text.get(lang, "")), key)) is not None:
            return found
    return None


def _json(text: str) -> Any:
    try:
        return json.loads("{" + text + "}")
    except ValueError:
        return None


def _within(value: Any, key: str) -> Any:
    """What a key has, however deep in an example it stands."""
    if isinstance(value, list):
        return next((found for item in value if (found := _within(item, key)) is not None), None)
    if not isinstance(value, dict):
        return None
    if key in value:
        return value[key]
    return next((found for item in value.values() if (found := _within(item, key)) is not None), None)
