"""The service description: what this endpoint speaks, in RDF. https://www.w3.org/TR/sparql11-service-description/"""

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from server.sparql.formats import GRAPHS, RESULTS

SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def description(endpoint: str, media_type: str) -> bytes | None:
    """The description of the service at `endpoint` (its public address), in the RDF format `media_type`."""
    rdf_format = RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    return serialize(_triples(endpoint), format=rdf_format, prefixes={"sd": SD})


def _triples(endpoint: str) -> Iterator[Triple]:
    service, dataset, graph = NamedNode(endpoint), BlankNode("dataset"), BlankNode("union")
    yield Triple(service, RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for each in {format_.iri: format_ for format_ in (*RESULTS, *GRAPHS)}:
        yield Triple(service, _sd("resultFormat"), NamedNode(each))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, RDF_TYPE, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
