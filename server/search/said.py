"""From triples to the values of entries: texts by language, IRIs, numbers. Pure."""

from collections.abc import Iterable, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode

from harvester.names import FAB, SCHEMA
from server.store.facts import Facts, Node

_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"


def iris(facts: Facts, node: Node, predicate: str) -> tuple[str, ...]:
    """The IRIs that a thing names by a property."""
    return tuple(v.value for v in facts.values(node, predicate) if isinstance(v, NamedNode))


def texts(facts: Facts, node: Node, predicate: str) -> dict[str, str]:
    """Its texts by language: the first of each; the empty key for none."""
    found: dict[str, str] = {}
    for value in literals(facts, node, predicate):
        found.setdefault(language(value), value.value)
    return found


def literals(facts: Facts, node: Node, predicate: str) -> list[Literal]:
    """Its literals."""
    return [v for v in facts.values(node, predicate) if isinstance(v, Literal)]


def language(value: Literal) -> str:
    """`fr` for `fr-FR`; the empty string for none."""
    return (value.language or "").partition("-")[0].lower()


def number(facts: Facts, node: Node, predicate: str) -> float | None:
    """The first number, finite."""
    for value in literals(facts, node, predicate):
        try:
            read = float(value.value)
        except ValueError:
            continue
        if abs(read) < 1e12:
            return read
    return None


def integer(facts: Facts, node: Node, predicate: str) -> int | None:
    """The first number, whole."""
    read = number(facts, node, predicate)
    return None if read is None else int(read)


def models(machine: Node, own: Facts, registry: Facts) -> list[Node]:
    """The model of a machine and all that replace it."""
    waiting, found = list(own.values(machine, f"{SCHEMA}model")), list[Node]()
    while waiting:
        model = waiting.pop(0)
        if model not in found and isinstance(model, NamedNode | BlankNode):
            found.append(model)
            waiting += [*registry.values(model, _REPLACED_BY), *own.values(model, _REPLACED_BY)]
    return found


def first(values: Iterable[float | None]) -> float | None:
    """The first that is known."""
    return next((value for value in values if value is not None), None)


def of_both(own: Facts, registry: Facts, node: Node, predicate: str) -> Sequence[Node]:
    """What the lab and the registry say of a thing."""
    return [*own.values(node, predicate), *registry.values(node, predicate)]


def fab(name: str) -> str:
    """The IRI of a term of ours."""
    return FAB + name
