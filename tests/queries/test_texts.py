"""The text of each example: titles and descriptions in both languages, standard SPARQL, accepted by the endpoint."""

import re

import pytest
from rdflib.plugins.sparql import prepareQuery

from server.queries import Example, examples
from server.sparql.prefixes import PREFIXES
from server.sparql.scan import Scan, scan

NUMBERS = [*range(1, 31), 32, 34]  # 31 and 33 ask for what is not in the dataset: proposals and live state

every_example = pytest.mark.parametrize("example", examples(), ids=lambda example: example.id)


def test_the_questions_are_all_there() -> None:
    assert [example.id for example in examples()] == [f"cq{number:02d}" for number in NUMBERS]


def test_examples_are_read_once() -> None:
    assert examples() is examples()


@every_example
def test_titles_and_descriptions_in_both_languages(example: Example) -> None:
    assert list(example.title) == list(example.description) == ["fr", "en"]
    assert all(len(text) > 20 and "#" not in text for text in (*example.title.values(), *example.description.values()))
    assert example.title["fr"] != example.title["en"]
    assert example.description["fr"] != example.description["en"]


@every_example
def test_it_is_standard_sparql_by_a_second_reader(example: Example) -> None:
    prepareQuery(example.text)


@every_example
def test_the_endpoint_accepts_it(example: Example) -> None:
    verdict = scan(example.text, PREFIXES)
    assert isinstance(verdict, Scan)
    assert verdict.form == "SELECT"
    assert verdict.volatile == ("NOW()" in example.text)
    assert not verdict.has_from


@every_example
def test_prefixes_are_declared_used_and_the_usual_ones(example: Example) -> None:
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <(.*)>$", example.text, re.MULTILINE))
    used = set(re.findall(r"(?<![\w?-])([a-z][\w-]*):(?=[\w-])", _code(example.text)))
    assert set(declared) == used | ({"xsd"} if "NOW()" in example.text else set())  # to write another moment
    assert {prefix: iri for prefix, iri in declared.items() if PREFIXES.get(prefix, iri) != iri} == {}


@every_example
def test_nothing_selected_or_given_is_left_over(example: Example) -> None:
    names = re.findall(r"\?(\w+)", _code(example.text))
    given = re.findall(r"VALUES \(?((?:\?\w+ ?)+)", _code(example.text))
    parameters = {name.lstrip("?") for group in given for name in group.split()}
    assert sorted(name for name in parameters if names.count(name) < 2) == []


def test_the_two_questions_on_opening_hours_share_their_calendar() -> None:
    texts = {example.id: example.text for example in examples()}
    for start, end in (("  # --- calendar", "# --- end of calendar"), ("  # --- open", "# --- end of open")):
        assert _between(texts["cq01"], start, end) == _between(texts["cq02"], start, end)


def _code(text: str) -> str:
    """The query without PREFIX lines, comments, strings and addresses."""
    body = re.sub(r"^(#|PREFIX ).*$", "", text, flags=re.MULTILINE)
    return re.sub(r'"[^"\n]*"|<[^>\s]*>|(?<=\s)# .*$', "", body, flags=re.MULTILINE)


def _between(text: str, start: str, end: str) -> str:
    found = text[text.index(start) : text.index(end)]
    assert len(found) > 400
    return found
