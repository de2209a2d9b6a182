"""Names the whole house shares: namespaces, the context's address, the shared prefixes."""

FAB = "https://w3id.org/fabcommons/ns#"
SCHEMA = "http://schema.org/"
VOCAB = "https://w3id.org/fabcommons/"
UNKNOWN = "https://w3id.org/fabcommons/unknown#"
CONTEXT_URL = "https://w3id.org/fabcommons/context/v1"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: Prefixes that a lab's file may use; compiled into the context in this order.
FILE_PREFIXES = {
    "fab": FAB,
    "schema": SCHEMA,
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": SKOS,
    "xsd": XSD,
    "wd": "http://www.wikidata.org/entity/",
    "okh": "https://w3id.org/oseg/ont/okh#",
}


def shorten(iri: str) -> str:
    """Give `schema:name` for `http://schema.org/name`; an IRI without a known prefix comes back whole."""
    for prefix, namespace in FILE_PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
