"""Keys, identifiers and codes that are not written as they were meant."""

from rapidfuzz import fuzz, process

import ontology
from harvester.mending import times
from harvester.mending.draft import Draft
from harvester.mending.edits import Edits, rename, replace
from harvester.pointers import tokens
from harvester.report import Finding
from harvester.words import fold, folded_codes, folded_keys

_SURE = 80.0  # likeness (0 to 100) from which a suggestion is a mend: «machnies» is, «paille» for «papier» is not


def key(draft: Draft, finding: Finding) -> Edits:
    """An unknown key that looks much like a known one."""
    meant = finding.params.get("suggestion", "")
    found = process.extractOne(fold(finding.value or ""), folded_keys().keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
    return rename(draft, finding.pointer or "", meant) if found and ontology.keys().get(meant) else ()


def forgiven(draft: Draft, finding: Finding) -> Edits:
    """What was read as a key or an identifier, written like it."""
    pointer, meant = finding.pointer or "", finding.params.get("suggestion", "")
    value = draft.value(pointer)
    if meant.startswith("#") and isinstance(value, str):
        return replace(draft, pointer, meant)
    return rename(draft, pointer, meant) if tokens(pointer)[-1:] == [finding.value] else ()


def forgiven_code(draft: Draft, finding: Finding) -> Edits:
    """What was read as a code, written like it, in the language of the file; oui and non as true and false."""
    meant = finding.params.get("suggestion", "")
    known = ontology.keys().get(finding.params.get("key", ""))
    if not isinstance(draft.value(finding.pointer or ""), str) or known is None or not meant:
        return ()
    if known.kind == "boolean":
        return replace(draft, finding.pointer or "", meant == "true")
    return replace(draft, finding.pointer or "", _spelled(known.scheme, meant, draft.lang))


def code(draft: Draft, finding: Finding) -> Edits:
    """A code that looks much like one of the list."""
    pointer = finding.pointer or ""
    typed = draft.value(pointer)
    named = [token for token in tokens(pointer) if not token.isdigit()]
    known = ontology.keys().get(named[-1]) if named else None
    if not isinstance(typed, str) or known is None or known.scheme not in ontology.schemes():
        return ()
    words = folded_codes(known.scheme)
    found = process.extractOne(fold(typed), words.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
    return replace(draft, pointer, _spelled(known.scheme, words[found[0]], draft.lang)) if found else ()


def weekday(draft: Draft, finding: Finding) -> Edits:
    """A day cut short, or misspelled."""
    typed = draft.value(finding.pointer or "")
    meant = times.weekday(typed, draft.lang) if isinstance(typed, str) else None
    return replace(draft, finding.pointer or "", meant) if meant else code(draft, finding)


def _spelled(scheme: str, code: str, lang: str) -> str:
    """A code as a language spells it."""
    concept = ontology.schemes()[scheme].find(code) if scheme in ontology.schemes() else None
    return concept.english_code if concept and lang == "en" else code
