"""The service description: what this endpoint speaks, in RDF. https://www.w3.org/TR/sparql11-service-description/"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from server.sparql.formats import GRAPHS, RESULTS
from server.sparql.functions import EXTENSION_FUNCTIONS
from server.store.limits import QueryLimits
from server.store.wording import count, seconds, size

SD = "http://www.w3.org/ns/sparql-service-description#"
PREFIXES = {
    "sd": SD, "void": "http://rdfs.org/ns/void#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/", "formats": "http://www.w3.org/ns/formats/",
    "geof": "http://www.opengis.net/def/function/geosparql/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COMMENT = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
_LIMITS = {
    "fr": "En lecture seule. Une requête s'arrête au bout de {seconds} ; une réponse a au plus {rows} lignes et "
    "{bytes}, le texte d'une requête au plus {length}. Au-delà, une erreur le dit : une réponse n'est jamais coupée. "
    "SERVICE est refusé : fédérez de votre côté, par exemple avec Comunica, ou prenez les exports complets.",
    "en": "Read-only. A query stops after {seconds}; an answer has at most {rows} rows and {bytes}, the text of a "
    "query at most {length}. Beyond that an error says so: an answer is never cut. SERVICE is refused: federate on "
    "your side, for instance with Comunica, or take the full dumps.",
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the endpoint serves: the node of the dataset, and triples that describe it; at least its default graph."""

    node: NamedNode | BlankNode
    triples: Sequence[Triple]


def plain_dataset() -> Dataset:
    """A dataset of which nothing is known."""
    node, graph = BlankNode("dataset"), BlankNode("union")
    return Dataset(node, (Triple(node, sd("defaultGraph"), graph), Triple(graph, RDF_TYPE, sd("Graph"))))


def description(endpoint: str, media_type: str, limits: QueryLimits, dataset: Dataset | None = None) -> bytes | None:
    """The description of the service at `endpoint` (its public address), in the RDF format `media_type`."""
    rdf_format = RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    return serialize(_triples(endpoint, limits, dataset or plain_dataset()), format=rdf_format, prefixes=PREFIXES)


def _triples(endpoint: str, limits: QueryLimits, dataset: Dataset) -> Iterator[Triple]:
    service = NamedNode(endpoint)
    yield Triple(service, RDF_TYPE, sd("Service"))
    yield Triple(service, sd("endpoint"), service)
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for each in {format_.iri: format_ for format_ in (*RESULTS, *GRAPHS)}:
        yield Triple(service, sd("resultFormat"), NamedNode(each))
    for name in EXTENSION_FUNCTIONS:
        yield Triple(service, sd("extensionFunction"), NamedNode(name))
    for lang in _LIMITS:
        yield Triple(service, _COMMENT, Literal(_limits(limits, lang), language=lang))
    yield Triple(service, sd("defaultDataset"), dataset.node)
    yield Triple(dataset.node, RDF_TYPE, sd("Dataset"))
    yield from dataset.triples
    for name in EXTENSION_FUNCTIONS:
        yield Triple(NamedNode(name), RDF_TYPE, sd("Function"))


def _limits(limits: QueryLimits, lang: str) -> str:
    return _LIMITS[lang].format(
        seconds=seconds(limits.seconds, lang),
        rows=count(limits.rows, lang),
        bytes=size(limits.bytes, lang),
        length=size(limits.query_bytes, lang),
    )


def sd(name: str) -> NamedNode:
    """A term of the vocabulary."""
    return NamedNode(SD + name)
