"""Reads the W3C SPARQL evaluation and syntax manifests, and compares answers (external suites, see their licences)."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import RDF, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node
from w3c_protocol import MF, SUITES

QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
#: Where the dump of the suites' data says that it lies.
PUBLISHED = "http://rdf-tests.example/"
XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset({"integer", "decimal", "float", "double", "int", "long", "short", "byte", "nonNegativeInteger"})
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
ROOT = SUITES / "sparql"
#: Folders of SPARQL 1.1 whose tests are of the query language; entailment, federation and updates are not offered here.
FOLDERS_11 = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping",
    "json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
EVALUATION = {str(MF[name]) for name in ("QueryEvaluationTest", "CSVResultFormatTest")}
POSITIVE = {str(MF[name]) for name in ("PositiveSyntaxTest", "PositiveSyntaxTest11")}
NEGATIVE = {str(MF[name]) for name in ("NegativeSyntaxTest", "NegativeSyntaxTest11")}


@dataclass(frozen=True)
class Case:
    """One test: its name (`sparql11/bind/bind01`), what kind, its query, its graphs by IRI, the file of its result."""

    name: str
    kind: str
    query: Path
    default: tuple[str, ...]
    named: tuple[str, ...]
    result: Path | None
    lax: bool

    @property
    def text(self) -> str:
        """The query, with the base that the suite means."""
        return f"BASE <{published(self.query)}>\n{self.query.read_text(encoding='utf-8')}"


def published(path: Path) -> str:
    """The IRI of a file of the suites."""
    return PUBLISHED + str(path.relative_to(SUITES))


def cases(version: str) -> list[Case]:
    """The query tests of `sparql10` or `sparql11`, in the order of their manifests."""
    folders = (
        FOLDERS_11 if version == "sparql11" else sorted(p.parent.name for p in (ROOT / version).glob("*/manifest.ttl"))
    )
    return [case for folder in folders for case in _cases(ROOT / version / folder / "manifest.ttl", version)]


def _cases(manifest: Path, version: str) -> Iterator[Case]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    entries = graph.value(graph.value(None, RDF.type, MF.Manifest), MF.entries)
    assert entries is not None
    for test in Collection(graph, entries):
        kinds = {str(kind) for kind in graph.objects(test, RDF.type)}
        kind = next((k for k, known in _KINDS.items() if kinds & known), None)
        if kind:
            name = f"{version}/{manifest.parent.name}/{str(test).rpartition('#')[2]}"
            yield _case(graph, test, name, kind)


_KINDS = {"evaluation": EVALUATION, "positive": POSITIVE, "negative": NEGATIVE}


def _case(graph: Graph, test: Node, name: str, kind: str) -> Case:
    action = graph.value(test, MF.action)
    query = graph.value(action, QT.query) or action
    result = graph.value(test, MF.result)
    lax = graph.value(test, MF.resultCardinality) == MF.LaxCardinality
    graphs = [tuple(published(_path(g)) for g in graph.objects(action, QT[p])) for p in ("data", "graphData")]
    return Case(name, kind, _path(query), graphs[0], graphs[1], _path(result) if result else None, lax)


def _path(node: Node | None) -> Path:
    return Path(str(node).removeprefix("file://"))


# --- answers, in a form that can be compared ------------------------------------------------------------------------

Comparable = object


def expected(case: Case) -> Comparable:
    """What the suite expects."""
    assert case.result is not None
    body, suffix = case.result.read_bytes(), case.result.suffix
    if suffix == ".csv":
        return _csv(body.decode())
    if suffix in (".srx", ".srj", ".tsv"):
        return _results(body, _RESULTS[suffix], case)
    triples = [q.triple for q in parse(body, RdfFormat.from_extension(suffix[1:]), base_iri=published(case.result))]  # type: ignore[arg-type]
    is_result_set = any(t.object == NamedNode(f"{RS}ResultSet") for t in triples)
    return _result_set(triples, case) if is_result_set else _canonical(triples)


def answered(case: Case, media_type: str, body: bytes) -> Comparable:
    """What the endpoint answered."""
    if media_type == "text/csv":
        return _csv(body.decode())
    found = QueryResultsFormat.from_media_type(media_type)
    if found:
        return _results(body, found, case)
    rdf = RdfFormat.from_media_type(media_type)
    assert rdf is not None
    return _canonical([quad.triple for quad in parse(body, rdf)])


_RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}


def _results(body: bytes, found: QueryResultsFormat, case: Case) -> Comparable:
    results = parse_query_results(body, found)
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    rows = [{n: row[n] for n in names if row[n] is not None} for row in results]
    return frozenset(names), _rows(rows, case)


def _rows(rows: list[dict[str, object]], case: Case) -> Comparable:
    """Solutions as a graph, each a blank node, so that blank nodes in them are compared up to their names."""
    ordered = "ORDER BY" in case.text.upper() and case.result is not None and case.result.suffix in (".ttl", ".rdf")
    triples = []
    for number, row in enumerate(rows):
        node = BlankNode()
        triples.append(Triple(node, NamedNode(f"{RS}solution"), Literal(number if ordered and not case.lax else 0)))
        triples += [Triple(node, NamedNode(f"{RS}{name}"), _by_value(term)) for name, term in row.items()]  # type: ignore[arg-type]
    if case.lax:
        return frozenset(frozenset((name, str(_by_value(term))) for name, term in row.items()) for row in rows)
    return _canonical(triples)


def _result_set(triples: list[Triple], case: Case) -> Comparable:
    """A result written in RDF. http://www.w3.org/2001/sw/DataAccess/tests/result-set#"""
    values: dict[tuple[object, str], list[object]] = {}
    for t in triples:
        values.setdefault((t.subject, t.predicate.value.removeprefix(RS)), []).append(t.object)
    (root,) = [t.subject for t in triples if t.object == NamedNode(f"{RS}ResultSet")]
    boolean = values.get((root, "boolean"))
    if boolean:
        return getattr(boolean[0], "value", "") == "true"
    rows = []
    for solution in values.get((root, "solution"), []):
        row = {
            values[binding, "variable"][0].value: values[binding, "value"][0]  # type: ignore[attr-defined]
            for binding in values.get((solution, "binding"), [])
        }
        index = values.get((solution, "index"))
        rows.append((int(index[0].value) if index else 0, row))  # type: ignore[attr-defined]
    names = frozenset(name.value for name in values.get((root, "resultVariable"), []))  # type: ignore[attr-defined]
    return names, _rows([row for _, row in sorted(rows, key=lambda pair: pair[0])], case)


def _by_value(term: Any) -> Any:
    """Numbers and yes/no are compared by value: `1.3e0` is `1.3`, `0` is `false`; the engine stores values."""
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value.removeprefix(XSD) in _NUMBERS:
        with suppress(ArithmeticError, ValueError):
            number = Decimal(term.value.replace("INF", "Infinity"))
            return Literal(
                format(number.normalize(), "f") if number.is_finite() else str(number), datatype=term.datatype
            )
    return term


def _canonical(triples: list[Triple]) -> Comparable:
    dataset = Dataset(Quad(t.subject, t.predicate, _by_value(t.object)) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(str(quad) for quad in dataset)


def _csv(text: str) -> Comparable:
    """Names of blank nodes, spelling of numbers, order of rows and columns are free."""
    rows = csv.DictReader(io.StringIO(text))
    found = Counter(frozenset((n, _csv_value(v)) for n, v in row.items()) for row in rows)
    return frozenset(rows.fieldnames or ()), frozenset(found.items())


def _csv_value(value: str) -> str:
    if value.startswith("_:"):
        return "_:"
    with suppress(ArithmeticError):
        return str(Decimal(value).normalize())
    return value
