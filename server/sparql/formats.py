"""Which formats an answer can have, by form of the query: the tables that negotiation reads."""

from collections.abc import Mapping
from dataclasses import dataclass

FORMATS_NS = "http://www.w3.org/ns/formats/"  # https://www.w3.org/ns/formats/


@dataclass(frozen=True)
class Format:
    """A format: its media type, other media types it is asked by, names for `?format=` and extensions, its IRI."""

    media_type: str
    aliases: tuple[str, ...]
    names: tuple[str, ...]
    iri: str
    charset: bool = False
    """Whether the media type needs `charset=utf-8` to be read right."""

    @property
    def name(self) -> str:
        """Short name and file extension."""
        return self.names[0]

    def content_type(self, media_type: str) -> str:
        """Value of Content-Type, under the media type it was asked by."""
        return f"{media_type}; charset=utf-8" if self.charset else media_type


RESULTS = (
    Format(
        "application/sparql-results+json",  # https://www.w3.org/TR/sparql11-results-json/
        ("application/json", "text/json"),
        ("json", "srj", "sparql-json"),
        f"{FORMATS_NS}SPARQL_Results_JSON",
    ),
    Format(
        "application/sparql-results+xml",  # https://www.w3.org/TR/rdf-sparql-XMLres/
        ("application/xml", "text/xml"),
        ("xml", "srx", "sparql-xml"),
        f"{FORMATS_NS}SPARQL_Results_XML",
    ),
    Format(
        "text/csv",  # https://www.w3.org/TR/sparql11-results-csv-tsv/
        ("application/csv",),
        ("csv",),
        f"{FORMATS_NS}SPARQL_Results_CSV",
        charset=True,
    ),
    Format(
        "text/tab-separated-values",
        ("text/tsv",),
        ("tsv",),
        f"{FORMATS_NS}SPARQL_Results_TSV",
        charset=True,
    ),
)

GRAPHS = (
    Format(
        "text/turtle",  # https://www.w3.org/TR/turtle/
        ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3"),
        ("ttl", "turtle", "n3"),
        f"{FORMATS_NS}Turtle",
        charset=True,
    ),
    Format(
        "application/n-triples",  # https://www.w3.org/TR/n-triples/
        ("text/plain", "text/ntriples"),
        ("nt", "ntriples", "n-triples"),
        f"{FORMATS_NS}N-Triples",
    ),
    Format(
        "application/rdf+xml",  # https://www.w3.org/TR/rdf-syntax-grammar/
        ("application/xml", "text/xml"),
        ("rdf", "xml", "rdfxml", "rdf+xml", "rdf-xml"),
        f"{FORMATS_NS}RDF_XML",
    ),
    Format(
        "application/ld+json",  # https://www.w3.org/TR/json-ld11/
        ("application/json", "text/json"),
        ("jsonld", "json", "json-ld"),
        f"{FORMATS_NS}JSON-LD",
    ),
    Format(
        "application/trig",  # https://www.w3.org/TR/trig/
        ("application/x-trig",),
        ("trig",),
        f"{FORMATS_NS}TriG",
    ),
    Format(
        "application/n-quads",  # https://www.w3.org/TR/n-quads/
        ("text/x-nquads", "text/nquads"),
        ("nq", "nquads", "n-quads"),
        f"{FORMATS_NS}N-Quads",
    ),
)

BY_FORM: Mapping[str, tuple[Format, ...]] = {
    "SELECT": RESULTS,
    "ASK": RESULTS,
    "CONSTRUCT": GRAPHS,
    "DESCRIBE": GRAPHS,
}
"""Formats of each query form; the first is the default."""
