"""From kept graphs to the dataset: each source's stated, derived and provenance triples, as N-Quads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

import ontology
from harvester.desk.logged import REPLACED
from harvester.files import graph_path
from harvester.keep_logs import log_graph
from harvester.names import FAB
from server.store.derive import derive
from server.store.generations import Stamp
from server.store.hubstate import Part
from server.store.maintenance import CommonPlans
from server.store.provenance import provenance

#: Raised when composing says something else of the same sources.
CODE = "1"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the hub's own graphs, under its public address."""

    hub: str

    @property
    def registry(self) -> str:
        """What the network's moderators say."""
        return f"{self.hub}/graph/registry"

    @property
    def vocab(self) -> str:
        """The controlled lists."""
        return f"{self.hub}/graph/vocab"

    @property
    def ontology(self) -> str:
        """The terms."""
        return f"{self.hub}/graph/ontology"

    @property
    def own(self) -> str:
        """Which state of the hub a dataset shows."""
        return f"{self.hub}/graph/hub"

    @property
    def dataset(self) -> str:
        """The dataset as a whole."""
        return f"{self.hub}/dataset"

    def derived(self, slug: str) -> str:
        """What follows from a source's graph."""
        return f"{self.hub}/graph/derived/{slug}"

    def log(self, slug: str) -> str:
        """What a lab says in its log book, and what holds of it."""
        return log_graph(self.hub, slug)

    def prov(self, slug: str) -> str:
        """Where a source's graph comes from."""
        return f"{self.hub}/graph/prov/{slug}"


class DamagedError(Exception):
    """A graph file that the hub's memory names is missing or unreadable: restore it from a backup."""


def read_graph(data: Path, name: str) -> bytes:
    """N-Quads of a kept graph. Errors: DamagedError."""
    try:
        return graph_path(data, name).read_bytes()
    except OSError as error:
        raise DamagedError(f"graph {name} cannot be read: {error}") from error


def plans(data: Path, registry: str | None) -> CommonPlans:
    """The common plans in the registry graph, if one was loaded."""
    return CommonPlans.of(parse(read_graph(data, registry), RdfFormat.N_QUADS)) if registry else CommonPlans()


def hub_graphs(data: Path, registry: str | None, names: Names) -> Iterator[bytes]:
    """N-Quads of the graphs that no source wrote: registry, lists, terms."""
    if registry:
        yield read_graph(data, registry)
    yield n_quads(ontology.vocab_quads(names.vocab))
    yield n_quads(ontology.ontology_quads(names.ontology))


def stamp_quads(names: Names, stamp: Stamp) -> list[Quad]:
    """What a dataset says of itself: the last change it shows, and the version of everything else."""
    dataset, graph = NamedNode(names.dataset), NamedNode(names.own)
    return [
        Quad(dataset, NamedNode(f"{FAB}lastChange"), Literal(stamp.seq), graph),
        Quad(dataset, NamedNode(f"{FAB}layout"), Literal(stamp.layout), graph),
    ]


def compose(data: Path, part: Part, names: Names, common: CommonPlans) -> Sequence[tuple[str, bytes]]:
    """A source's graphs: (graph name, N-Quads) of its file, its log book, what follows, and where it comes from."""
    if part.file is None:
        own = (part.base, names.log(part.slug), names.derived(part.slug), names.prov(part.slug))
        return [(name, b"") for name in own]
    stated, logged = said(data, part.file, part.log)
    derived = derive((*parse(stated, RdfFormat.N_QUADS), *logged), names.hub, part.slug, common)
    origin = provenance(part.base, part.slug, part.history, names.hub)
    return [
        (part.base, stated),
        (names.log(part.slug), _in_graph(logged, names.log(part.slug))),
        (names.derived(part.slug), _in_graph(derived, names.derived(part.slug))),
        (names.prov(part.slug), _in_graph(origin, names.prov(part.slug))),
    ]


def said(data: Path, file: str, log: str | None) -> tuple[bytes, Sequence[Triple]]:
    """What a lab says: N-Quads of its file without what its log book says anew, and the triples of the log book."""
    stated = read_graph(data, file)
    if log is None:
        return stated, ()
    logged = [quad.triple for quad in parse(read_graph(data, log), RdfFormat.N_QUADS)]
    anew = tuple(f"{t.subject} {t.predicate} ".encode() for t in logged if t.predicate.value in REPLACED)
    kept = (line for line in stated.splitlines(keepends=True) if not line.startswith(anew))
    return b"".join(kept), logged


def _in_graph(triples: Iterable[Triple], graph: str) -> bytes:
    name = NamedNode(graph)
    return n_quads(Quad(t.subject, t.predicate, t.object, name) for t in triples)


def n_quads(quads: Iterable[Quad]) -> bytes:
    """Serialise; blank node labels as they are."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
