"""A document as a tree: read, put and take values by JSON pointer. Only `put`, `take` and `rename` change it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import ontology
from harvester.pointers import follow, step, tokens
from harvester.words import fold, folded_keys
from server.publish.model import Field

Node = dict[str, Any]


@cache
def meant(written: str) -> str:
    """The key that was meant by a word: itself, or the one that differs by accents and case only; else nothing."""
    known = ontology.keys()
    if written in known:
        return written
    return folded_keys().get(fold(written), "") if not written.startswith("@") and ":" not in written else ""


def node_at(document: Any, pointer: str) -> Node:
    """The node at a pointer; an empty one where there is none."""
    found = follow(document, pointer)
    return found if isinstance(found, dict) else {}


def place_of(node: Mapping[str, Any], pointer: str, field: Field) -> str:
    """The pointer of a field of the node at `pointer`: where the file says it, in drawers too; else where it would."""
    for words in ((field.key, field.twin), field.also):
        for written in node:
            if meant(written) in words:
                return step(pointer, written)
        for written, value in node.items():
            if isinstance(value, dict) and _is_drawer(written):
                for inner in value:
                    if meant(inner) in words:
                        return step(step(pointer, written), inner)
    return step(pointer, field.key)


def said(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every key of a node with its value, those in drawers too."""
    for written, value in node.items():
        if isinstance(value, dict) and _is_drawer(written):
            yield from value.items()
        else:
            yield written, value


def _is_drawer(written: str) -> bool:
    key = ontology.keys().get(meant(written))
    return key is not None and key.nest


def put(document: Node, pointer: str, value: Any) -> None:
    """Set the value at a pointer; nodes on the way are made."""
    *way, last = tokens(pointer)
    here: Any = document
    for token in way:
        here = _into(here, token)
    if isinstance(here, list) and last.isdigit() and int(last) < len(here):
        here[int(last)] = value
    elif isinstance(here, dict):
        here[last] = value


def take(document: Node, pointer: str) -> None:
    """Remove what is at a pointer, and the list, map or node around it if that is left empty."""
    above, token = split(pointer)
    here = follow(document, above)
    if isinstance(here, list) and token.isdigit() and int(token) < len(here):
        del here[int(token)]
    elif isinstance(here, dict):
        here.pop(token, None)
    if above and here in ([], {}):
        take(document, above)


def split(pointer: str) -> tuple[str, str]:
    """A pointer as (what is above, last step)."""
    way = tokens(pointer)
    above = ""
    for token in way[:-1]:
        above = step(above, token)
    return above, way[-1] if way else ""


def rename(entries: Node, old: str, new: str) -> None:
    """Give an entry of a map another name, at its place."""
    for name in list(entries):
        value = entries.pop(name)
        entries[new if name == old else name] = value


def names_in(value: Any) -> set[str]:
    """Every `#name` that the document gives to one of its nodes. Errors: none; depth is limited before."""
    if isinstance(value, list):
        return set().union(*map(names_in, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    stated = {text for name in ("@id", "id") if isinstance(text := value.get(name), str)}
    return stated | {name for name in value if name.startswith("#")} | names_in(list(value.values()))


def shallow(value: Any, most: int) -> bool:
    """Whether a document is nested no deeper than that; counts without recursion."""
    waiting = [(value, 1)]
    while waiting:
        found, level = waiting.pop()
        below = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        if level > most:
            return False
        waiting += [(each, level + 1) for each in below if isinstance(each, dict | list)]
    return True


def _into(here: Any, token: str) -> Any:
    if isinstance(here, list):
        return here[int(token)] if token.isdigit() and int(token) < len(here) else {}
    if not isinstance(here, dict):
        return {}
    if not isinstance(here.get(token), dict | list):
        here[token] = {}
    return here[token]
