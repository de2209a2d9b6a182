"""A node of a document as fields with their values, ready to be drawn and to be read back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ontology
from harvester.pointers import follow, step, tokens
from server.publish import model, texts, tree
from server.publish.model import Field
from server.publish.options import Option, options

#: A text has a field in each of these languages.
LANGUAGES = ("fr", "en")

#: Fields of the short form, by French keys; under a key, those of its nodes. Everything else is in the whole form.
Part = Mapping[str, "Part"]
SHORT: Part = {
    "nom": {},
    "adresse": {"rue": {}, "codePostal": {}, "commune": {}},
    "position": {"lat": {}, "lon": {}},
    "horaires": {"jours": {}, "ouvre": {}, "ferme": {}},
    "courriel": {}, "telephone": {}, "site": {},
    "machines": {"nom": {}, "typeMachine": {}, "etat": {}, "materiaux": {}},
    "statut": {}, "licenceDonnees": {},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tongue:
    """A text in one language: the name of its input, what it holds."""

    lang: str
    name: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A node shown within another: its fields; `blank` when the file does not have it yet."""

    name: str
    at: str
    leaves: tuple["Leaf", ...]
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with a page of its own: where it is, how it is called."""

    at: str
    title: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field of the page.

    `name` is its name in the form, `at` its JSON pointer in the document (other than the name in a blank row).
    `widget` is one of line, area, yes, date, time, moment, choice, choices, link, several, tongues, rows, node,
    entries, kept. `values` hold the texts shown (of a node, something when there is one); `options`, `tongues`, `rows`,
    `entries` what their widgets show.
    """

    field: Field
    name: str
    at: str
    widget: str
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    tongues: tuple[Tongue, ...] = ()
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Around:
    """What a page of the form depends on: the document, the language of the page, of its keys and of its plain texts;

    how many blank rows each group shows; the part of the form that is wanted (none: all of it).
    """

    document: Mapping[str, Any]
    lang: str
    keys: str
    tongue: str
    blanks: Mapping[str, int] = field(default_factory=dict)
    most: int = 50


def leaves(around: Around, at: str, cls: str, under: str = "", part: Part | None = None) -> tuple[Leaf, ...]:
    """The fields of the node at a pointer. In: its class, the property that leads to it, the part that is wanted."""
    return _leaves(around, (at, at), (cls, under), part)


def _leaves(around: Around, place: tuple[str, str], what: tuple[str, str], part: Part | None) -> tuple[Leaf, ...]:
    name, at = place
    node = tree.node_at(around.document, at)
    found = [_kind(around, place, what[0])] if part is None else []
    for each in model.fields(what[0], around.keys, what[1]):
        inner = None if part is None else part.get(french(each))
        if part is None or inner is not None:
            where = tree.place_of(node, at, each)
            found.append(_leaf(around, each, (name + where[len(at) :], where), inner))
    if part:  # in the order of the short form
        order = list(part)
        return tuple(sorted((leaf for leaf in found if leaf), key=lambda leaf: order.index(french(leaf.field))))
    return tuple(leaf for leaf in found if leaf)


def french(field: Field) -> str:
    """The French key of a field."""
    return field.twin if field.lang == "en" else field.key


def _kind(around: Around, place: tuple[str, str], cls: str) -> Leaf | None:
    """What sort of thing it is, where the ontology knows several."""
    top = next((c for c in (*model.ours().classes_of(cls)[::-1], cls) if len(model.ours().kinds(c)) > 1), "")
    kinds = model.ours().kinds(top) if top else []
    if len(kinds) < 2 or cls not in {kind.iri for kind in kinds}:
        return None
    stated = tree.node_at(around.document, place[1]).get("@type")
    names = [next(k for k in kind.keys if k.lang in (around.keys, "")) for kind in kinds]
    listed = tuple(
        Option(key.key, kind.label[around.lang], 0, isinstance(stated, str) and stated in (key.key, key.twin))
        for key, kind in zip(names, kinds, strict=True)
    )
    return Leaf(_KIND, step(place[0], "@type"), step(place[1], "@type"), "choice", options=listed)


_KIND = Field(
    "@type", "@type", "", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "type", "", (), False, "",
    {"fr": "sorte", "en": "kind"}, {"fr": "De quoi il s'agit.", "en": "What it is."}, {}, "common",
)  # fmt: skip


def _leaf(around: Around, each: Field, place: tuple[str, str], part: Part | None) -> Leaf | None:
    value = follow(around.document, place[1])
    if each.kind == "graph":
        return None
    if each.inside or (each.apart and part):
        return _rows(around, each, place, value, part or None)
    if each.apart:
        return _entries(around, each, place, value)
    return _plain(around, each, place, value)


def _plain(around: Around, each: Field, place: tuple[str, str], value: Any) -> Leaf:
    """A field without nodes below."""
    held = value if isinstance(value, list) else [] if value is None else [value]
    if each.by_language and _speaks(value):
        return Leaf(each, *place, "tongues", tongues=_tongues(around, each, place, value))
    if any(isinstance(one, dict | list) for one in held):
        return Leaf(each, *place, "kept", (texts.shown(each, value),))
    shown = tuple(texts.shown(each, one, around.lang) for one in held)
    if each.kind == "code":
        many = each.many or len(held) > 1
        return Leaf(each, *place, "choices" if many else "choice", shown, options(each.scheme, around.lang, shown))
    if each.many or len(held) > 1:
        return Leaf(each, *place, "several", shown)
    return Leaf(each, *place, _widget(each, shown[0] if shown else ""), shown or ("",))


def _speaks(value: Any) -> bool:
    """Whether it is a text, or one text a language."""
    plain = isinstance(value, dict) and not any(name.startswith("@") for name in value)
    return value is None or isinstance(value, str) or (plain and all(isinstance(text, str) for text in value.values()))


def _tongues(around: Around, each: Field, place: tuple[str, str], value: Any) -> tuple[Tongue, ...]:
    """The language that is there comes first; of several the reader's, of none the file's."""
    name, at = place
    own = plain_language(around, each, at)
    said = {lang: texts.clean(text) for lang, text in value.items()} if isinstance(value, dict) else {}
    if isinstance(value, str):
        said = {own: texts.clean(value)}
    there = [lang for lang, text in said.items() if text] or [around.keys]
    first = around.lang if around.lang in there else there[0]
    order = [first, *(lang for lang in dict.fromkeys((*LANGUAGES, *said)) if lang != first)]
    if isinstance(value, dict):
        return tuple(Tongue(lang, step(name, lang), step(at, lang), said.get(lang, "")) for lang in order)
    named = {lang: name if lang == own else f"{name}@{lang}" for lang in order}
    return tuple(Tongue(lang, named[lang], at, said.get(lang, "")) for lang in order)


def plain_language(around: Around, each: Field, at: str) -> str:
    """The language of a text that names none: of its key as written, else of the file."""
    written = ontology.keys().get(tree.meant(tree.split(at)[1]))
    return (written.lang if written and each.iri == written.iri else each.lang) or around.tongue


def _widget(each: Field, text: str) -> str:
    """A kind of input that can hold the text as it is: browsers empty a date that is none."""
    if "\n" in text or each.long:
        return "area"
    if each.kind == "boolean":
        return "yes"
    widget = {"date": "date", "time": "time", "dateTime": "moment", "link": "link"}.get(each.kind, "line")
    return widget if not text or widget in ("line", "link") or _FITS[widget](text) else "line"


def _is_date(text: str) -> bool:
    return len(text) == 10 and texts.is_moment(text)


def _is_time(text: str) -> bool:
    return len(text) == 5 and texts.is_moment(f"2000-01-01T{text}")


def _is_moment(text: str) -> bool:
    return len(text) == 16 and texts.is_moment(text)


_FITS = {"date": _is_date, "time": _is_time, "moment": _is_moment}


def _rows(around: Around, each: Field, place: tuple[str, str], value: Any, part: Part | None) -> Leaf:
    """Nodes shown within: one, or rows with as many blank ones as wanted."""
    name, at = place
    if not each.many:
        if not isinstance(value, dict | None):
            return Leaf(each, *place, "kept", (texts.shown(each, value),))
        return Leaf(each, *place, "node", ("there",) if value else (), rows=(_row(around, each, place, part),))
    if value is not None and not _holds_nodes(value):
        return Leaf(each, *place, "kept", (texts.shown(each, value),))
    found = [_row(around, each, way, part) for way in _standing(each, place, value)[: around.most]]
    alone = isinstance(value, dict) and not _is_map(each, value)  # it becomes a list before another one joins it
    wanted = 0 if alone else around.blanks.get(name, 0)
    count = len(value) if isinstance(value, list) else 0
    for number in range(min(wanted, around.most - len(found))):
        new = f"+{number}"
        where = step(at, new if _is_map(each, value) else count + number)
        found.append(_row(around, each, (step(name, new), where), part, blank=True))
    return Leaf(each, *place, "rows", rows=tuple(found))


def _holds_nodes(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _is_map(each: Field, value: Any) -> bool:
    return "id" in each.container and not isinstance(value, list)


def _standing(each: Field, place: tuple[str, str], value: Any) -> list[tuple[str, str]]:
    """The (name, pointer) of each node that is there."""
    name, at = place
    if isinstance(value, list):
        return [(step(name, i), step(at, i)) for i in range(len(value))]
    if isinstance(value, dict) and _is_map(each, value):
        return [(step(name, entry), step(at, entry)) for entry, node in value.items() if isinstance(node, dict)]
    return [place] if value is not None else []


def _row(around: Around, each: Field, place: tuple[str, str], part: Part | None, *, blank: bool = False) -> Row:
    cls = class_at(tree.node_at(around.document, place[1]), each.leads_to)
    return Row(*place, _leaves(around, place, (cls, each.iri), part), blank)


def _entries(around: Around, each: Field, place: tuple[str, str], value: Any) -> Leaf:
    """Nodes with a page of their own, and beside them the bare links to others."""
    at = place[1]
    found = [Entry(where, title(tree.node_at(around.document, where), where)) for where in nodes_under(each, at, value)]
    links = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    values = tuple(links) if each.kind == "link" else ()
    return Leaf(each, *place, "entries", values, entries=tuple(found))


def nodes_under(each: Field, at: str, value: Any) -> list[str]:
    """The pointers of the nodes that a field holds, however the file groups them."""
    if isinstance(value, dict) and "id" in each.container:
        return [step(at, name) for name, node in value.items() if isinstance(node, dict)]
    if isinstance(value, dict):
        return [at]
    held = value if isinstance(value, list) else []
    return [step(at, i) for i, one in enumerate(held) if isinstance(one, dict)]


#: When a thing without a name was, or will be.
_DAYS = ("faitLe", "doneOn", "debut", "start")


def title(node: Mapping[str, Any], at: str) -> str:
    """How a node is called: its name or first name, else its day, else its own word in the file."""
    said = {meant: value for key, value in tree.said(node) if (meant := tree.meant(key))}
    for key in ("nom", "name", "prenom", "firstName", "procede", "fichier", "file"):
        value = said.get(key)
        text = value if isinstance(value, str) else next(iter(value.values()), "") if isinstance(value, dict) else ""
        if isinstance(text, str) and text.strip():
            return text.strip()
    day = next((said[key] for key in _DAYS if isinstance(said.get(key), str) and said[key].strip()), "")
    if day:
        return day[:10]
    own = node.get("@id")
    return own if isinstance(own, str) else tokens(at)[-1] if at else ""


def class_at(node: Mapping[str, Any], expected: str) -> str:
    """The class of a node: the one it declares, if that is one of those expected."""
    stated = node.get("@type")
    found = ontology.class_names().get(stated, "") if isinstance(stated, str) else ""
    return found if found and expected in model.ours().classes_of(found) else expected


def names(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Every field of a page, those of rows too."""
    return [found for leaf in leaves for found in (leaf, *(each for row in leaf.rows for each in names(row.leaves)))]
