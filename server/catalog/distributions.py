"""In which forms the data can be had, as portals name them: the syntaxes of the dumps, and every export there is."""

from collections.abc import Mapping

from server.exports.kinds import CSV, GEOJSON, JSON, KINDS

#: Syntax of a dump → its name, media type, EU file type.
SYNTAXES: Mapping[str, tuple[str, str, str]] = {
    "nq": ("N-Quads", "application/n-quads", "RDF_N_QUADS"),
    "ttl": ("Turtle", "text/turtle", "RDF_TURTLE"),
}
GZIP = "application/gzip"
JSON_LD = ("application/ld+json", "JSON_LD")

#: Media type of an export → EU file type; an export of another type needs a row here.
FILE_TYPES: Mapping[str, str] = {CSV: "CSV", GEOJSON: "GEOJSON", JSON: "JSON"}

#: Exports that are data; what merely reports on another one is none.
EXPORTS = tuple(kind for kind in KINDS if not kind.name.endswith("-report"))
