"""What was typed into a page of fields, put into a copy of the document; what was not touched stays as it was."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ontology
from harvester.pointers import follow, step
from harvester.words import slug
from server.publish import model, nodes, options, texts, tree
from server.publish.leaf import Around, Leaf, Row, Tongue, flat
from server.publish.model import Field
from server.publish.plain import plain_language

Sent = Mapping[str, Sequence[str]]
Document = dict[str, Any]
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
    if texts.same(text, texts.shown(leaf.field, _first(old), around.lang)) or (
        old is not None and value == _first(old)
    ):
        return
    _set(document, leaf.at, _as_before(old, [value] if value != "" else [], many=False))


def _several(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    old = follow(document, leaf.at)
    came = [text for text in given if text.strip()]
    there = [text for one in _as_list(old) if (text := texts.shown(leaf.field, one, around.lang)).strip()]
    untouched = len(came) == len(there) and all(map(texts.same, came, there))
    values = [texts.typed(leaf.field, text) for text in came]
    if not untouched and values != _as_list(old):
        _set(document, leaf.at, _as_before(old, values, many=leaf.field.many))


def _codes(document: Document, around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    """Codes that stay keep their spelling and their place."""
    scheme = leaf.field.scheme
    wanted = list(dict.fromkeys(text for text in given if text))
    held = [(one, _code(scheme, leaf, one, around)) for one in _as_list(follow(document, leaf.at))]
    there = {code for _, code in held if code}
    if there == set(wanted):
        return
    kept = [one for one, code in held if code in wanted]
    new = [options.written(scheme, code, around.keys) for code in wanted if code not in there]
    _set(document, leaf.at, _as_before(None, [*kept, *new], many=leaf.field.many))


def _code(scheme: str, leaf: Leaf, value: Any, around: Around) -> str:
    """The code that stands in the form for a value of the file, which may be no text."""
    return options.code_of(scheme, texts.shown(leaf.field, value, around.lang))


def _kind(document: Document, _around: Around, leaf: Leaf, given: Sequence[str]) -> None:
    known = {option.value for option in leaf.options}
    chosen = next((option.value for option in leaf.options if option.chosen), "")
    if given[-1] in known and given[-1] != chosen:
        _set(document, leaf.at, given[-1])


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
    nodes = [one for one in _as_list(old) if isinstance(one, dict)]
    _set(document, leaf.at, _as_before(old, [*wanted, *nodes], many=leaf.field.many))


def _tongues(document: Document, around: Around, leaf: Leaf, sent: Sent) -> None:
    """One text a language: a plain text while there is one, a map once there are two."""
    changed = [t for t in leaf.tongues if t.name in sent and not texts.same(sent[t.name][-1], t.text)]
    if not changed:
        return
    said = {t.lang: _text(t, sent, t in changed) for t in leaf.tongues}
    said = {lang: text for lang, text in said.items() if text}
    own = plain_language(around, leaf.field, leaf.at)
    was_map = isinstance(follow(document, leaf.at), dict)
    _set(document, leaf.at, said[own] if set(said) == {own} and not was_map else said or None)


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
        _pop(document, leaf.at)
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
        _set(document, leaf.at, {**(held or {}), **{tree.split(row.at)[1]: {} for row in blank}})
    else:
        _set(document, leaf.at, [*_as_list(held), *({} for _ in blank)])


def listed(document: Document, leaves: Sequence[Leaf], name: str) -> None:
    """A node that stands alone under a key for several becomes a list, which others can join."""
    for leaf in flat(leaves):
        held = follow(document, leaf.at)
        if leaf.name == name and leaf.widget == "rows" and isinstance(held, dict) and "id" not in leaf.field.container:
            tree.put(document, leaf.at, [held])


def _tidy(document: Document, leaf: Leaf, row: Row, was_there: bool) -> None:
    """Away with a row that was emptied or never filled; a new one in a map gets its name."""
    node = follow(document, row.at)
    if not node and (row.blank or was_there):
        _pop(document, row.at)
    elif row.blank and "id" in leaf.field.container:
        above, token = tree.split(row.at)
        entries = follow(document, above)
        name = new_name(document, nodes.title(node, "") or french_class(leaf.field.leads_to))
        if isinstance(entries, dict):
            tree.rename(entries, token, name)
        else:
            node["@id"] = name


def added(document: Document, leaf: Leaf, called: str, lang: str) -> str:
    """Add a node with a page of its own. In: its field, its name if any, the keys' language. Out: its pointer."""
    each, held = leaf.field, follow(document, leaf.at)
    node = _new_node(each, called, lang)
    name = new_name(document, called or french_class(each.leads_to))
    if "id" in each.container and not isinstance(held, list):
        _set(document, leaf.at, {**(held if isinstance(held, dict) else {}), name: node})
        return step(leaf.at, name)
    named = {"@id": name, **node}
    if not each.many and held is None:
        _set(document, leaf.at, named)
        return leaf.at
    if not each.many:
        return leaf.at if isinstance(held, dict) else ""
    items = [*_as_list(held), named]
    _set(document, leaf.at, items)
    return step(leaf.at, len(items) - 1)


def _new_node(each: Field, called: str, lang: str) -> Document:
    """What the node declares itself to be, where its place does not say it, and its name."""
    kinds = model.ours().kinds(each.leads_to)
    declared = len(kinds) > 1 or each.kind == "link"
    own = next((key.key for kind in kinds for key in kind.keys if key.lang in (lang, "")), "")
    first = next((f.key for f in model.fields(each.leads_to, lang) if f.key in _NAMES), "")
    return {**({"@type": own} if declared and own else {}), **({first: called} if called and first else {})}


_NAMES = ("nom", "name", "prenom", "firstName")


def takes_name(each: Field) -> bool:
    """Whether the nodes of that field are called by a name that can be asked for."""
    return any(field.key in _NAMES for field in model.fields(each.leads_to, "fr"))


def french_class(cls: str) -> str:
    """The class by its French word, for names such as `#intervention-1`."""
    return next((name for name, iri in ontology.class_names().items() if iri == cls), "") or cls.rpartition("#")[2]


def new_name(document: Any, called: str) -> str:
    """`#la-grande-laser`: a short name that no other node of the document has."""
    word = slug(called)[:60].strip("-") or "fiche"
    taken = {name.partition("#")[2] for name in tree.names_in(document)}
    numbered = (f"{word}-{number}" for number in range(2, len(taken) + 3))
    return "#" + next(name for name in (word, *numbered) if name not in taken)


def _set(document: Document, at: str, value: Any) -> None:
    if value is None or value == []:
        _pop(document, at)
    else:
        tree.put(document, at, value)


def _pop(document: Document, at: str) -> None:
    """Remove one value and nothing around it: rows keep their numbers until all is read."""
    above, token = tree.split(at)
    here = follow(document, above)
    if isinstance(here, list) and token.isdigit() and int(token) < len(here):
        del here[int(token)]
    elif isinstance(here, dict):
        here.pop(token, None)


def _as_before(old: Any, values: list[Any], *, many: bool) -> Any:
    """One value stands alone unless the key takes several, or the file had a list."""
    if not values:
        return None
    return values if many or isinstance(old, list) or len(values) > 1 else values[0]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _first(value: Any) -> Any:
    return next(iter(value), None) if isinstance(value, list) else value
