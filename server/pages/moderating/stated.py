"""What a proposal says, in words: what it calls each property, and the value."""

from dataclasses import dataclass

import pyoxigraph as ox

from harvester.desk.proposals import Proposal
from server.pages import language
from server.pages.linked.facts import label


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement: what its property is called, its value; `names` tells that the value is the IRI of a thing."""

    property: str
    value: str
    names: bool


def stated(proposal: Proposal) -> list[Stated]:
    """The statements of a proposal on the thing itself, in the order of its triples; those on parts of it are left."""
    found = [quad.triple for quad in ox.parse(proposal.triples, ox.RdfFormat.N_TRIPLES)]
    about = ox.NamedNode(proposal.about)
    return [_one(triple) for triple in found if triple.subject == about and not isinstance(triple.object, ox.BlankNode)]


def _one(triple: ox.Triple) -> Stated:
    value = triple.object.value if isinstance(triple.object, ox.Literal | ox.NamedNode) else ""
    return Stated(label(triple.predicate.value, language.chosen()), value, isinstance(triple.object, ox.NamedNode))
