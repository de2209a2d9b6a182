"""A node that was not there: where it stands, what it declares itself to be, its name in the file."""

from collections.abc import Sequence
from typing import Any

import ontology
from harvester import several
from harvester.pointers import follow, step
from harvester.words import slug
from server.publish import model, tree
from server.publish.held import Document, put
from server.publish.leaf import Leaf, flat
from server.publish.model import Field


def added(document: Document, leaf: Leaf, called: str, lang: str) -> str:
    """Add a node with a page of its own. In: its field, its name if any, the keys' language. Out: its pointer."""
    each, held = leaf.field, follow(document, leaf.at)
    node = _new_node(each, called, lang)
    name = new_name(document, called or french_class(each.leads_to))
    if "id" in each.container and not isinstance(held, list):
        put(document, leaf.at, {**(held if isinstance(held, dict) else {}), name: node})
        return step(leaf.at, name)
    named = {"@id": name, **node}
    if not each.many and held is None:
        put(document, leaf.at, named)
        return leaf.at
    if not each.many:
        return leaf.at if isinstance(held, dict) else ""
    items = [*several.held(held), named]
    put(document, leaf.at, items)
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


def listed(document: Document, leaves: Sequence[Leaf], name: str) -> None:
    """A node that stands alone under a key for several becomes a list, which others can join."""
    for leaf in flat(leaves):
        held = follow(document, leaf.at)
        if leaf.name == name and leaf.widget == "rows" and isinstance(held, dict) and "id" not in leaf.field.container:
            tree.put(document, leaf.at, [held])
