"""Quads as bytes in each RDF format, in an order that reads well. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from harvester.names import RDF_TYPE
from server.pages.linked.compact import compacted
from server.sparql.formats import Format
from server.sparql.prefixes import PREFIXES
from server.store.task import Term

_WITH_GRAPHS = ("trig", "nq")
_PREFIXES = {**PREFIXES, "sh": "http://www.w3.org/ns/shacl#"}
#: https://www.w3.org/TR/xml/#charsets - a literal may hold what no XML file can.
_UNFIT_FOR_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_NAME = re.compile(r"[A-Za-z_\u00c0-\ufffd][\w.\-]*$")


class UnwritableError(Exception):
    """The format cannot hold these triples."""


def keeps_graphs(format_: Format) -> bool:
    """Whether the format says which graph each triple stands in."""
    return format_.name in _WITH_GRAPHS


def written(quads: Iterable[Quad], things: Iterable[str], format_: Format, lang: str, nested: int) -> bytes:
    """In: quads, the things they are about (the top of JSON-LD), the format, the language of JSON-LD's keys, and how
    many triples JSON-LD may nest: more are written as they come, with whole IRIs.

    Errors: UnwritableError.
    """
    ordered = _ordered(quads, by_graph=keeps_graphs(format_))
    if keeps_graphs(format_):
        return _serialized(ordered, format_)
    triples = list(dict.fromkeys(quad.triple for quad in ordered))
    if format_.name == "jsonld" and len(triples) <= nested:
        return compacted(triples, things, lang).encode()
    if format_.name == "rdf" and not all(map(_fits_xml, triples)):
        raise UnwritableError
    return _serialized(triples, format_)


def _ordered(quads: Iterable[Quad], *, by_graph: bool) -> list[Quad]:
    """Graph by graph if that shows, subject by subject as they first come, what each is before the rest."""
    found = list(quads)
    graphs = _ranks(quad.graph_name if by_graph else None for quad in found)
    subjects = _ranks(quad.subject for quad in found)

    def key(quad: Quad) -> tuple[int, int, bool, str]:
        predicate = quad.predicate.value
        return graphs[quad.graph_name if by_graph else None], subjects[quad.subject], predicate != RDF_TYPE, predicate

    return sorted(found, key=key)


def _ranks(terms: Iterable[object]) -> Mapping[object, int]:
    return {term: rank for rank, term in enumerate(dict.fromkeys(terms))}


def _serialized(rows: Sequence[Quad] | Sequence[Triple], format_: Format) -> bytes:
    rdf_format = RdfFormat.from_media_type(format_.media_type)
    assert rdf_format is not None
    return serialize(rows, format=rdf_format, prefixes=_used(rows)) or b""


def _used(rows: Sequence[Quad] | Sequence[Triple]) -> dict[str, str]:
    """The prefixes that shorten something here."""
    spaces = {space for row in rows for term in (row.subject, row.predicate, row.object) for space in _space(term)}
    return {prefix: space for prefix, space in _PREFIXES.items() if space in spaces}


def _space(term: Term) -> Iterable[str]:
    """The namespaces that an IRI, or the datatype of a literal, may stand in."""
    iri = term.datatype.value if isinstance(term, Literal) else term.value if isinstance(term, NamedNode) else ""
    return (iri[: max(iri.rfind("#"), iri.rfind("/")) + 1],)


def _fits_xml(triple: Triple) -> bool:
    value = triple.object
    text = value.value if isinstance(value, Literal) else ""
    return bool(_XML_NAME.search(triple.predicate.value)) and not _UNFIT_FOR_XML.search(text)
