"""What is there and wrong, put right: keys, codes, values, identifiers, contexts, materials."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from rapidfuzz import fuzz, process

import ontology
from harvester.mending import syntax, values
from harvester.mending.draft import Draft
from harvester.mending.edits import Edit, Edits, insert, remove, rename, replace, swap, written
from harvester.pointers import step, tokens
from harvester.report import Finding
from harvester.words import fold, folded_codes, folded_keys, slug

_SURE = 80.0  # likeness (0 to 100) from which a suggestion is a mend: «machnies» is, «paille» for «papier» is not
_MOST_NAMED = 50  # things without identifier that get one
_PVC = ("pvc", "vinyle-adhesif", "adhesive-vinyl", "simili-cuir", "imitation-leather")


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
    kept = [entry for stated in _listed(draft.value(pointer)) if (entry := _prefixes(stated))]
    return replace(draft, pointer, [ontology.CONTEXT_URL, *kept] if kept else ontology.CONTEXT_URL)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


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


def _spelled(scheme: str, code: str, lang: str) -> str:
    """A code as a language spells it."""
    concept = ontology.schemes()[scheme].find(code) if scheme in ontology.schemes() else None
    return concept.english_code if concept and lang == "en" else code


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
    meant = values.weekday(typed, draft.lang) if isinstance(typed, str) else None
    return replace(draft, finding.pointer or "", meant) if meant else code(draft, finding)


def value(draft: Draft, finding: Finding) -> Edits:
    """A value of another form: a date, an hour, a duration, an address."""
    typed = draft.value(finding.pointer or "")
    meant = values.READERS[finding.rule](typed, draft.lang) if isinstance(typed, str) else None
    return replace(draft, finding.pointer or "", meant) if meant and meant != typed else ()


def moment(draft: Draft, finding: Finding) -> Edits:
    """When an event starts or ends; an hour alone is on the day of the other."""
    pointer = finding.pointer or ""
    typed, event = draft.value(pointer), draft.value(pointer.rpartition("/")[0])
    if not isinstance(typed, str) or not isinstance(event, dict):
        return ()
    others = [o[:10] for o in event.values() if isinstance(o, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", o)]
    meant = values.moment(typed, draft.lang, others[0] if len(set(others)) == 1 else "")
    return replace(draft, pointer, meant) if meant and meant != typed else ()


def number(draft: Draft, finding: Finding) -> Edits:
    """A number in quotes, or with its unit."""
    typed = draft.value(finding.pointer or "")
    meant = values.number(typed) if isinstance(typed, str) else None
    whole, least, most = values.NUMBERS[finding.rule]
    fits = meant is not None and least <= meant <= most and (isinstance(meant, int) or not whole)
    return replace(draft, finding.pointer or "", meant) if fits else ()


def office(draft: Draft, finding: Finding) -> Edits:
    """A number of an office without quotes, or with spaces."""
    meant = values.digits(draft.value(finding.pointer or ""), values.OFFICES[finding.rule])
    return replace(draft, finding.pointer or "", meant) if meant else ()


def position(draft: Draft, finding: Finding) -> Edits:
    """Numbers in quotes, or with a comma."""
    edits: Edits = ()
    for name, most in (("lat", 90), ("lon", 180)):
        pointer = f"{finding.pointer or ''}/{name}"
        typed = draft.value(pointer)
        if isinstance(typed, str):
            found = re.fullmatch(r"\s*(-?\d{1,3})[.,](\d{1,12})\s*°?\s*", typed[:40])
            if not found or abs(meant := float(f"{found[1]}.{found[2]}")) > most:
                return ()
            edits += replace(draft, pointer, meant)
    return edits


def swapped(draft: Draft, finding: Finding) -> Edits:
    """Latitude and longitude change places."""
    pointer = finding.pointer or ""
    return swap(draft, f"{pointer}/lat", f"{pointer}/lon")


def newest(draft: Draft, finding: Finding) -> Edits:
    """Of several dates the newest is kept."""
    stated = draft.value(finding.pointer or "")
    dates = [day for day in stated if isinstance(day, str)] if isinstance(stated, list) else []
    return replace(draft, finding.pointer or "", max(dates)) if dates and len(dates) == len(stated) else ()


def today(draft: Draft, finding: Finding) -> Edits:
    """The date of the day."""
    typed = draft.value(finding.pointer or "")
    return replace(draft, finding.pointer or "", draft.today.isoformat()) if isinstance(typed, str) else ()


def gone(draft: Draft, finding: Finding) -> Edits:
    """What must not be there goes."""
    parent, _, _ = (finding.pointer or "").rpartition("/")
    return remove(draft, parent, tokens(finding.pointer or "")[-1:]) if finding.pointer else ()


def identified(draft: Draft, finding: Finding) -> Edits:
    """A list of things without identifiers becomes an object whose keys are theirs, made of their names."""
    parent = (finding.pointer or "").rpartition("/")[0]
    span, held = draft.span(parent), draft.members(parent)
    things = draft.value(parent)
    if span is None or not isinstance(things, list) or len(things) > _MOST_NAMED:
        return ()
    if not all(_is_anonymous(thing) for thing in things):
        return ()
    names = _names(draft, things, tokens(parent)[-1])
    keys = tuple(Edit(each.start, each.start, f'"{name}": ') for (_, each), name in zip(held, names, strict=True))
    return (Edit(span.start, span.start + 1, "{"), *keys, Edit(span.end - 1, span.end, "}"))


def _is_anonymous(thing: Any) -> bool:
    return isinstance(thing, dict) and not {"@id", "id"} & thing.keys()


def _names(draft: Draft, things: list[Any], kind: str) -> list[str]:
    """An identifier for each, none twice, none that stands in the file already."""
    names: list[str] = []
    for thing in things:
        named = thing.get("nom", thing.get("name"))
        stem = slug(named)[:40].strip("-") if isinstance(named, str) and slug(named[:200]) else f"{slug(kind)}-1"
        tries: Iterator[str] = (f"#{stem}" if n == 1 else f"#{stem}-{n}" for n in count(1))
        names.append(next(name for name in tries if name not in names and name not in draft.words))
    return names


def pvc(draft: Draft, finding: Finding) -> Edits:
    """What gives off hydrogen chloride under a laser goes from the accepted materials to the forbidden ones."""
    pointer = finding.pointer or ""
    machine = draft.value(pointer)
    if not isinstance(machine, dict):
        return ()
    accepted, forbidden, able = (
        ("materials", "forbiddenMaterials", "capabilities")
        if draft.lang == "en"
        else ("materiaux", "materiauxInterdits", "capacites")
    )
    found: dict[str, None] = {}
    edits = [*_accepted(draft, step(pointer, accepted), found), *_capable(draft, step(pointer, able), found)]
    stated = machine.get(forbidden)
    missing = [name for name in found if name not in _listed(stated)]
    if not edits or isinstance(stated, str):
        return ()
    added = insert(draft, pointer, forbidden, missing) if stated is None else ()
    for name in missing if stated is not None else ():
        added += insert(draft, step(pointer, forbidden), "", name)
    return (*edits, *added) if len(added) <= 1 else ()


def _accepted(draft: Draft, pointer: str, found: dict[str, None]) -> Edits:
    """Items of a list that are dangerous go; a lone one leaves an empty list."""
    stated = draft.value(pointer)
    wrong = [str(n) for n, name in enumerate(stated) if name in _PVC] if isinstance(stated, list) else []
    found.update(dict.fromkeys(stated[int(n)] for n in wrong))
    if isinstance(stated, str) and stated in _PVC:
        found[stated] = None
        return replace(draft, pointer, [])
    return remove(draft, pointer, wrong)


def _capable(draft: Draft, pointer: str, found: dict[str, None]) -> Edits:
    """Capabilities on dangerous materials go."""
    stated = draft.value(pointer)
    going, edits = [], ()
    for n, able in enumerate(stated if isinstance(stated, list) else []):
        said = _listed(able.get("materiau", able.get("material"))) if isinstance(able, dict) else []
        wrong = [name for name in said if name in _PVC]
        found.update(dict.fromkeys(wrong))
        going += [str(n)] if wrong else []
    return edits + remove(draft, pointer, going)


Mender = Callable[[Draft, Finding], Edits]
