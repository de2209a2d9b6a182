"""The nodes of a document: which ones a field holds, how each is called, of which class it is. Pure."""

from collections.abc import Mapping
from typing import Any

import ontology
from harvester.pointers import step, tokens
from harvester.several import items
from server.publish import model, tree
from server.publish.model import Field


def nodes_under(each: Field, at: str, value: Any) -> list[str]:
    """The pointers of the nodes that a field holds, however the file groups them."""
    if isinstance(value, dict) and "id" in each.container:
        return [step(at, name) for name, node in value.items() if isinstance(node, dict)]
    if isinstance(value, dict):
        return [at]
    return [step(at, i) for i, one in enumerate(items(value)) if isinstance(one, dict)]


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
