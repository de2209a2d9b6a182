"""Prefixes a query may use without declaring them; its own PREFIX lines win."""

FAB = "https://w3id.org/fabcommons/"

PREFIXES = {
    "fab": f"{FAB}ns#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "geof": "http://www.opengis.net/def/function/geosparql/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "type": f"{FAB}type/",
    "proc": f"{FAB}process/",
    "mat": f"{FAB}material/",
    "st": f"{FAB}status/",
}
