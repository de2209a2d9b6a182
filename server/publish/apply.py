"""What was typed into a page of fields, put into a copy of the document; what was not touched stays as it was."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from harvester import several
from harvester.pointers import follow
from server.publish import nodes, options, texts, tree
from server.publish.added import french_class, new_name
from server.publish.held import Document, as_before, first, pop, put
from server.publish.leaf import Around, Leaf, Row, Tongue
from server.publish.plain import plain_language

Sent = Mapping[str, Sequence[str]]
#: No pointer, so no name of a field.
_DROP = "drop"


def applied(around: Around, leaves: Iterable[Leaf], sent: Sent, drop: str = "") -> Document:
    """The document with what was typed.

    In: the document and its languages, the fields of the page as they were drawn, what came back by the fields' names
    (a name that did not come was not on the page), the pointer of a node to be removed. Out: a new document; rows that
    were emptied, or never filled, go.
    """
    document = copy.deepcopy(dict(around.document))
    for leaf in leaves:
        _leaf(document, around, leaf, {**sent, _DROP: [drop]})
    return document


def _leaf(document: Document, around: Around, leaf: Leaf, sent: Sent) -> None:
    if leaf.widget in ("rows", "node"):
        _rows(document, around, leaf, sent)
    elif leaf.widget == "tongues":
        _tongues(document, around, leaf, sent)
    elif leaf.widget == "entries":
        _links(document, leaf, sent)
    elif leaf.name in sent and leaf.widget != "kept":
        _WRITERS.get(leaf.widget, _one)(document, around, leaf, sent[leaf.name])


def _one(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    old = follow(document, leaf.at)
    text = given[-1]
    value = texts.typed(leaf.field, text)
    if texts.same(text, texts.shown(leaf.field, first(old), around.lang)) or (old is not None and value == first(old)):
        return
    put(document, leaf.at, as_before(old, [value] if value != "" else [], many=False))


def _several(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    old = follow(document, leaf.at)
    came = [text for text in given if text.strip()]
    there = [text for one in several.held(old) if (text := texts.shown(leaf.field, one, around.lang)).strip()]
    untouched = len(came) == len(there) and all(map(texts.same, came, there))
    values = [texts.typed(leaf.field, text) for text in came]
    if not untouched and values != several.held(old):
        put(document, leaf.at, as_before(old, values, many=leaf.field.many))


def _codes(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    """Codes that stay keep their spelling and their place."""
    scheme = leaf.field.scheme
    wanted = list(dict.fromkeys(text for text in given if text))
    held = [(one, _code(scheme, leaf, one, around)) for one in several.held(follow(document, leaf.at))]
    there = {code for _, code in held if code}
    if there == set(wanted):
        return
    kept = [one for one, code in held if code in wanted]
    new = [options.written(scheme, code, around.keys) for code in wanted if code not in there]
    put(document, leaf.at, as_before(None, [*kept, *new], many=leaf.field.many))


def _code(scheme: str, leaf: Leaf, value: Any, around: Around) -> str:
    """The code that stands in the form for a value of the file, which may be no text."""
    return options.code_of(scheme, texts.shown(leaf.field, value, around.lang))


def _kind(document: Document, _around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    known = {option.value for option in leaf.options}
    chosen = next((option.value for option in leaf.options if option.chosen), "")
    if given[-1] in known and given[-1] != chosen:
        put(document, leaf.at, given[-1])


def _choice(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    (_kind if leaf.field.kind == "type" else _codes)(document, around, leaf, given[-1:])


_WRITERS: Mapping[str, Callable[[Document, Around, Leaf, Sequence[str]], None]] = {
    "several": _several, "choices": _codes, "choice": _choice,
}  # fmt: skip


def _links(document: Document, leaf: Leaf, sent: Sent) -> None:
    """Bare links beside nodes that are described here: the nodes stay, but for one to be removed."""
    for entry in leaf.entries:
        if entry.at in sent[_DROP]:
            tree.take(document, entry.at)
    if leaf.name not in sent or leaf.field.kind != "link":
        return
    old = follow(document, leaf.at)
    wanted = [text.strip() for text in sent[leaf.name] if text.strip()]
    if wanted == [text.strip() for text in leaf.values if text.strip()]:
        return
    described = [one for one in several.held(old) if isinstance(one, dict)]
    put(document, leaf.at, as_before(old, [*wanted, *described], many=leaf.field.many))


def _tongues(document: Document, around: Around, leaf: Leaf, sent: Sent) -> None:
    """One text a language: a plain text while there is one, a map once there are two."""
    changed = [t for t in leaf.tongues if t.name in sent and not texts.same(sent[t.name][-1], t.text)]
    if not changed:
        return
    said = {t.lang: _text(t, sent, t in changed) for t in leaf.tongues}
    said = {lang: text for lang, text in said.items() if text}
    own = plain_language(around, leaf.field, leaf.at)
    was_map = isinstance(follow(document, leaf.at), dict)
    put(document, leaf.at, said[own] if set(said) == {own} and not was_map else said or None)


def _text(tongue: Tongue, sent: Sent, changed: bool) -> str:
    return texts.clean(sent[tongue.name][-1]).strip() if changed else tongue.text


def _rows(document: Document, around: Around, leaf: Leaf, sent: Sent) -> None:
    held, stood = copy.copy(follow(document, leaf.at)), _stands(document, leaf.at)
    before = {row.at: bool(follow(document, row.at)) for row in leaf.rows}
    _make_room(document, leaf)
    for row in leaf.rows:
        for each in row.leaves:
            _leaf(document, around, each, sent)
        if row.at in sent[_DROP]:
            tree.put(document, row.at, {})
    for row in reversed(leaf.rows):
        _tidy(document, leaf, row, before[row.at])
    if follow(document, leaf.at) in ({}, []) and held not in ({}, []):
        pop(document, leaf.at)
        if held is None and stood:  # a null that the file had
            tree.put(document, leaf.at, None)


def _stands(document: Document, at: str) -> bool:
    """Whether something is written there, be it null."""
    above, token = tree.split(at)
    here = follow(document, above)
    return isinstance(here, dict) and token in here


def _make_room(document: Document, leaf: Leaf) -> None:
    """Empty nodes for the blank rows."""
    blank = [row for row in leaf.rows if row.blank]
    if not blank:
        return
    held = follow(document, leaf.at)
    if "id" in leaf.field.container and not isinstance(held, list):
        put(document, leaf.at, {**(held or {}), **{tree.split(row.at)[1]: {} for row in blank}})
    else:
        put(document, leaf.at, [*several.held(held), *({} for _ in blank)])


def _tidy(document: Document, leaf: Leaf, row: Row, was_there: bool) -> None:
    """Away with a row that was emptied or never filled; a new one in a map gets its name."""
    node = follow(document, row.at)
    if not node and (row.blank or was_there):
        pop(document, row.at)
    elif row.blank and "id" in leaf.field.container:
        above, token = tree.split(row.at)
        entries = follow(document, above)
        name = new_name(document, nodes.title(node, "") or french_class(leaf.field.leads_to))
        if isinstance(entries, dict):
            tree.rename(entries, token, name)
        else:
            node["@id"] = name
