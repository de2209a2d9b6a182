"""Every form in which the data can be had, as one table: a new export is one row."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A file at `path` of the hub: its name in both languages, media type, EU file type, and how it is compressed."""

    path: str
    titles: Mapping[str, str]
    media_type: str
    file_type: str
    compressed: bool = False


#: Syntax of a dump → its name, media type, EU file type.
SYNTAXES: Mapping[str, tuple[str, str, str]] = {
    "nq": ("N-Quads", "application/n-quads", "RDF_N_QUADS"),
    "ttl": ("Turtle", "text/turtle", "RDF_TURTLE"),
}
GZIP = "application/gzip"
JSON_LD = ("application/ld+json", "JSON_LD")

#: Exports of the whole dataset that are made on request.
EXPORTS: tuple[Form, ...] = (
    Form("/labs.csv", {"fr": "Les labs, en CSV", "en": "Labs as CSV"}, "text/csv", "CSV"),
    Form("/labs.geojson", {"fr": "Les labs, en GeoJSON", "en": "Labs as GeoJSON"}, "application/geo+json", "GEOJSON"),
    Form("/machines.csv", {"fr": "Les machines, en CSV", "en": "Machines as CSV"}, "text/csv", "CSV"),
    Form(
        "/machines.geojson",
        {"fr": "Les machines, en GeoJSON", "en": "Machines as GeoJSON"},
        "application/geo+json",
        "GEOJSON",
    ),
    Form(
        "/exports/lieux-mediation-numerique.csv",
        {
            "fr": "Les labs, au schéma national des lieux de médiation numérique",
            "en": "Labs in the French national schema of digital mediation places",
        },
        "text/csv",
        "CSV",
    ),
)
