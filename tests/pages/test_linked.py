"""Each thing at one address in many formats: by extension, by Accept, with tags, links to the others, any origin."""

import json
import re
from pathlib import Path

import pytest
from linked_kit import CONTEXT, DATA, THINGS, TYPES
from pages_kit import LOIRE, Answering, Outline, SmallHub, valid

from server.store.guard import GuardPool

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
EVERY = [(path, name) for path in THINGS for name in TYPES]
#: What clients send → extension of what they get; "" is a refusal.
ACCEPTS = {
    "": "html", "*/*": "html", "text/*": "html", BROWSER: "html", "application/xhtml+xml": "html",
    "text/turtle": "ttl", "text/turtle, */*;q=0.1": "ttl", "text/n3": "ttl",
    "text/turtle;q=0.5, text/html;q=0.4": "ttl",
    "application/n-triples": "nt", "text/plain": "nt", "application/rdf+xml": "rdf", "application/xml": "rdf",
    "application/ld+json": "jsonld", "application/json": "jsonld",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"': "jsonld",
    "application/trig": "trig", "application/n-quads": "nq", "text/html;q=0.2, application/n-quads;q=0.9": "nq",
    "application/rdf+xml, text/turtle;q=0.9, application/n-triples;q=0.9": "rdf",
    "application/*": "nt", "text/html;q=0, text/*": "ttl", "image/png": "", "text/csv": "", "text/html;q=0": "",
}  # fmt: skip


@pytest.mark.parametrize(("path", "name"), EVERY)
def test_extension_gives_its_format(site: Answering, path: str, name: str) -> None:
    for accept in (BROWSER, "text/turtle", "image/png"):
        answer = site.get(f"{path}.{name}", Accept=accept)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == TYPES[name]
        assert answer.data


@pytest.mark.parametrize("path", ["/labs/gier", "/machines/gier/laser-1", "/vocab/type/laser-co2", "/ns"])
@pytest.mark.parametrize(("accept", "name"), ACCEPTS.items())
def test_accept_gives_the_best_format(site: Answering, path: str, accept: str, name: str) -> None:
    answer = site.get(path, Accept=accept)
    assert answer.status_code == (200 if name else 406)
    assert "Accept" in answer.headers["Vary"]
    if name:
        assert answer.data == site.get(f"{path}.{name}").data
    else:
        assert answer.mimetype == "application/problem+json"
        detail = json.loads(answer.data)["detail"]
        assert all(f"{each.split(';')[0]} (.{extension})" in detail for extension, each in TYPES.items())


@pytest.mark.parametrize("path", THINGS)
def test_page_says_what_it_is_about(site: Answering, path: str) -> None:
    kind = THINGS[path]
    answer = site.get(path)
    valid(answer.text)
    assert kind.words in Outline(answer.text).text.replace("\u00a0", " ")
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    assert len(scripts) == bool(kind.embedded)
    for script in scripts:
        whole = json.loads(script)
        told = whole.get("@graph", [whole])[0]
        assert told.get("itemOffered", told)["@id"] == kind.iri
        assert kind.embedded in told["@type"]
    assert f'<{kind.iri}>; rel="about"' in answer.headers["Link"]
    assert 'rel="canonical"' not in answer.headers["Link"]


@pytest.mark.parametrize("path", [*THINGS, CONTEXT, "/labs/hostile", "/labs/plaine", "/sources/muet", "/sources/parti"])
def test_every_alternate_of_a_page_answers_with_its_type(site: Answering, path: str) -> None:
    answer = site.get(path)
    named = [each for each in Outline(answer.text).alternates if each[1] != "application/atom+xml"]
    headers = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["Link"])
    assert named == headers
    published = path not in ("/sources/muet", "/sources/parti")
    assert len(named) == (0 if not published else 1 if path == CONTEXT else len(DATA))
    for address, media_type in named:
        if (path, media_type) != ("/labs/hostile", "application/rdf+xml"):  # XML cannot hold its control characters
            found = site.get(address)
            assert (found.status_code, found.mimetype) == (200, media_type)


def test_alternates_keep_a_chosen_language(site: Answering) -> None:
    addresses = dict(Outline(site.get("/labs/gier?lang=en").text).alternates)
    assert "/labs/gier.jsonld?lang=en" in addresses
    assert '"name"' in site.get("/labs/gier.jsonld?lang=en").text
    assert '"nom"' in site.get("/labs/gier.jsonld").text


@pytest.mark.parametrize("path", THINGS)
def test_data_are_for_every_origin_and_name_the_thing(site: Answering, path: str) -> None:
    answer = site.get(f"{path}.ttl", Origin="https://elsewhere.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert f'<{THINGS[path].iri}>; rel="canonical"' in answer.headers["Link"]
    assert "Access-Control-Allow-Origin" not in site.get(path).headers


def test_file_of_the_lab_is_named(site: Answering) -> None:
    assert '<https://gier.example/fablab.jsonld>; rel="via"' in site.get("/machines/gier/laser-1.ttl").headers["Link"]


def test_browsers_may_ask_from_anywhere(site: Answering) -> None:
    answer = site.client.options("/labs/gier.ttl", headers={"Access-Control-Request-Headers": "if-none-match"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("name", TYPES)
def test_same_format_is_not_sent_twice_and_has_a_tag_of_its_own(site: Answering, name: str) -> None:
    path = f"/labs/gier.{name}"
    first = site.get(path)
    again = site.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == first.headers["Vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert again.headers["Link"] == first.headers["Link"]
    assert again.headers.get("Access-Control-Allow-Origin") == first.headers.get("Access-Control-Allow-Origin")
    tags = {site.get("/labs/gier", Accept=each.split(";")[0]).headers["ETag"] for each in TYPES.values()}
    assert len(tags) == len(TYPES)


def test_tag_of_a_page_does_not_answer_for_data(site: Answering) -> None:
    page = site.get("/labs/gier").headers["ETag"]
    assert site.get("/labs/gier", Accept="text/turtle", If_None_Match=page).status_code == 200


@pytest.mark.parametrize("name", TYPES)
def test_head_says_the_same_without_the_body(site: Answering, name: str) -> None:
    whole = site.get(f"/labs/gier.{name}")
    head = site.client.head(f"/labs/gier.{name}", headers={"Accept-Language": "fr"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/labs/nulle-part", 404), ("/labs/parti", 410), ("/labs/muet", 404), ("/labs/pilat", 404),
        ("/machines/parti/tour", 410), ("/machines/gier/nulle-part", 404), ("/machines/gier/guide-laser", 404),
        ("/guides/gier/laser-1", 404), ("/guides/gier/lab", 404), ("/things/gier/lab", 404),
        ("/things/gier/camille", 404), ("/things/gier/laser-1", 404), ("/credentials/gier/laser-1", 404),
        ("/offers/gier/laser-1", 404), ("/events/gier/x%00y", 404), ("/models/furan-laser/rien", 404),
        ("/models/a b/<c>", 404), ("/maker/rien", 404), ("/org/furan-laser", 404), ("/network/rien", 404),
        ("/sources/rien", 404), ("/vocab/rien", 404), ("/vocab/type/rien", 404), ("/graph/rien", 404),
        ("/due/gier/rien", 404), ("/sources/rien/versions/1", 404), ("/geometry/rien", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_says_why_in_every_format(site: Answering, path: str, status: int) -> None:
    page = site.get(path)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    valid(page.text)
    for accept in ("text/turtle", "application/ld+json"):
        answer = site.get(path, Accept=accept)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.headers["Cache-Control"] == "no-store"
        assert len(json.loads(answer.data)["detail"]) > 20
    assert site.get(f"{path}.ttl", Accept="*/*").status_code == status


@pytest.mark.parametrize("path", ["/sources/muet", "/sources/parti", "/sources/pilat"])
def test_source_without_published_data_has_a_page_only(site: Answering, path: str) -> None:
    assert site.get(path).status_code == 200
    assert site.get(f"{path}.ttl").status_code == (410 if path.endswith("parti") else 404)


def test_withheld_thing_has_no_page_and_no_data(site: Answering) -> None:
    source = site.small.source("charlieu")
    things = [iri.partition("#")[2] for iri in source.withheld if "#" in iri]
    assert things
    for thing in things:
        for path in (f"/machines/charlieu/{thing}", f"/things/charlieu/{thing}", f"/guides/charlieu/{thing}"):
            assert site.get(path).status_code == site.get(f"{path}.ttl").status_code == 404


def test_context_is_what_a_file_names(site: Answering) -> None:
    for address, accept in ((CONTEXT, "application/ld+json"), (f"{CONTEXT}.jsonld", BROWSER), (CONTEXT, "*/*")):
        answer = site.get(address, Accept=accept)
        assert answer.headers["Content-Type"] == "application/ld+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert json.loads(answer.data)["@context"]["nom"]["@id"] == "schema:name"
    assert "typeMachine" in site.get(CONTEXT, Accept=BROWSER).text
    assert site.get(f"{CONTEXT}.ttl").status_code == 406
    assert site.get(f"{CONTEXT}.exe").status_code == 404


def test_terms_stand_at_their_anchors(site: Answering) -> None:
    page = site.get("/ns").text
    assert 'id="status"' in page
    assert 'id="schema:name"' in page
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))


def test_what_the_program_brings_is_there_before_any_generation(empty: Answering) -> None:
    for path in ("/ns", "/vocab", "/vocab/type", "/vocab/type/laser-co2", CONTEXT, "/shapes/v1"):
        assert empty.get(path).status_code == 200
        assert empty.get(f"{path}.jsonld").status_code == 200
    for path in ("/labs/gier", "/models/furan-laser/fl-6040", "/graph/registry"):
        assert empty.get(path).status_code == 404


def test_name_that_ends_like_a_format_is_found_first(tmp_path: Path, pool: GuardPool) -> None:
    small = SmallHub(tmp_path)
    text = (LOIRE / "labs" / "gier.jsonld").read_text(encoding="utf-8").replace('"#laser-1":', '"#laser.ttl":')
    small.receive(small.register("gier"), text.encode())
    small.hub.publish()
    site = Answering(small, pool)
    page = site.get("/machines/gier/laser.ttl")
    assert page.mimetype == "text/html"
    assert ("/machines/gier/laser.ttl.nt", "application/n-triples") in Outline(page.text).alternates
    assert site.get("/machines/gier/laser.ttl.nt").mimetype == "application/n-triples"
    assert site.get("/machines/gier/laser").status_code == 404
