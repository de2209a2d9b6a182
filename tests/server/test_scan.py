"""The policy scan: every spelling of SERVICE, what only looks like it, and what a query says about itself."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store

from server.sparql.prefixes import PREFIXES
from server.sparql.scan import MAX_DEPTH, Scan, scan
from server.store.refusals import QueryRefused

#: A port nobody listens on: an engine that reads SERVICE tries it and fails.
URL = "http://127.0.0.1:1/"
HOST = "PREFIX d: <http://127.0.0.1:1> PREFIX e: <http://127.0.0.1:1/>"

#: Each makes the engine, left alone, call the address; with the reason of the refusal.
TRAPS = [
    ("ASK {SERVICE<URL>{}}", "service"),
    ("ASK { #c\rSERVICE <URL> {} }", "service"),
    ('ASK { VALUES ?x { """a" } SERVICE <URL> {} #\\uD800"""\n}', "unreadable"),
    ('ASK { VALUES ?x { """a" } SERVICE <URL> {} #\\U00110000"""\n}', "unreadable"),
    ("ASK { VALUES ?a { '0' } FILTER(?a<'>') SERVICE <URL> {} #'\n}", "ambiguous"),
    ("ASK { FILTER(?a<?b)SERVICE#>\ne:x{}}", "ambiguous"),
    ("ASK { SERVICEe:x {} }", "service-like"),
    ("ASK { ?s ?p trueSERVICE<URL>{} }", "service-like"),
    ("ASK { ?s ?p d:SERVICE <URL> {} }", "service-like"),
    ("ASK { ?s ?p d:SERVICEe:c {} }", "service-like"),
    ("ASK { ?s ?p e:a.b.SERVICE <URL> {} }", "service-like"),
]

#: Queries that must never reach the engine, with the reason of the refusal. All through the HTTP stack too.
REFUSED = [
    *TRAPS,
    # the keyword in every case and place
    ("ASK { SERVICE <URL> {} }", "service"),
    ("ASK { service <URL> {} }", "service"),
    ("ASK { SeRvIcE <URL> {} }", "service"),
    ("ASK { SERVICE SILENT <URL> {} }", "service"),
    ("ASK { SERVICE ?where {} VALUES ?where { <URL> } }", "service"),
    ("ASK { SERVICE $where {} VALUES $where { <URL> } }", "service"),
    ("ASK { SERVICE e: {} }", "service"),
    ("ASK { SERVICE e:x {} }", "service"),
    ("ASK { SERVICE\n\t<URL>\r\n{ } }", "service"),
    ("ASK { SERVICE#c\n<URL>#c\n{} }", "service"),
    ("ASK { #c\nSERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p ?o SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p ?o . SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p ?o .SERVICE<URL>{} }", "service"),
    ("ASK { ?s ?p 1SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p 1.SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p 'x'SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p 'x'@en SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p <http://x>SERVICE <URL> {} }", "service"),
    ("ASK { ?s <http://x>/<http://y>* ?o SERVICE <URL> {} }", "service"),
    ("ASK { OPTIONAL { SERVICE <URL> {} } }", "service"),
    ("ASK { {} UNION { SERVICE <URL> {} } }", "service"),
    ("ASK { MINUS { SERVICE <URL> {} } }", "service"),
    ("ASK { GRAPH ?g { SERVICE <URL> {} } }", "service"),
    ("ASK { FILTER EXISTS { SERVICE <URL> {} } }", "service"),
    ("ASK { FILTER NOT EXISTS{SERVICE<URL>{}} }", "service"),
    ("ASK { BIND(EXISTS { SERVICE <URL> {} } AS ?x) }", "service"),
    ("ASK { { SELECT * { SERVICE <URL> {} } } }", "service"),
    ("SELECT (COUNT(*) AS ?n) { SERVICE <URL> { ?s ?p ?o } } GROUP BY ?s", "service"),
    ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }", "service"),
    ("DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }", "service"),
    # strings and comments made to mislead
    ('ASK { ?s ?p "a\\u005C" . SERVICE <URL> {} #" \n}', "service"),
    ('ASK { ?s ?p "a\\\\" . SERVICE <URL> {} #" \n}', "service"),
    ("ASK { ?s ?p 'a\\\\' . SERVICE <URL> {} #' \n}", "service"),
    ('ASK { ?s ?p """a\\"""" . SERVICE <URL> {} }', "service"),
    ("ASK { ?s ?p '''a''b\\''''. SERVICE <URL> {} }", "service"),
    ("ASK { ?s ?p '' . SERVICE <URL> {} #'\n}", "service"),
    ("ASK { ?s ?p '#' . SERVICE <URL> {} }", "service"),
    ("ASK { ?s <http://x#> ?o . SERVICE <URL> {} }", "service"),
    ("ASK { ?s e:a\\#b ?o . SERVICE <URL> {} }", "service"),
    ("ASK { ?s e:a\\'b ?o . SERVICE <URL> {} #'\n}", "service"),
    ("ASK { ?s e:a%27b ?o . SERVICE <URL> {} #'\n}", "service"),
    # a long string that the engine cannot decode is an empty string and code for it
    ('ASK { VALUES ?x { """a" } SERVICE <URL> {} \n}', "unreadable"),
    # less than, or the beginning of an IRI
    ("ASK { FILTER(EXISTS{}<'>') SERVICE <URL> {} #'\n}", "ambiguous"),
    ("ASK { FILTER(1<(2>1)) SERVICE <URL> {} FILTER(?a<'>') #'\n}", "ambiguous"),
    ("ASK { <<?s?p'>'>> ?q ?r . SERVICE <URL> {} #'\n}", "ambiguous"),
    # escapes outside strings and IRIs
    ("ASK { \\u0053ERVICE <URL> {} }", "escape"),
    ("ASK { \\U00000053ERVICE <URL> {} }", "escape"),
    ("ASK { ?s\\u0020SERVICE <URL> {} }", "escape"),
    # the engine knows no words: a keyword may be glued to a name
    ("ASK { SERVICESILENT<URL>{} }", "service-like"),
    ("ASK { SERVICE:x {} }", "service-like"),
    ("ASK { ?s ?p d:SERVICE SILENT <URL> {} }", "service-like"),
    ("PREFIX service: <http://x/> ASK { service:x {} }", "service-like"),
]

#: Queries that only look like it, and pass.
PASSED = [
    "ASK { ?s fab:SERVICE ?o }",
    "PREFIX : <http://x/> ASK { ?s :service ?o }",
    "PREFIX : <http://x/> ASK { ?s :SERVICE/:service* ?o }",
    "PREFIX service: <https://w3id.org/fabcommons/service/> ASK { ?s ?p service:impression ; ?q service:SERVICE }",
    "PREFIX service: <http://x/> ASK { GRAPH service:x { ?s ?p ?o } }",
    "ASK { ?s fab:service ?x { ?a ?b ?c } }",
    "ASK { ?service ?p $SERVICE }",
    "ASK { ?s ?service ?o { ?a ?b ?c } }",
    "ASK { GRAPH ?service { ?s ?p ?o } }",
    "ASK { ?s ?p _:service . _:service ?q ?o }",
    "ASK { ?s ?p 'x'@service }",
    "ASK { ?s ?p ' SERVICE <URL> {} ' }",
    'ASK { ?s ?p " SERVICE <URL> {} " }',
    "ASK { ?s ?p '''\n'SERVICE <URL> {} ''' }",
    'ASK { ?s ?p """\n"SERVICE <URL> {} """ }',
    'ASK { ?s ?p "a\\u0022 SERVICE <URL> {} #" }',
    "ASK { ?s ?p 'it\\'s SERVICE <URL> {}' }",
    "ASK { # SERVICE <URL> {}\n ?s ?p ?o }",
    "ASK { ?s ?p ?o } # SERVICE",
    "ASK { ?s <http://x/SERVICE> <http://x/service#service> }",
    "ASK { FILTER(?a<?b && ?c>?d) }",
    "ASK { FILTER(?a <?b&&?c> ?d) }",
    "ASK { VALUES (?a ?b) { (<http://x/l'a#1> <http://x/(b)#2>) } }",
    "ASK { ?s (<http://x>|^<http://y>)+ ?o FILTER(?o IN (1, <http://x#'>)) }",
    "ASK { << ?s ?p ?o >> ?q ?r }",
    "ASK { ?s ?p e:x }",
    "ASK { ?sERVICE ?p ?o . ?o ?p ?SERVICE1 }",
]


def prepared(query: str) -> str:
    """The query with the address and the prefixes of this file; PREFIX lines of its own come first."""
    return f"{HOST} {query.replace('URL', URL)}"


def engine_reaches_out(query: str) -> bool:
    """What the engine alone would do; it has everything that the patterns in front of SERVICE look for."""
    store = Store()
    objects: list[Literal | NamedNode] = [NamedNode(node) for node in NODES]
    objects += [Literal("x"), Literal("x", language="en"), Literal(1), Literal(True), Literal("a")]
    for each in objects:
        store.add(Quad(NamedNode("http://s"), NamedNode("http://p"), each))
    try:
        results = store.query(query, prefixes=PREFIXES, base_iri="http://base.example/")
        if not isinstance(results, QueryBoolean):
            list(results)
    except SyntaxError:
        return False
    except OSError:
        return True
    return False


NODES = ("http://x", "http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/a.b")


@pytest.mark.parametrize(("query", "reason"), REFUSED)
def test_service_is_refused_in_every_spelling(query: str, reason: str) -> None:
    problem = scan(prepared(query), PREFIXES)
    assert isinstance(problem, QueryRefused)
    assert problem.reason == reason
    for lang in ("fr", "en"):
        assert problem.sentence(lang)


@pytest.mark.parametrize("query", PASSED)
def test_what_only_looks_like_service_passes(query: str) -> None:
    assert isinstance(scan(prepared(query), PREFIXES), Scan)
    assert not engine_reaches_out(prepared(query))


@pytest.mark.parametrize("query", [query for query, _ in TRAPS])
def test_the_danger_is_real(query: str) -> None:
    assert engine_reaches_out(prepared(query))


PIECES = st.sampled_from(
    [
        *(
            "SERVICE",
            "service",
            "SILENT",
            "GRAPH ",
            "FILTER(",
            "EXISTS{",
            "OPTIONAL{",
            "VALUES ?v {",
            "BIND(",
            " AS ?w)",
        ),
        *(
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "<",
            ">",
            "<<",
            ">>",
            ".",
            ";",
            ",",
            "#",
            "\n",
            "\r",
            " ",
            "'",
            '"',
            "'''",
            '"""',
        ),
        *(
            "\\",
            "\\'",
            "\\u0027",
            "\\uD800",
            "\\U00110000",
            "%27",
            "?s ?p ?o",
            "?a",
            "e:",
            "e:x",
            "d:",
            "d:a",
            "e:a\\#",
        ),
        *(
            "<URL>",
            "<b'>",
            "<?b)",
            "'>'",
            "#>",
            "=",
            "&&",
            "+",
            "/",
            "^",
            "1",
            "true",
            "@en",
            "_:b",
            "a",
            "..",
            "\u2028",
        ),
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A known spelling with pieces put in, taken out or put in place of others."""
    text = draw(st.sampled_from([query for query, _ in REFUSED] + PASSED))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.sampled_from([0, 0, 1, 3]))
        text = text[:at] + draw(PIECES) + text[at + cut :]
    return prepared(text)


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_what_passes_never_makes_the_engine_reach_out(query: str) -> None:
    if isinstance(scan(query, PREFIXES), Scan):
        assert not engine_reaches_out(query)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(scan(text), Scan | QueryRefused)


SUITES = Path(__file__).parents[3] / "shared" / "suites" / "rdf-tests"


@pytest.mark.skipif(not SUITES.exists(), reason="the W3C suites are not in ../shared/suites")
def test_every_query_of_the_w3c_that_the_engine_reads_passes_but_service() -> None:
    refused, passed = set(), 0
    for path in SUITES.rglob("*.rq"):
        text = path.read_text("utf-8")
        if _engine_reads(text):
            problem = scan(text)
            passed += isinstance(problem, Scan)
            if isinstance(problem, QueryRefused):
                refused.add((path.parent.name, problem.reason))
    assert refused == {("service", "service"), ("syntax-fed", "service")}
    assert passed > 700


def _engine_reads(text: str) -> bool:
    try:
        Store().query(text, base_iri="http://base.example/")
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return True


FACTS = [
    # query, form, volatile, FROM, FROM NAMED
    ("select * {}", "SELECT", False, (), ()),
    ("PREFIX a: <b> BASE <http://c/> PREFIX : <d> ASK {}", "ASK", False, (), ()),
    ("CONSTRUCT { ?s ?p ?o } FROM <http://g> WHERE { ?s ?p ?o }", "CONSTRUCT", False, ("http://g",), ()),
    ("DESCRIBE <http://x> FROM NAMED <http://g\\u0031>", "DESCRIBE", False, (), ("http://g1",)),
    ("SELECT * FROM <a> FROM NAMED b:c FROM d: {}", "SELECT", False, ("a", "d:"), ("b:c",)),
    ("SELECT ?from { ?from :FROM 'FROM <x>' }", "SELECT", False, (), ()),
    ("SELECT (now() AS ?x) {}", "SELECT", True, (), ()),
    ("SELECT * { FILTER(RAND()<0.5) }", "SELECT", True, (), ()),
    ("SELECT (UUID() AS ?x) {}", "SELECT", True, (), ()),
    ("SELECT (STRUUID() AS ?x) {}", "SELECT", True, (), ()),
    ("SELECT (BNODE() AS ?x) {}", "SELECT", True, (), ()),
    ("SELECT ?now { ?now :rand 'NOW()' . _:uuid ?p <http://NOW> }", "SELECT", False, (), ()),
]


@pytest.mark.parametrize(("query", "form", "volatile", "default", "named"), FACTS)
def test_what_a_query_says_about_itself(
    query: str, form: str, volatile: bool, default: tuple[str, ...], named: tuple[str, ...]
) -> None:
    assert scan(query) == Scan(form, volatile, default, named)


OTHERS = [
    ("INSERT DATA { <a> <b> <c> }", "update", "INSERT"),
    ("PREFIX a: <b> delete where { ?s ?p ?o }", "update", "DELETE"),
    ("LOAD <http://127.0.0.1:1/>", "update", "LOAD"),
    ("CLEAR ALL", "update", "CLEAR"),
    ("WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update", "WITH"),
    ("", "no-form", ""),
    ("PREFIX a: <b>", "no-form", ""),
    ("WHERE { }", "no-form", "WHERE"),
    ("ASK { ?s ?p ?o", "unbalanced", "{"),
    ("ASK { ?s ?p ?o ) }", "unbalanced", ")"),
    ("ASK { ?s ?p 'x }", "unreadable", "'"),
    ("ASK { ?s ?p 'x\ny' }", "unreadable", "'"),
    ("ASK { ?s ?p \u00a0 }", "unreadable", "\u00a0"),
    ("ASK {" + "(" * MAX_DEPTH, "nested", str(MAX_DEPTH)),
]


@pytest.mark.parametrize(("query", "reason", "found"), OTHERS)
def test_other_refusals(query: str, reason: str, found: str) -> None:
    problem = scan(query)
    assert isinstance(problem, QueryRefused)
    assert (problem.reason, problem.found) == (reason, found)


def test_the_place_is_given() -> None:
    problem = scan("ASK {\n  SERVICE <x> {}\n}")
    assert isinstance(problem, QueryRefused)
    assert (problem.line, problem.column) == (2, 3)


@pytest.mark.parametrize("text", ["a." * 30000, "<a " * 20000, '"""' + '""a' * 20000, "service" * 9000, "e:" * 30000])
def test_long_texts_are_judged_at_once(text: str) -> None:
    scan(text)  # a quadratic scan would take minutes
