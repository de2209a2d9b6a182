"""A thing that has a page: what it is called, whose it is, and everything the dataset says of it."""

from dataclasses import dataclass
from functools import cache

from pyoxigraph import BlankNode, NamedNode, Quad

from harvester.keep_logs import log_graph
from harvester.names import FAB, SCHEMA
from harvester.registry import Source
from server.pages.ask import Ask, Quads
from server.pages.linked.formats import OFFERED
from server.sparql.formats import Format
from server.store.task import Extract

#: By these a thing names what belongs to it and has no page of its own.
PARTS = frozenset(
    {
        f"{FAB}maintenanceTask", f"{FAB}maintenanceRecord", f"{FAB}scheduledTask", f"{FAB}loanOffer",
        f"{FAB}capability", f"{FAB}currentVersion", f"{SCHEMA}member", f"{SCHEMA}image", f"{SCHEMA}seeks",
        "http://www.opengis.net/ont/geosparql#hasGeometry",
    }
)  # fmt: skip
#: What the network itself describes in one document.
NETWORK_PARTS = PARTS | {f"{FAB}guide", f"{FAB}issuesCredential", f"{SCHEMA}makesOffer"}


NOTHING = Extract()


@dataclass(frozen=True, slots=True)
class Thing:
    """What a page is about.

    `iri` is its own name; `source` whose it is (None: the network's, or ours); `asked` what to take of the dataset;
    `packaged` what travels with the program instead; `only` the one property of which the page tells (a lending offer
    has no name of its own); `formats` what it can be had in, the usual first.
    """

    iri: str
    asked: Extract = NOTHING
    source: Source | None = None
    packaged: Quads = ()
    text: bytes = b""
    only: str = ""
    formats: tuple[Format, ...] = OFFERED

    def quads(self, ask: Ask) -> Quads:
        """Everything that is said of it, with the graphs that say it."""
        if self.packaged:
            return self.packaged
        found = ask.extract(self.asked)
        return _only(found, self.iri, self.only) if self.only else found


def of_lab(iri: str, source: Source, hub: str, only: str = "") -> Thing:
    """A thing of a lab's file."""
    within = (f"{source.base}#", f"{hub}/due/{source.slug}/", f"{hub}/geometry/{source.slug}")
    return Thing(iri, Extract(things=(iri,), parts=PARTS, within=within), source, only=only)


def of_network(iri: str) -> Thing:
    """A shared subject of the registry, with what stands under it: `…#optique`."""
    return Thing(iri, Extract(things=(iri,), parts=NETWORK_PARTS, within=(f"{iri}#",)))


def of_source(source: Source, hub: str) -> Thing:
    """A whole file: all it states, and where it comes from."""
    within = (f"{hub}/sources/{source.slug}/",)
    graphs = (source.base, log_graph(hub, source.slug))
    wanted = Extract(things=(source.base,), graphs=graphs, parts=PARTS, within=within)
    return Thing(source.base, wanted, source)


def of_graph(iri: str) -> Thing:
    """Everything in one graph."""
    return Thing(iri, Extract(graphs=(iri,)))


@cache
def provenance(base: str, slug: str, hub: str) -> Extract:
    """Where the published version of a file comes from."""
    return Extract(things=(base,), parts=frozenset({f"{FAB}currentVersion"}), within=(f"{hub}/sources/{slug}/",))


def _only(quads: Quads, iri: str, predicate: str) -> Quads:
    """The statements of one property, and all under it."""
    wanted: set[object] = {quad.object for quad in quads if _tells(quad, iri, predicate)}
    kept: list[Quad] = []
    for quad in quads:  # what hangs under a node comes after it
        if _tells(quad, iri, predicate) or quad.subject in wanted:
            kept.append(quad)
            wanted |= {quad.object} if isinstance(quad.object, BlankNode) else set()
    return tuple(kept)


def _tells(quad: Quad, iri: str, predicate: str) -> bool:
    return quad.predicate.value == predicate and quad.subject == NamedNode(iri)
