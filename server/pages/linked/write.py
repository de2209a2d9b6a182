"""Quads as bytes in each RDF format. Pure."""

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from server.pages.linked.compact import compacted
from server.sparql.formats import Format
from server.sparql.prefixes import PREFIXES

_WITH_GRAPHS = ("trig", "nq")
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
    if keeps_graphs(format_):
        return _serialized(quads, format_, PREFIXES)
    triples = list(dict.fromkeys(quad.triple for quad in quads))
    if format_.name == "jsonld" and len(triples) <= nested:
        return compacted(triples, things, lang).encode()
    if format_.name == "rdf" and not all(map(_fits_xml, triples)):
        raise UnwritableError
    return _serialized(triples, format_, PREFIXES)


def _serialized(rows: Iterable[Quad] | Iterable[Triple], format_: Format, prefixes: Mapping[str, str]) -> bytes:
    rdf_format = RdfFormat.from_media_type(format_.media_type)
    assert rdf_format is not None
    return serialize(rows, format=rdf_format, prefixes=dict(prefixes)) or b""


def _fits_xml(triple: Triple) -> bool:
    value = triple.object
    text = value.value if isinstance(value, Literal) else ""
    return bool(_XML_NAME.search(triple.predicate.value)) and not _UNFIT_FOR_XML.search(text)
