"""Things of the file: what must not be there goes, things get identifiers, dangerous materials are told apart."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from harvester.mending.draft import Draft
from harvester.mending.edits import Edit, Edits, insert, remove, replace
from harvester.pointers import step, tokens
from harvester.report import Finding
from harvester.several import each
from harvester.words import slug

_MOST_NAMED = 50  # things without identifier that get one
_PVC = ("pvc", "vinyle-adhesif", "adhesive-vinyl", "simili-cuir", "imitation-leather")


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
    missing = [name for name in found if name not in each(stated)]
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
        said = each(able.get("materiau", able.get("material"))) if isinstance(able, dict) else []
        wrong = [name for name in said if name in _PVC]
        found.update(dict.fromkeys(wrong))
        going += [str(n)] if wrong else []
    return edits + remove(draft, pointer, going)
