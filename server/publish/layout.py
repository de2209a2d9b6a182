"""A node of a document as fields with their values, ready to be drawn and to be read back. Pure."""

from collections.abc import Mapping
from typing import Any

from harvester import several
from harvester.pointers import follow, step
from server.publish import model, texts, tree
from server.publish.leaf import Around, Entry, Leaf, Row
from server.publish.model import Field
from server.publish.nodes import class_at, nodes_under, title
from server.publish.options import Option
from server.publish.plain import plain

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


def leaves(around: Around, at: str, cls: str, under: str = "", part: Part | None = None) -> tuple[Leaf, ...]:
    """The fields of the node at a pointer. In: its class, the property that leads to it, the part that is wanted."""
    return _leaves(around, (at, at), (cls, under), part)


def _leaves(around: Around, place: tuple[str, str], what: tuple[str, str], part: Part | None) -> tuple[Leaf, ...]:
    name, at = place
    node = tree.node_at(around.document, at)
    found = [_kind(around, place, what[0])] if part is None else []
    for each in model.fields(what[0], around.keys, what[1]):
        inner = None if part is None else part.get(each.french)
        if part is None or inner is not None:
            where = tree.place_of(node, at, each)
            found.append(_leaf(around, each, (name + where[len(at) :], where), inner))
    if part:  # in the order of the short form
        order = list(part)
        return tuple(sorted((leaf for leaf in found if leaf), key=lambda leaf: order.index(leaf.field.french)))
    return tuple(leaf for leaf in found if leaf)


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
    return plain(around, each, place, value)


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
    links = [one for one in several.each(value) if isinstance(one, str)]
    values = tuple(links) if each.kind == "link" else ()
    return Leaf(each, *place, "entries", values, entries=tuple(found))
