"""How much a dataset holds, counted source by source, so that a generation's counts cost what changed. Pure.

A source may speak of its own things only, so what it owns is counted once and for all; the few other subjects (a thing
of somebody else that gets an inverse) are listed, and the sum over sources is exact.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from pyoxigraph import NamedNode, Quad

from harvester.names import RDF_TYPE


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one member: its triples, owned entities (IRIs), blank subjects; triples a property; subjects a class.

    `others`: each subject that is not its own, with its classes; not counted in `entities` nor in `classes`.
    """

    triples: int = 0
    entities: int = 0
    blanks: int = 0
    properties: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As it is written beside the member."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The reverse of `as_json`."""
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a whole dataset; `subjects` are distinct ones, `entities` those that have an IRI."""

    triples: int
    subjects: int
    entities: int
    properties: Mapping[str, int]
    classes: Mapping[str, int]


def count(quads: Iterable[Quad], owned: Callable[[str], bool]) -> Counts:
    """Count quads of which no triple stands twice. In: the quads, and whether an IRI is the member's own."""
    read = list(quads)
    properties = Counter(quad.predicate.value for quad in read)
    kinds = kinds_of(read)
    named = [name for name in kinds if not name.startswith("_:")]
    others = {iri: sorted(kinds[iri]) for iri in sorted(named) if not owned(iri)}
    return Counts(
        triples=properties.total(),
        entities=len(named) - len(others),
        blanks=len(kinds) - len(named),
        properties=dict(properties),
        classes=dict(Counter(kind for name in kinds.keys() - others.keys() for kind in kinds[name])),
        others=others,
    )


def kinds_of(quads: Iterable[Quad]) -> Mapping[str, set[str]]:
    """Every subject (IRI, or `_:` and a label) with its classes."""
    kinds: dict[str, set[str]] = {}
    for quad in quads:
        node = quad.subject
        classes = kinds.setdefault(node.value if isinstance(node, NamedNode) else str(node), set())
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode):
            classes.add(quad.object.value)
    return kinds


def total(counted: Iterable[Counts], elsewhere: Callable[[str], Collection[str] | None]) -> Totals:
    """The counts of all members together.

    In: the counts; for an IRI, the classes that the member that owns it counted it in (None: it does not speak of it).
    """
    triples = entities = blanks = 0
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    others: dict[str, set[str]] = {}
    for each in counted:
        triples, entities, blanks = triples + each.triples, entities + each.entities, blanks + each.blanks
        properties.update(each.properties)
        classes.update(each.classes)
        for iri, kinds in each.others.items():
            others.setdefault(iri, set()).update(kinds)
    for iri, found in sorted(others.items()):
        known = elsewhere(iri)
        entities += known is None
        classes.update(found.difference(known or ()))
    return Totals(triples, entities + blanks, entities, dict(sorted(properties.items())), dict(sorted(classes.items())))
