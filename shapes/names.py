"""The IRIs that the shapes' own machinery has to know."""

NAMESPACE = "https://w3id.org/fabcommons/shapes/v1#"
SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

CODE, HINT, CELL, DATED = (f"{NAMESPACE}{name}" for name in ("code", "hint", "cell", "dated"))
IN_SCHEME, NARROWER, EACH_PATH = f"{NAMESPACE}inScheme", f"{NAMESPACE}narrower", f"{NAMESPACE}eachPath"
MESSAGE, SEVERITY, IN = f"{SH}message", f"{SH}severity", f"{SH}in"
PATH, PROPERTY, SUBJECTS_OF = f"{SH}path", f"{SH}property", f"{SH}targetSubjectsOf"
TARGETS = frozenset(f"{SH}{name}" for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))

#: Prefixes of the compiled text.
PREFIXES = {
    "fs": NAMESPACE,
    "sh": SH,
    "fab": "https://w3id.org/fabcommons/ns#",
    "schema": "http://schema.org/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
