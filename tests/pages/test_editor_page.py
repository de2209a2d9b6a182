"""The query page as the server writes it: a form, the questions, and what the scripts are given."""

import html
import json
import re

import pytest
from pages_kit import Answering, Outline

import ontology
from server.pages import completions, editor
from server.queries import examples, welcome
from server.sparql.prefixes import PREFIXES
from server.sparql.scan import Scan, scan

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def settings(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="settings">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the browser's libraries were there, whether they are or not."""
    monkeypatch.setattr(editor, "built", lambda: True)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [(HTML, "text/html"), ("text/turtle", "text/turtle"), ("", "text/turtle"), ("*/*", "text/turtle")],
)
def test_browsers_get_the_page_and_programs_the_description(site: Answering, accept: str, media_type: str) -> None:
    answer = site.client.get("/sparql", headers={"Accept": accept})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_a_query_in_the_address_is_answered_to_browsers_too(site: Answering) -> None:
    assert site.get("/sparql?query=ASK%20%7B%7D", Accept=HTML).get_json()["boolean"] is True


def test_every_question_is_there_with_its_words(site: Answering) -> None:
    for lang in ("fr", "en"):
        text = Outline(site.get("/sparql", lang).text).text.replace("\u00a0", " ")
        for example in examples():
            assert example.title[lang] in text
            assert example.description[lang] in text


def test_an_example_fills_the_form(site: Answering) -> None:
    page = site.get("/sparql?example=cq03").text
    example = next(example for example in examples() if example.id == "cq03")
    form = re.search(r'<textarea id="query".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert form
    written = html.unescape(form[1])
    assert written.startswith(f"# {example.title['fr']}\nPREFIX")
    assert example.text.endswith(written.partition("\n")[2])


def test_an_unknown_example_is_said(site: Answering) -> None:
    answer = site.get("/sparql?example=cq99")
    assert answer.status_code == 404
    assert "question d'exemple" in answer.text.replace("&#39;", "'")


def test_the_first_query_is_one_that_the_endpoint_accepts() -> None:
    assert isinstance(scan(welcome().text, PREFIXES), Scan)


def test_without_the_libraries_there_is_the_form_alone(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "built", lambda: False)
    page = site.get("/sparql")
    assert page.status_code == 200
    assert 'name="query"' in page.text
    assert "<script" not in page.text


@pytest.mark.usefixtures("built")
def test_the_scripts_know_all_they_need(site: Answering) -> None:
    found = settings(site.get("/sparql?example=cq02&lang=en").text)
    assert (found["endpoint"], found["lang"], found["example"]) == ("/sparql", "en", "cq02")
    assert found["prefixes"] == PREFIXES
    assert found["completions"] == "/sparql/completions.json?lang=en"


@pytest.mark.usefixtures("built")
def test_inline_styles_are_those_of_two_hashes(site: Answering) -> None:
    policy = site.get("/sparql").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2
    assert "script-src 'self';" in policy


def test_completions_are_kept_by_the_browser(site: Answering) -> None:
    answer = site.get("/sparql/completions.json?lang=fr")
    assert answer.mimetype == "application/json"
    again = site.get("/sparql/completions.json?lang=fr", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_completions_hold_every_term_and_code() -> None:
    offered = {offer.name for offer in completions.offers("fr")}
    concepts = [concept for scheme in ontology.schemes().values() for concept in scheme.concepts.values()]
    assert {completions.name_of(term.iri) for term in ontology.terms()} <= offered
    assert {completions.name_of(concept.iri) for concept in concepts} <= offered


@pytest.mark.parametrize(
    ("name", "lang", "kind", "label", "found_by"),
    [
        ("type:laser-co2", "fr", "concept", "découpeuse laser CO2", "CO2 laser cutter"),
        ("type:laser-co2", "en", "concept", "CO2 laser cutter", "découpeuse laser CO2"),
        ("fab:FabLab", "fr", "class", "FabLab", "FabLab"),
        ("fab:heldBy", "en", "property", "held by", ""),
        ("access:tout-public", "en", "concept", "public", "tout public"),
    ],
)
def test_an_offer(name: str, lang: str, kind: str, label: str, found_by: str) -> None:
    offer = next(offer for offer in completions.offers(lang) if offer.name == name)
    assert (offer.kind, offer.label) == (kind, label)
    assert found_by in offer.found_by


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://schema.org/name", "schema:name"),
        ("http://schema.org/a/b", "<http://schema.org/a/b>"),
        ("https://spdx.org/licenses/CC-BY-4.0", "<https://spdx.org/licenses/CC-BY-4.0>"),
        ("https://else.example/x", "<https://else.example/x>"),
    ],
)
def test_names_are_those_that_a_query_may_hold(iri: str, name: str) -> None:
    assert completions.name_of(iri) == name
