"""A key that stands twice in one node, as `état` and `etat` may: what both say, as one value. Pure."""

import json
from collections.abc import Mapping
from typing import Any

import ontology
from harvester.several import each


def added(key: ontology.Key, held: Any, value: Any) -> Any:
    """What a key says that already says something: maps become one map, everything else one list.

    In: the key, two values as `resolve` makes them. Out: another such value.
    """
    if key.nest:
        return _nests(held, value)
    if "language" in key.container and (_is_map(held) or _is_map(value)):
        return _maps(_by_language(key, held), _by_language(key, value))
    if "id" in key.container and _is_map(held) and _is_map(value):
        return _maps(held, value)
    if "id" in key.container and "graph" not in key.container:
        return [*_nodes(held), *_nodes(value)]
    return _both(held, value)


def _nests(held: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(held)
    for name, member in value.items():
        key = ontology.keys().get(name)
        if name in made:
            made[name] = added(key, made[name], member) if key else _both(made[name], member)
        else:
            made[name] = member
    return made


def _maps(held: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """One map of two; what both have stands in a list."""
    both = {name: _both(held[name], value[name]) for name in held if name in value}
    return {**held, **value, **both}


def _both(held: Any, value: Any) -> list[Any]:
    return [*each(held), *each(value)]


def _by_language(key: ontology.Key, value: Any) -> Mapping[str, Any]:
    """A map of languages, whose entries are texts; a text alone is in the language of its key."""
    if _is_map(value):
        return {name: _texts(entry) for name, entry in value.items()}
    return {key.lang or "@none": _texts(value)}


def _texts(entry: Any) -> list[str]:
    return [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in each(entry)]


def _nodes(value: Any) -> list[Any]:
    """The nodes of a map by identifier, each with its own."""
    if not _is_map(value):
        return each(value)
    return [{"@id": name, **node} for name, entry in value.items() for node in each(entry)]


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and "@value" not in value
