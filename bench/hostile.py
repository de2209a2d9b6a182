"""What hostile clients send, and the statuses that are an honest refusal."""

from dataclasses import dataclass

from server.sparql.protocol import FORM

_NOWHERE = "<http://127.0.0.1:9/sparql>"


@dataclass(frozen=True, slots=True)
class Attack:
    """A query and the statuses it may get."""

    name: str
    query: str
    statuses: tuple[int, ...]
    media_type: str = FORM


ATTACKS = (
    Attack("cross join that never ends", "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", (503,)),
    Attack("ten million rows", "SELECT * WHERE { ?a a ?b . ?c a ?d } LIMIT 10000000", (413, 503)),
    Attack("ten million triples", "CONSTRUCT { ?a ?c ?d } WHERE { ?a a ?b . ?c a ?d } LIMIT 10000000", (413, 503)),
    Attack("sort that eats memory", "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", (503,)),
    Attack(
        "groups that eat memory", "SELECT ?a ?d (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d", (503,)
    ),
    Attack("endless path", "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }", (503,)),
    Attack("SERVICE", f"SELECT * WHERE {{ SERVICE {_NOWHERE} {{ ?s ?p ?o }} }}", (400, 403)),
    Attack("service silent", f"SELECT * WHERE {{ service#x\nSilent{_NOWHERE}{{ ?s ?p ?o }} }}", (400, 403)),
    Attack("SERVICE, escaped", f"SELECT * WHERE {{ \\u0053ERVICE {_NOWHERE} {{ ?s ?p ?o }} }}", (400, 403)),
    Attack(
        "SERVICE behind a string",
        f'SELECT * WHERE {{ BIND("a\\u005C" AS ?x) SERVICE {_NOWHERE} {{}} #"\n }}',
        (400, 403),
    ),
    Attack("SERVICE in EXISTS", "ASK { FILTER EXISTS { SERVICE ?anywhere { ?s ?p ?o } } }", (400, 403)),
    Attack("graph of a file", "SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", (200,)),
    Attack("over the length", f"SELECT * WHERE {{ ?s ?p '{'x' * 70_000}' }}", (413,)),
    Attack("huge body", f"query={'x' * 3_000_000}", (413,), "application/sparql-query"),
    Attack("too deep", f"SELECT * WHERE {'{' * 5_000}{'}' * 5_000}", (400,)),
    Attack("malformed", "SELECT * WHERE { ?s ?p ", (400,)),
    Attack("no query at all", "%%%\x00", (400,), "application/sparql-query"),
    Attack("update", "DELETE WHERE { ?s ?p ?o }", (403,)),
    Attack("another media type", "{}", (415,), "application/json"),
)
