"""VoID: how much there is, of which classes and properties, and where to get it. https://www.w3.org/TR/void/"""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from server.catalog import nodes, words
from server.catalog.scene import Entry, Scene
from server.catalog.terms import Shared, moment, number, say, term
from server.sparql.formats import FORMATS_NS
from server.store.dump.plan import WHOLE

#: Namespaces of the vocabularies that a count may name.
VOCABULARIES = (
    "https://w3id.org/fabcommons/ns#", "http://schema.org/", "http://purl.org/dc/terms/", "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/dcat#", "http://www.opengis.net/ont/geosparql#",
    "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/goodrelations/v1#", "https://w3id.org/oseg/ont/okh#",
)  # fmt: skip
_FORMATS = ("N-Quads", "Turtle")


def void(scene: Scene) -> Iterator[Triple]:
    """The description of the dataset as a whole, with one subset a source."""
    shared = Shared()
    here = NamedNode(f"{scene.hub}/.well-known/void")
    dataset = NamedNode(f"{scene.hub}/dataset")
    yield from say(
        here,
        a=term("void:DatasetDescription"),
        dct_title=nodes.named(scene, words.VOID),
        dct_modified=moment(scene.manifest.modified),
        foaf_primaryTopic=dataset,
    )
    yield from whole(scene, dataset, shared)
    yield from _partitions(scene, dataset)
    for entry in scene.entries:
        yield from _subset(scene, entry, shared)
    yield from shared.triples()


def whole(scene: Scene, dataset: NamedNode, shared: Shared) -> Iterator[Triple]:
    """The dataset: who, where, how much."""
    hub, totals = scene.hub, scene.manifest.totals
    yield from say(
        dataset,
        a=term("void:Dataset"),
        dct_title=nodes.named(scene, words.WHOLE),
        dct_description=words.filled(words.WHOLE_ABOUT, count=str(len(scene.entries))),
        dct_publisher=nodes.publisher(scene, shared),
        dct_rights=nodes.mixed_rights(scene, shared),
        dct_modified=moment(scene.manifest.modified),
        foaf_homepage=shared(f"{hub}/", "foaf:Document"),
        void_sparqlEndpoint=NamedNode(f"{hub}/sparql"),
        void_dataDump=NamedNode(f"{hub}/dump/{WHOLE}.nq.gz"),
        void_uriLookupEndpoint=NamedNode(f"{hub}/resource?iri="),
        void_rootResource=NamedNode(f"{hub}/catalog"),
        void_exampleResource=[NamedNode(f"{entry.told.base}#lab") for entry in scene.entries[:3]],
        void_feature=[NamedNode(f"{FORMATS_NS}{name}") for name in _FORMATS],
        void_vocabulary=_vocabularies((*totals.classes, *totals.properties)),
        void_triples=number(totals.triples),
        void_entities=number(totals.entities),
        void_distinctSubjects=number(totals.subjects),
        void_classes=number(len(totals.classes)),
        void_properties=number(len(totals.properties)),
        void_subset=[NamedNode(entry.told.base) for entry in scene.entries],
    )


def _vocabularies(names: Iterable[str]) -> list[NamedNode]:
    used = tuple(names)
    return [NamedNode(space) for space in VOCABULARIES if any(name.startswith(space) for name in used)]


def _partitions(scene: Scene, dataset: NamedNode) -> Iterator[Triple]:
    totals = scene.manifest.totals
    yield from _parted(dataset, f"{scene.hub}/.well-known/void#class-", "class", "entities", totals.classes)
    yield from _parted(dataset, f"{scene.hub}/.well-known/void#property-", "property", "triples", totals.properties)


def _parted(dataset: NamedNode, nodes_at: str, kind: str, measure: str, counts: Mapping[str, int]) -> Iterator[Triple]:
    """One partition for each class or property, with how much of it there is."""
    parts = {NamedNode(f"{nodes_at}{place}"): told for place, told in enumerate(counts.items(), start=1)}
    yield from (Triple(dataset, term(f"void:{kind}Partition"), node) for node in parts)
    for node, (name, count) in parts.items():
        told = {f"void_{kind}": NamedNode(name), f"void_{measure}": number(count)}
        yield from say(node, a=term("void:Dataset"), **told)


def _subset(scene: Scene, entry: Entry, shared: Shared) -> Iterator[Triple]:
    """A source: the graph that it states, named by its base."""
    told = entry.told
    yield from say(
        NamedNode(told.base),
        a=term("void:Dataset"),
        dct_title=told.card.names or told.slug,
        dct_license=[node for name in told.card.licences if (node := nodes.licence(name, shared))],
        dct_modified=moment(entry.modified or entry.source.registered_at),
        void_uriSpace=f"{told.base}#",
        void_triples=number(told.stated),
        void_dataDump=NamedNode(f"{scene.hub}/dump/sources/{told.slug}.nq.gz"),
    )
