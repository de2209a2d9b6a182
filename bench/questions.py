"""The questions put to a published generation, in SPARQL, and their answers as plain values."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.truth import LYON, Near
from server.store.reader import Reader

_PREFIXES = """
PREFIX fab: <https://w3id.org/fabcommons/ns#>
PREFIX schema: <http://schema.org/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX type: <https://w3id.org/fabcommons/type/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geof: <http://www.opengis.net/def/function/geosparql/>
PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>
"""
PER_COUNTRY = """SELECT ?country (COUNT(DISTINCT ?lab) AS ?labs) WHERE {
  ?lab a fab:FabLab ; schema:address/schema:addressCountry ?country
} GROUP BY ?country ORDER BY DESC(?labs) ?country"""
PER_TYPE = """SELECT ?type (COUNT(DISTINCT ?machine) AS ?machines) WHERE {
  ?lab fab:hasMachine ?machine . ?machine fab:machineType ?type
} GROUP BY ?type ORDER BY DESC(?machines) ?type"""
PER_BROAD_TYPE = PER_TYPE.replace("fab:machineType", "fab:broadType")
LASERS = f"""SELECT DISTINCT ?page ?metres WHERE {{
  ?lab fab:hasMachine/fab:broadType type:machine-laser ; geo:hasGeometry/geo:asWKT ?point ; schema:sameAs ?page .
  BIND(geof:distance(?point, "POINT({LYON[1]} {LYON[0]})"^^geo:wktLiteral, uom:metre) AS ?metres)
  FILTER(?metres <= 1000 * {{kilometres}})
  FILTER(STRSTARTS(STR(?page), "https://www.fablabs.io/labs/"))
}} ORDER BY ?metres"""
STATED = {
    "labs": "?thing a fab:FabLab",
    "machines": "?lab fab:hasMachine ?thing",
    "positions": "?lab a fab:FabLab ; schema:geo ?thing",
    "postcodes": "?lab schema:address ?thing . ?thing schema:postalCode ?code",
    "towns": "?lab schema:address ?thing . ?thing schema:addressLocality ?town",
    "statuses": "{ ?thing fab:status ?value } UNION { ?thing fab:labStatus ?value }",
    "dates": "?thing a fab:FabLab ; dct:modified ?date",
}


class Asker:
    """Puts questions to one generation, the union of all its graphs being the default graph."""

    def __init__(self, reader: Reader) -> None:
        self.store = reader.store

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """Rows of a SELECT, each value as its text."""
        answer = self.store.query(_PREFIXES + query, use_default_graph_as_union=True)
        return [tuple(getattr(term, "value", "") for term in row) for row in answer]  # type: ignore[union-attr]

    def counts(self, query: str) -> dict[str, int]:
        """Rows of (value, number) as a mapping."""
        return {value: int(number) for value, number in self.rows(query)}

    def count(self, pattern: str) -> int:
        """How many different ?thing a pattern finds."""
        return int(self.rows(f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }}")[0][0])

    def lasers(self, kilometres: float) -> list[Near]:
        """Labs with a laser, sub-types included, near Lyon."""
        rows = self.rows(LASERS.replace("{kilometres}", f"{kilometres:g}"))
        return [Near(page, round(float(metres), 1)) for page, metres in rows]

    def triples(self) -> tuple[int, int]:
        """Rows that the union gives for «every triple», and how many of them differ."""
        rows = self.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        distinct = self.rows("SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o } }")
        return int(rows[0][0]), int(distinct[0][0])


@contextmanager
def asking(generation: Path) -> Iterator[Asker]:
    """Open a generation for questions."""
    reader = Reader.open(generation)
    try:
        yield Asker(reader)
    finally:
        reader.close()
