"""The SPARQL Protocol over real HTTP: methods, parameters, status codes, problems, caching."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sparql_kit import CROSS_JOIN, EX, HASTY, TIGHT, Endpoint, generation, numbered

from server.sparql.refusals import STATUS, TITLES, RequestProblem
from server.store.guard import GuardPool
from server.store.refusals import QueryRefused

ASK = "ASK { ?s ?p ?o }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def pool() -> Iterator[GuardPool]:
    with GuardPool(TIGHT, workers=2) as made:
        yield made


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generation(tmp_path_factory.mktemp("things"), numbered(2000))


@pytest.fixture(scope="module")
def endpoint(pool: GuardPool, things: Path) -> Iterator[Endpoint]:
    made = Endpoint(pool, things)
    yield made
    made.close()


Q = quote(ASK)
REQUESTS: list[tuple[str, str, bytes | None, dict[str, str], int, str]] = [
    # method, target, body, headers, status, code of the problem
    ("GET", f"?query={Q}", None, {}, 200, ""),
    ("GET", f"/?query={Q}", None, {}, 200, ""),
    ("HEAD", f"?query={Q}", None, {}, 200, ""),
    ("GET", f"?query={ASK.replace(' ', '+')}", None, {}, 200, ""),
    ("GET", f"?query={Q}&output=json&results=json&debug=on", None, {}, 200, ""),  # SPARQLWrapper and others
    ("POST", "", f"query={Q}".encode(), {"Content_Type": FORM}, 200, ""),
    ("POST", "", f"query={Q}".encode(), {"Content_Type": f"{FORM}; charset=UTF-8"}, 200, ""),
    ("POST", "", ASK.encode(), {"Content_Type": QUERY}, 200, ""),
    ("POST", "", ASK.encode(), {"Content_Type": f'{QUERY.upper()}; charset="utf-8"'}, 200, ""),
    ("POST", "", ASK.encode(), {"Content_Type": f"{QUERY};charset=us-ascii"}, 200, ""),
    ("QUERY", "", ASK.encode(), {"Content_Type": QUERY}, 200, ""),
    ("QUERY", "", f"query={Q}".encode(), {"Content_Type": FORM}, 200, ""),
    ("OPTIONS", "", None, {}, 204, ""),
    ("GET", "?query=", None, {}, 400, "no-form"),
    ("GET", f"?query={Q}&query={Q}", None, {}, 400, "several-queries"),
    ("POST", "", f"query={Q}&query={Q}".encode(), {"Content_Type": FORM}, 400, "several-queries"),
    ("POST", f"?query={Q}", f"query={Q}".encode(), {"Content_Type": FORM}, 400, "several-queries"),
    ("POST", f"?query={Q}", ASK.encode(), {"Content_Type": QUERY}, 400, "several-queries"),
    ("POST", "", b"other=1", {"Content_Type": FORM}, 400, "no-query"),
    ("POST", "", b"\xff\xfe", {"Content_Type": QUERY}, 400, "not-utf8"),
    ("POST", "", ASK.encode("utf-16"), {"Content_Type": QUERY}, 400, "not-utf8"),
    ("POST", "", ASK.encode("utf-16"), {"Content_Type": f"{QUERY}; charset=utf-16"}, 400, "charset"),
    ("POST", "", ASK.encode(), {"Content_Type": f"{QUERY}; charset=iso-8859-1"}, 400, "charset"),
    ("GET", "?query=ASK%20%7B%20%FF%20%7D", None, {}, 400, "not-utf8"),
    ("GET", f"?query={Q}&" + "a=1&" * 3000, None, {}, 400, "parameters"),
    ("GET", f"?query={quote('ASK {')}", None, {}, 400, "unbalanced"),
    ("GET", f"?query={quote('ASK { ?s ?p }')}", None, {}, 400, "query-syntax"),
    ("GET", f"?query={quote('SELECT (<http://x/f>(1) AS ?x) {}')}", None, {}, 400, "unknown-function"),
    ("GET", f"?query={quote(ASK)}&default-graph-uri=nothing", None, {}, 400, "graph"),
    ("GET", f"?query={quote('INSERT DATA { <a:a> <a:b> <a:c> }')}", None, {}, 403, "update"),
    ("GET", "?update=CLEAR%20ALL", None, {}, 403, "update"),
    ("POST", "", b"update=CLEAR+ALL", {"Content_Type": FORM}, 403, "update"),
    ("POST", "", b"CLEAR ALL", {"Content_Type": "application/sparql-update"}, 403, "update"),
    ("GET", f"?query={quote('ASK { SERVICE <http://x> {} }')}", None, {}, 403, "service"),
    ("PUT", "", ASK.encode(), {"Content_Type": QUERY}, 405, "method"),
    ("DELETE", "", None, {}, 405, "method"),
    ("PATCH", "", ASK.encode(), {"Content_Type": QUERY}, 405, "method"),
    ("GET", f"?query={Q}", None, {"Accept": "text/html"}, 406, "not-acceptable"),
    ("GET", f"?query={Q}", None, {"Accept": "text/turtle"}, 406, "not-acceptable"),
    ("POST", "", ASK.encode(), {}, 415, "media-type"),
    ("POST", "", ASK.encode(), {"Content_Type": "text/plain"}, 415, "media-type"),
    ("POST", "", b"{}", {"Content_Type": "application/json"}, 415, "media-type"),
    ("POST", "", gzip.compress(ASK.encode()), {"Content_Type": QUERY, "Content_Encoding": "gzip"}, 415, "media-type"),
    ("GET", f"?query={quote(ASK + ' ' * 5000)}", None, {}, 413, "query-too-long"),
    ("POST", "", (ASK + " " * 5000).encode(), {"Content_Type": QUERY}, 413, "query-too-long"),
    ("POST", "", f"query={quote(ASK + ' ' * 4070)}".encode(), {"Content_Type": FORM}, 200, ""),
    ("POST", "", f"query={Q}&x={'x' * 20000}".encode(), {"Content_Type": FORM}, 413, "query-too-long"),
    ("GET", f"?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c')}", None, {}, 503, "query-out-of-memory"),
    ("GET", f"?query={quote('SELECT ?x { ?a ?b ?c . ?d ?e ?f }')}", None, {}, 413, "answer-too-large"),
]


@pytest.mark.parametrize(("method", "target", "body", "headers", "status", "code"), REQUESTS)
def test_request(
    endpoint: Endpoint, method: str, target: str, body: bytes | None, headers: dict[str, str], status: int, code: str
) -> None:
    reply = endpoint.ask(method, f"/sparql{target}", body, **headers)
    assert reply.status == status, reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    if code:
        assert reply.headers["Content-Type"] == PROBLEM
        document = json.loads(reply.body)
        assert (document["code"], document["status"], document["type"]) == (code, status, "about:blank")
        assert document["title"] == TITLES[status]["fr"]
        assert document["detail"].endswith(".")
    elif status == 200 and method != "HEAD":
        assert json.loads(reply.body)["boolean"] is True


@pytest.mark.parametrize(
    ("accept_language", "lang"), [("", "fr"), ("fr-CA,en", "fr"), ("en", "en"), ("de,en-GB;q=0.5", "en"), ("de", "fr")]
)
def test_problems_speak_french_and_english(endpoint: Endpoint, accept_language: str, lang: str) -> None:
    reply = endpoint.query("ASK { SERVICE <http://x> {} }", Accept_Language=accept_language)
    document = json.loads(reply.body)
    assert reply.headers["Content-Language"] == lang
    assert reply.headers["Vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert document["detail"] == QueryRefused("service", "SERVICE", 1, 7).sentence(lang)
    assert "Comunica" in document["detail"]
    assert (document["line"], document["column"]) == (1, 7)


def test_not_acceptable_lists_what_is(endpoint: Endpoint) -> None:
    document = json.loads(endpoint.query("CONSTRUCT WHERE { ?s ?p ?o }", "text/html").body)
    for media_type in ("text/turtle", "application/ld+json", "application/n-quads"):
        assert media_type in document["detail"]


def test_every_problem_has_a_status_and_a_title() -> None:
    for reason in (*RequestProblem.reasons, *QueryRefused.reasons):
        status = STATUS.get(reason, 400)
        assert set(TITLES[status]) == {"fr", "en"}
    for status in STATUS.values():
        assert status in TITLES


def test_head_has_the_headers_of_get_and_no_body(endpoint: Endpoint) -> None:
    get, head = endpoint.query(ASK), endpoint.ask("HEAD", f"/sparql?query={Q}")
    assert head.body == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_options_say_what_is_allowed(endpoint: Endpoint) -> None:
    reply = endpoint.ask(
        "OPTIONS", Origin="https://yasgui.example", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type,x-custom",
    )  # fmt: skip
    assert reply.headers["Allow"] == "GET, HEAD, QUERY, POST, OPTIONS"
    assert reply.headers["Access-Control-Allow-Methods"] == reply.headers["Allow"]
    assert reply.headers["Access-Control-Allow-Headers"] == "content-type,x-custom"


def test_percent_encoding_is_undone_once(endpoint: Endpoint) -> None:
    query = "SELECT ('%41 é + %2541' AS ?x) {}"
    for reply in (
        endpoint.query(query, "text/csv"),
        endpoint.ask("POST", "/sparql", f"query={quote(query)}".encode(), Content_Type=FORM, Accept="text/csv"),
        endpoint.ask("POST", "/sparql", query.encode(), Content_Type=QUERY, Accept="text/csv"),
    ):
        assert reply.text == "x\r\n%41 é + %2541\r\n"
        assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"


def count(endpoint: Endpoint, query: str, target: str) -> int:
    reply = endpoint.ask("GET", f"/sparql?query={quote(query)}{target}", Accept="text/csv")
    assert reply.status == 200, reply.text
    return int(reply.text.split()[1])


GRAPH = {n: quote(f"{EX}graph/{n}", safe="") for n in range(3)}


def test_the_dataset_of_the_request_wins_over_from(endpoint: Endpoint) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{EX}graph/0> {{ ?s ?p ?o }}"
    assert count(endpoint, query, "") == 667
    assert count(endpoint, query, f"&default-graph-uri={GRAPH[0]}&default-graph-uri={GRAPH[1]}") == 1334
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(endpoint, named, f"&named-graph-uri={GRAPH[0]}&named-graph-uri={GRAPH[2]}") == 1333
    assert count(endpoint, named, f"&default-graph-uri={GRAPH[0]}") == 0


def test_graphs_can_stand_in_the_address_of_a_post(endpoint: Endpoint) -> None:
    query = b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for body, content_type in ((query, QUERY), (b"query=" + quote(query).encode(), FORM)):
        reply = endpoint.ask(
            "POST", f"/sparql?default-graph-uri={GRAPH[1]}", body, Content_Type=content_type, Accept="text/csv"
        )
        assert reply.text.split()[1] == "667"


def test_the_usual_prefixes_are_there_and_yield_to_the_query(endpoint: Endpoint) -> None:
    query = "SELECT (STR(fab:x) AS ?a) (STR(st:y) AS ?b) {}"
    assert (
        "https://w3id.org/fabcommons/ns#x,https://w3id.org/fabcommons/status/y"
        in endpoint.query(query, "text/csv").text
    )
    assert "\r\nhttp://mine/x," in endpoint.query(f"PREFIX fab: <http://mine/> {query}", "text/csv").text


def test_relative_iris_are_those_of_the_endpoint(endpoint: Endpoint) -> None:
    reply = endpoint.query("SELECT (STR(<#x>) AS ?x) {}", "text/csv")
    assert reply.text.split()[1] == f"{endpoint.address}#x"


GRAPH_FORMATS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
GRAPH_FORMATS += ["application/trig", "application/n-quads"]


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
@pytest.mark.parametrize("form", ["CONSTRUCT { <{EX}thing/1> ?p ?o }", "DESCRIBE <{EX}thing/1>"])
def test_graphs_in_every_format(endpoint: Endpoint, form: str, media_type: str) -> None:
    query = f"{form.replace('{EX}', EX)} WHERE {{ <{EX}thing/1> ?p ?o }}"
    reply = endpoint.query(query, media_type)
    assert reply.status == 200
    assert reply.headers["Content-Type"].split(";")[0] == media_type
    assert "thing 1" in reply.text


def test_same_question_same_tag_and_no_engine(things: Path, pool: GuardPool) -> None:
    counting = CountingPool(pool)
    endpoint = Endpoint(counting, things, cache_control=lambda: "public, max-age=60")
    first = endpoint.query(ASK)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept, Accept-Encoding"
    again = endpoint.query(ASK, If_None_Match=tag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert endpoint.query(ASK, If_None_Match=f'"other", {tag}').status == 304
    assert endpoint.query(ASK).body == first.body  # from memory
    assert counting.calls == 1
    different = {
        endpoint.query(ASK, "application/sparql-results+xml").headers["ETag"],
        endpoint.query(ASK, "application/json").headers["ETag"],
        endpoint.query(ASK + " ").headers["ETag"],
        endpoint.query(ASK, extra={"default-graph-uri": EX}).headers["ETag"],
        endpoint.query(ASK, extra={"named-graph-uri": EX}).headers["ETag"],
    }
    assert len(different - {tag}) == 5
    endpoint.close()


class CountingPool:
    """A pool that counts what reaches it."""

    def __init__(self, pool: GuardPool) -> None:
        self.pool, self.limits, self.calls = pool, pool.limits, 0

    def run(self, task: Any, gone: Any) -> Any:
        self.calls += 1
        return self.pool.run(task, gone)


def test_the_tag_follows_the_generation(pool: GuardPool, tmp_path: Path) -> None:
    old, new = generation(tmp_path, numbered(3)), generation(tmp_path, numbered(4), "000002")
    endpoint = Endpoint(pool, old)
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = endpoint.query(query, "text/csv")
    endpoint.current = new
    after = endpoint.query(query, "text/csv", If_None_Match=before.headers["ETag"])
    assert (before.text.split()[1], after.status, after.text.split()[1]) == ("3", 200, "4")
    endpoint.close()


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_clock_and_chance_have_no_tag(endpoint: Endpoint, call: str) -> None:
    reply = endpoint.query(f"SELECT ({call} AS ?x) {{}}", If_None_Match="*")
    assert reply.status == 200
    assert reply.headers["ETag"] is None
    assert reply.headers["Cache-Control"] == "no-store"


def test_without_a_dataset_it_says_so(pool: GuardPool, things: Path) -> None:
    endpoint = Endpoint(pool, things)
    endpoint.current = None
    reply = endpoint.query(ASK)
    assert (reply.status, json.loads(reply.body)["code"], reply.headers["Retry-After"]) == (503, "no-dataset", "60")
    endpoint.current = things.parent / "000099"
    assert json.loads(endpoint.query(ASK).body)["code"] == "dataset-replaced"
    endpoint.close()


def test_a_browser_gets_the_page_and_a_client_the_description(pool: GuardPool, things: Path) -> None:
    endpoint = Endpoint(pool, things, page=lambda: "<h1>SPARQL</h1>")
    assert endpoint.ask("GET", Accept="text/html,*/*;q=0.8").text == "<h1>SPARQL</h1>"
    assert endpoint.ask("GET", Accept="text/turtle").headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert endpoint.ask("GET").headers["Content-Type"] == "text/turtle; charset=utf-8"
    endpoint.close()


def test_a_query_out_of_time_is_503_and_says_the_limit(things: Path) -> None:
    with GuardPool(HASTY, workers=1) as pool:
        endpoint = Endpoint(pool, things)
        reply = endpoint.query(CROSS_JOIN)
        document = json.loads(reply.body)
        assert (reply.status, document["code"], document["seconds"]) == (503, "query-timeout", 0.3)
        assert "0,3\u00a0s" in document["detail"]
        assert endpoint.query(ASK).status == 200
        endpoint.close()


def test_a_busy_endpoint_says_when_to_come_back(things: Path) -> None:
    with GuardPool(replace(TIGHT, waiting=0.0), workers=1) as pool:
        endpoint = Endpoint(pool, things)
        with pool._public.places:
            reply = endpoint.query(ASK)
        assert (reply.status, json.loads(reply.body)["code"], reply.headers["Retry-After"]) == (503, "busy", "5")
        endpoint.close()
