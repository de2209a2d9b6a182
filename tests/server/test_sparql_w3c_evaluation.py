"""The W3C suites of SPARQL 1.0 and 1.1: evaluation and syntax of queries, each over real HTTP."""

from collections.abc import Iterator

import pytest
import w3c_evaluation
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Store
from sparql_kit import Endpoint, Reply
from w3c_evaluation import Case, answered, expected
from w3c_protocol import SUITES

from server.store.dataset import load_dataset
from server.store.guard import GuardPool

DUMP = SUITES / "eval.nq"
pytestmark = pytest.mark.skipif(not DUMP.exists(), reason="the W3C suites are not in ../shared/suites")
CASES = (
    [case for version in ("sparql10", "sparql11") for case in w3c_evaluation.cases(version)] if DUMP.exists() else []
)
NOWHERE = "urn:x-none"

_SPELLING = (
    "the engine stores the value of a number or date, not its spelling, and derived integer types as xsd:integer"
)
_GRAPH = "the engine joins what stands inside GRAPH ?g without ?g when it does not touch a triple, or projects ?g away"
_PATH = "the engine finds a path of length nought only from terms that the dataset knows"
_LANGUAGE = "GROUP_CONCAT keeps the language that all values share, as SPARQL 1.2 has it"
_DATES = "the engine compares dates with and without time zone, as XPath does with an implicit zone"

#: What the engine does otherwise.
EXCEPTIONS: dict[str, str] = {
    **dict.fromkeys(
        (
            "sparql10/distinct/distinct-1", "sparql10/distinct/distinct-9", "sparql10/expr-builtin/dawg-str-1",
            "sparql10/expr-builtin/dawg-str-2", "sparql10/expr-builtin/sameTerm-simple",
            "sparql10/expr-builtin/sameTerm-eq", "sparql10/expr-builtin/sameTerm-not-eq",
            "sparql10/expr-equals/eq-graph-1", "sparql10/expr-equals/eq-graph-2", "sparql10/open-world/open-eq-01",
            "sparql11/csv-tsv-res/tsv03",
        ),
        _SPELLING,
    ),
    **dict.fromkeys(
        (
            "sparql10/graph/graph-variable-scope", "sparql10/graph/graph-optional", "sparql11/bindings/graph",
            "sparql11/aggregates/agg-empty-group-count-graph", "sparql11/negation/graph-minus",
        ),
        _GRAPH,
    ),
    **dict.fromkeys(
        (
            "sparql11/property-path/zero_or_more_set_start", "sparql11/property-path/zero_or_more_set_end",
            "sparql11/property-path/zero_or_one_set_start", "sparql11/property-path/zero_or_one_set_end",
        ),
        _PATH,
    ),
    **dict.fromkeys(("sparql11/aggregates/agg-groupconcat-04", "sparql11/aggregates/agg-groupconcat-06"), _LANGUAGE),
    **dict.fromkeys(("sparql10/open-world/date-2", "sparql10/open-world/date-3"), _DATES),
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine reads TRUE and False only in lower case",
    "sparql10/syntax-sparql3/syn-bad-26": "the engine compares where the longest token is an IRI, `?x<?a&&?b>?y`",
    "sparql11/functions/bnode01": "the engine gives BNODE(x) one blank node in the whole answer, not one a solution",
}  # fmt: skip


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with GuardPool(workers=1) as pool:
        made = Endpoint(pool, load_dataset(DUMP, tmp_path_factory.mktemp("w3c")))
        yield made
        made.close()


def ask(endpoint: Endpoint, case: Case) -> Reply:
    accept = {".csv": "text/csv", ".tsv": "text/tab-separated-values"}.get(
        case.result.suffix if case.result else "", ""
    )
    graphs = [("default-graph-uri", iri) for iri in case.default] + [("named-graph-uri", iri) for iri in case.named]
    if "FROM" in case.text.upper():
        graphs = []
    elif not graphs:
        graphs = [("default-graph-uri", NOWHERE)]
    return endpoint.ask_form([("query", case.text), *graphs], accept)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(endpoint: Endpoint, case: Case) -> None:
    reply = ask(endpoint, case)
    if case.kind == "negative":
        passes = reply.status == 400
    elif case.kind == "positive":
        passes = reply.status == 200 or b'"unknown-function"' in reply.body
    else:
        passes = reply.status == 200 and answered(case, reply.media_type, reply.body) == expected(case)
    assert passes == (case.name not in EXCEPTIONS), reply.text


#: ../shared/suites/README.md: what the engine reaches when nothing stands between.
FLOORS = [
    ("sparql11", {"evaluation"}, 224, 235), ("sparql11", {"positive", "negative"}, 103, 103),
    ("sparql10", {"evaluation"}, 268, 283), ("sparql10", {"positive", "negative"}, 198, 199),
]  # fmt: skip


@pytest.mark.parametrize(("version", "kinds", "floor", "count"), FLOORS)
def test_floor(version: str, kinds: set[str], floor: int, count: int) -> None:
    names = [case.name for case in CASES if case.name.startswith(version) and case.kind in kinds]
    assert len(names) == count
    assert len([name for name in names if name not in EXCEPTIONS]) >= floor


def test_exceptions_are_the_engines_own(endpoint: Endpoint) -> None:
    store = Store()
    store.bulk_load(path=str(DUMP), format=RdfFormat.N_QUADS)
    for case in (case for case in CASES if case.name in EXCEPTIONS and case.kind == "evaluation"):
        graphs = {
            "default_graph": [NamedNode(iri) for iri in case.default or (NOWHERE,)],
            "named_graphs": [NamedNode(iri) for iri in case.named],
        }
        reply = ask(endpoint, case)
        if reply.status == 400:
            with pytest.raises(SyntaxError):
                store.query(case.text)
            continue
        alone = store.query(case.text, **graphs).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        through = answered(case, reply.media_type, reply.body)
        assert through == answered(case, "application/sparql-results+json", alone), case.name
