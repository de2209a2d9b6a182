"""The file as a whole, put right: its JSON, its context, the lab at its top."""

from collections.abc import Mapping
from typing import Any

import ontology
from harvester.mending import syntax
from harvester.mending.draft import Draft
from harvester.mending.edits import Edit, Edits, insert, remove, replace, written
from harvester.report import Finding
from harvester.several import each


def json_syntax(draft: Draft, _finding: Finding) -> Edits:
    """A slip of JSON."""
    return syntax.mend_syntax(draft.text)


def duplicate(draft: Draft, finding: Finding) -> Edits:
    """One of two members of one name."""
    return syntax.mend_duplicate(draft.text, finding.value or "")


def unwrapped(draft: Draft, _finding: Finding) -> Edits:
    """A record in a list of one: the brackets go."""
    span = draft.span("")
    if span is None or not isinstance(draft.document, list) or len(draft.document) != 1:
        return ()
    if not isinstance(draft.document[0], dict):
        return ()
    return Edit(span.start, span.start + 1, ""), Edit(span.end - 1, span.end, "")


def context(draft: Draft, finding: Finding) -> Edits:
    """The network's context at the top, and no other further down; prefixes of the file's own are kept."""
    pointer = finding.pointer or "/@context"
    parent, _, key = pointer.rpartition("/")
    if parent or key != "@context":
        return remove(draft, parent, [key]) if key.startswith("@") else ()
    if draft.span(pointer) is None:
        return insert(draft, "", key, ontology.CONTEXT_URL) if isinstance(draft.document, dict) else ()
    kept = [entry for stated in each(draft.value(pointer)) if (entry := _prefixes(stated))]
    return replace(draft, pointer, [ontology.CONTEXT_URL, *kept] if kept else ontology.CONTEXT_URL)


def _prefixes(entry: Any) -> dict[str, str]:
    """What a context of the file's own may say: prefixes, and the default language."""
    stated = entry.items() if isinstance(entry, dict) else ()
    return {
        name: meaning
        for name, meaning in stated
        if isinstance(meaning, str)
        and (name == "@language" or not name.startswith("@"))
        and not ontology.keys().get(name)
    }


def lab(draft: Draft, _finding: Finding) -> Edits:
    """The top of the file is the lab."""
    top = draft.document
    if not isinstance(top, dict) or "@graph" in top:
        return ()
    right = {"@id": "#lab", "@type": "FabLab"}
    if "@id" not in top and "id" in top:
        return ()
    wrong = [key for key, value in right.items() if top.get(key) != value]
    if len(wrong) == 2 and not {"@id", "@type"} & top.keys():
        return _at_the_top(draft, right)
    return tuple(
        edit
        for key in wrong
        for edit in (replace(draft, f"/{key}", right[key]) if key in top else _at_the_top(draft, {key: right[key]}))
    )


def _at_the_top(draft: Draft, added: Mapping[str, str]) -> Edits:
    """Members before all others, after the context if it comes first."""
    held = draft.members("")
    if not held:
        return ()
    text = ", ".join(f"{written(key)}: {written(value)}" for key, value in added.items())
    first = held[0][1]
    return (Edit(first.end, first.end, f", {text}"),) if held[0][0] == "@context" else (
        Edit(first.key, first.key, f"{text}, "),
    )  # fmt: skip
