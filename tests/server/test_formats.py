"""Content negotiation: forty Accept headers and more for each form of query, each with the media type it must give."""

import pytest

from server.sparql.formats import BY_FORM, GRAPHS, RESULTS
from server.sparql.negotiate import choose, named

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, NT, RDF = "text/turtle", "application/n-triples", "application/rdf+xml"
LD, TRIG, NQ = "application/ld+json", "application/trig", "application/n-quads"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

SELECT = [
    # Accept, hint, Content-Type without charset (None: 406)
    (None, None, JSON),
    ("", None, JSON),
    ("*/*", None, JSON),
    ("*", None, None),
    (JSON, None, JSON),
    (XML, None, XML),
    (CSV, None, CSV),
    (TSV, None, TSV),
    ("TEXT/CSV", None, CSV),
    ("text/csv;charset=utf-8", None, CSV),
    ("text/csv; header=present", None, CSV),
    ("text/csv;q=1.0", None, CSV),
    ("text/*", None, CSV),
    ("application/*", None, JSON),
    (f"{JSON};q=0.5,{XML}", None, XML),
    (f"{JSON};q=0.5,{XML};q=0.4", None, JSON),
    (f"{XML};q=0.1,{CSV};q=0.2,{TSV};q=0.3", None, TSV),
    (f"{CSV},{JSON}", None, JSON),
    (f"{CSV},*/*", None, CSV),
    (f"{CSV};q=0.5,*/*", None, JSON),
    (f"{JSON};q=0,*/*", None, XML),
    (f"{JSON};q=0,{XML};q=0,text/*", None, CSV),
    (f"{JSON};q=0,{XML};q=0,{CSV};q=0,{TSV};q=0,*/*", None, "application/json"),
    ("text/csv;q=0", None, None),
    ("text/html", None, None),
    ("text/turtle", None, None),
    ("image/png,text/html", None, None),
    (f"text/turtle,{XML};q=0.1", None, XML),
    ("text/html,*/*;q=0.1", None, JSON),
    (BROWSER, None, JSON),
    ("application/json", None, "application/json"),
    ("application/json, text/plain, */*", None, JSON),
    ("application/xml", None, "application/xml"),
    ("text/xml;q=0.9,application/json;q=0.1", None, "text/xml"),
    (f"application/json,{CSV};q=0.1", None, CSV),
    (f"{JSON},*/*;q=0.9", None, JSON),  # YASGUI
    (f"{XML}, application/rdf+xml, */*;q=0.5", None, XML),  # rdflib SPARQLStore
    (
        f"{JSON}, {XML};q=0.9, {TSV};q=0.7, {CSV};q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1",
        None,
        JSON,
    ),  # Jena
    (f"{JSON},application/json,text/javascript,application/javascript", None, JSON),  # SPARQLWrapper
    ("nonsense", None, None),
    (",,;q=1,", None, None),
    # the hint decides where Accept does not
    (None, "csv", CSV),
    ("*/*", "csv", CSV),
    (BROWSER, "csv", CSV),
    (BROWSER, ".tsv", TSV),
    (BROWSER, "XML", XML),
    ("*/*", JSON, JSON),
    ("*/*", "pdf", JSON),
    ("*/*", "ttl", JSON),
    (CSV, "json", CSV),
    ("text/*", "tsv", TSV),
    ("text/html", "csv", None),
]

CONSTRUCT = [
    (None, None, TURTLE),
    ("", None, TURTLE),
    ("*/*", None, TURTLE),
    ("text/*", None, TURTLE),
    ("application/*", None, NT),
    (TURTLE, None, TURTLE),
    (NT, None, NT),
    (RDF, None, RDF),
    (LD, None, LD),
    (TRIG, None, TRIG),
    (NQ, None, NQ),
    ("Text/Turtle", None, TURTLE),
    ("text/turtle;charset=utf-8", None, TURTLE),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', None, LD),
    ("application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9", None, NQ),  # ldes-client
    (f"{TRIG};q=0.95,{LD};q=0.9", None, TRIG),
    (f"{RDF};q=0.5,{TURTLE};q=0.6", None, TURTLE),
    (f"{RDF},{TURTLE}", None, TURTLE),
    (f"{NQ},{LD}", None, LD),
    (f"{LD},*/*", None, LD),
    (f"{LD};q=0.3,*/*", None, TURTLE),
    (f"{TURTLE};q=0,*/*", None, NT),
    (f"{TURTLE};q=0,{NT};q=0,*/*", None, RDF),
    ("text/turtle;q=0", None, None),
    ("text/html", None, None),
    (JSON, None, None),
    (CSV, None, None),
    (f"{CSV},{RDF};q=0.2", None, RDF),
    (BROWSER, None, TURTLE),
    ("application/json", None, "application/json"),
    ("application/json, text/plain, */*", None, TURTLE),
    ("application/xml", None, "application/xml"),
    ("text/plain", None, "text/plain"),
    ("text/n3", None, "text/n3"),
    ("text/rdf+n3;q=0.9", None, "text/rdf+n3"),
    ("application/x-turtle", None, "application/x-turtle"),
    ("application/x-trig,text/x-nquads;q=0.5", None, "application/x-trig"),
    ("text/x-nquads", None, "text/x-nquads"),
    ("nonsense", None, None),
    ("*/turtle", None, TURTLE),
    (None, "nt", NT),
    ("*/*", "ttl", TURTLE),
    ("*/*", "json", LD),
    ("*/*", "xml", RDF),
    (BROWSER, "rdf", RDF),
    (BROWSER, ".nq", NQ),
    (BROWSER, "csv", TURTLE),
    (LD, "ttl", LD),
    ("*/*", "turtle", TURTLE),
    ("*/*", "application/trig", TRIG),
]


@pytest.mark.parametrize("form", ["SELECT", "ASK"])
@pytest.mark.parametrize(("accept", "hint", "expected"), SELECT)
def test_results(form: str, accept: str | None, hint: str | None, expected: str | None) -> None:
    choice = choose(BY_FORM[form], accept, hint)
    assert (choice.media_type if choice else None) == expected


@pytest.mark.parametrize("form", ["CONSTRUCT", "DESCRIBE"])
@pytest.mark.parametrize(("accept", "hint", "expected"), CONSTRUCT)
def test_graphs(form: str, accept: str | None, hint: str | None, expected: str | None) -> None:
    choice = choose(BY_FORM[form], accept, hint)
    assert (choice.media_type if choice else None) == expected


def test_the_tables_are_long_enough_and_each_name_is_given_once() -> None:
    assert min(len(SELECT), len(CONSTRUCT)) >= 40
    for offered in (RESULTS, GRAPHS):
        for values in (
            [name for each in offered for name in each.names],
            [media_type for each in offered for media_type in (each.media_type, *each.aliases)],
        ):
            assert len(values) == len(set(values))


@pytest.mark.parametrize(
    ("hint", "expected"), [("csv", CSV), ("TSV", TSV), (".json", JSON), (XML, XML), ("ttl", None), ("", None)]
)
def test_names(hint: str, expected: str | None) -> None:
    found = named(RESULTS, hint)
    assert (found.media_type if found else None) == expected


def test_text_formats_say_their_charset() -> None:
    for accept, expected in ((CSV, "text/csv; charset=utf-8"), (TSV, f"{TSV}; charset=utf-8"), (JSON, JSON)):
        choice = choose(RESULTS, accept)
        assert choice
        assert choice.content_type == expected
