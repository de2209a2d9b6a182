"""What the rules ask of single properties, for whoever draws a form: whether one is needed, of which kind, how many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from shapes.compile import graph
from shapes.names import CODE, NAMESPACE, PATH, PROPERTY, SEVERITY, SH
from shapes.turtle import Statements, Subject

_CLASS, _OBJECTS, _SUBJECTS = f"{SH}targetClass", f"{SH}targetObjectsOf", f"{SH}targetSubjectsOf"
_LOW, _HIGH = (f"{SH}minInclusive", f"{SH}minExclusive"), (f"{SH}maxInclusive", f"{SH}maxExclusive")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks of the property `path` of some nodes.

    Which nodes: those of a class (`of`), those that a property leads to (`under`), or, with neither, all that bear the
    property. `least` and `most` count its values (no `most`: any number); `low`, `high`, `pattern` and `datatype` bound
    each value, empty when nothing is asked. `severity` is Violation, Warning or Info; `rule` an id of `rules()`.
    """

    rule: str
    severity: str
    path: str
    of: str = ""
    under: str = ""
    least: int = 0
    most: int | None = None
    low: str = ""
    high: str = ""
    pattern: str = ""
    datatype: str = ""


@cache
def asked() -> tuple[Asked, ...]:
    """Give what is asked of single properties, in the order of the files; rules about several at once are left out."""
    shapes = graph()
    found = (each for subject, said in shapes.items() for each in _of_shape(subject, said, shapes))
    return tuple(dict.fromkeys(found))


def _of_shape(subject: Subject, said: Statements, shapes: Mapping[Subject, Statements]) -> Iterator[Asked]:
    targets = list(_targets(said))
    parts = [value for value in _values(said, PROPERTY) if value in shapes]
    for part, rule in [(subject, subject), *((part, part) for part in parts if not isinstance(part, ox.Literal))]:
        statements = shapes[part]
        path = _value(statements, PATH)
        if path.startswith("http") and targets:
            named = rule if _values(statements, CODE) else subject
            for target in targets:
                yield _asked(named, statements, shapes, path, target)


def _targets(said: Statements) -> Iterator[tuple[str, str]]:
    """(class, property that leads there); both empty for nodes that bear the property."""
    for predicate, value in said:
        if predicate.value == _CLASS:
            yield value.value, ""
        elif predicate.value == _OBJECTS:
            yield "", value.value
        elif predicate.value == _SUBJECTS:
            yield "", ""


def _asked(
    rule: Subject, said: Statements, shapes: Mapping[Subject, Statements], path: str, target: tuple[str, str]
) -> Asked:
    inner = [shapes[node] for node in _values(said, f"{SH}node") if isinstance(node, ox.BlankNode)]
    whole = [*said, *(pair for statements in inner for pair in statements)]
    most = _value(whole, f"{SH}maxCount")
    return Asked(
        rule=rule.value.removeprefix(NAMESPACE),
        severity=_value(said, SEVERITY).removeprefix(SH),
        path=path,
        of=target[0],
        under=target[1],
        least=int(_value(whole, f"{SH}minCount") or 0),
        most=int(most) if most else None,
        low=_first(whole, _LOW),
        high=_first(whole, _HIGH),
        pattern=_value(whole, f"{SH}pattern"),
        datatype=_value(whole, f"{SH}datatype"),
    )


def _first(said: Statements, predicates: tuple[str, str]) -> str:
    return next((value for name in predicates if (value := _value(said, name))), "")


def _values(said: Statements, predicate: str) -> list[Subject | ox.Literal]:
    return [value for name, value in said if name.value == predicate]


def _value(said: Statements, predicate: str) -> str:
    found = _values(said, predicate)
    return found[0].value if found and not isinstance(found[0], ox.BlankNode) else ""
