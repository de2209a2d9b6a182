"""JSON-LD nodes nested where they are named first, so that a document reads from the thing down. Pure.

Framing (PyLD) would do it for one thing, but repeats lists as soon as a document has several.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Node = dict[str, Any]


def nested(nodes: Iterable[Node], top: Sequence[str]) -> list[Node]:
    """In: the nodes of an expanded, flat document; the names of those that stand at the top. Nothing gets lost."""
    return _Nest(nodes, top).all()


class _Nest:
    def __init__(self, nodes: Iterable[Node], top: Sequence[str]) -> None:
        self._nodes = {node["@id"]: node for node in nodes}
        self._top = [name for name in top if name in self._nodes]
        self._named = Counter(name for node in self._nodes.values() for name in _references(node))
        self._placed = set(self._top)

    def all(self) -> list[Node]:
        found = [self._written(name) for name in self._top]
        for name in self._nodes:  # what nothing leads to
            if name not in self._placed:
                self._placed.add(name)
                found.append(self._written(name))
        return found

    def _written(self, name: str) -> Node:
        node = self._nodes[name]
        told = {key: self._value(value) for key, value in node.items() if key != "@id"}
        return (
            told if name.startswith("_:") and self._named[name] < 2 and name not in self._top else {"@id": name, **told}
        )

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if not isinstance(value, dict):
            return value
        if "@list" in value:
            return {"@list": self._value(value["@list"])}
        name = str(value.get("@id", ""))
        if name not in self._nodes or name in self._placed:
            return value
        self._placed.add(name)
        return self._written(name)


def _references(value: Any) -> Iterator[str]:
    """The names of the nodes that a node leads to."""
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, Mapping):
        if set(value) == {"@id"}:
            yield value["@id"]
        else:
            yield from _references(list(value.values()))
