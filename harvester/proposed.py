"""What a file proposes to say of things of others, part by part (ONTOLOGY §7, `fab:proposal`). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from harvester.authority import owns
from harvester.names import PERSON, PERSON_MARKS, RDF_TYPE, SCHEMA

#: Proposals of one file, and characters of one, at most; what is over is not kept.
_MOST, _LONGEST = 200, 50_000
_PERSONAL = PERSON_MARKS | {f"{SCHEMA}email", f"{SCHEMA}telephone"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a file proposes in one named graph of one thing: N-Triples."""

    graph: str
    about: str
    triples: str

    def read(self) -> list[ox.Triple]:
        """The triples."""
        return [quad.triple for quad in ox.parse(self.triples, ox.RdfFormat.N_TRIPLES)]


def parted(quads: Iterable[ox.Quad], base: str) -> tuple[Said, ...]:
    """The proposals of a file, one for each thing that a graph under `<base>#` speaks of. Pure.

    In: the quads of named graphs. What a file says of its own things is no proposal.
    """
    graphs: dict[str, list[ox.Triple]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(f"{base}#"):
            graphs[quad.graph_name.value].append(quad.triple)
    found = [said for name in sorted(graphs) for said in _of_graph(name, graphs[name], base)]
    return tuple(said for said in found if len(said.triples) <= _LONGEST)[:_MOST]


def _of_graph(name: str, triples: Sequence[ox.Triple], base: str) -> list[Said]:
    named = dict.fromkeys(t.subject for t in triples if isinstance(t.subject, ox.NamedNode))
    foreign = [subject for subject in named if not owns(base, subject.value)][:_MOST]
    parts = [(subject, _with_parts(subject, triples)) for subject in foreign]
    return [Said(name, subject.value, _n_triples(part)) for subject, part in parts if not any(map(_personal, part))]


def _personal(t: ox.Triple) -> bool:
    """Nobody proposes to name somebody: consent is told by a lab's own file only."""
    of_person = t.predicate.value == RDF_TYPE and getattr(t.object, "value", "") == PERSON
    return of_person or t.predicate.value in _PERSONAL


def _with_parts(subject: ox.NamedNode, triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """What is said of a thing, and of the nameless nodes under it."""
    reached: dict[object, None] = {subject: None}
    for _ in triples:
        below = [t.object for t in triples if t.subject in reached and isinstance(t.object, ox.BlankNode)]
        if all(node in reached for node in below):
            break
        reached |= dict.fromkeys(below)
    return [t for t in triples if t.subject in reached]


def _n_triples(triples: Iterable[ox.Triple]) -> str:
    """The same text for the same triples, whatever their blank nodes are called."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode()
    return "".join(f"{line}\n" for line in sorted(text.split("\n")) if line)
