"""One query, or one wish for whole things, as it travels to a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Dataset:
    """The graphs a query sees, by IRI. None and None: every graph, their union as default graph.

    As soon as one list is given the other, if None, is empty (SPARQL 1.1 Protocol, 2.1.4).
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    @property
    def chosen(self) -> bool:
        """Whether the caller chose graphs; else the query's own FROM counts, else the union."""
        return self.default is not None or self.named is not None


WHOLE = Dataset()


@dataclass(frozen=True)
class Task:
    """A scanned query on a named generation; `media_type` is the canonical one of the answer's format.

    `graph` are N-Quads to be asked in place of a generation: what is not published, such as a file that is checked.
    """

    generation: str
    query: str
    form: str
    media_type: str
    dataset: Dataset = WHOLE
    has_from: bool = False
    base: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    bound: Mapping[str, Term] = field(default_factory=dict)
    """Values put in place of variables that the query selects, by name without the question mark."""
    graph: bytes = b""


@dataclass(frozen=True)
class Extract:
    """Things and whole graphs, by IRI, to be taken out of a named generation as N-Quads.

    What a thing names by a predicate of `parts` comes along if its IRI begins with one of `within`.
    """

    generation: str = ""
    things: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    within: tuple[str, ...] = ()
