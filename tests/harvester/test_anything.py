"""Whatever a file says, judging it ends in a verdict that can be printed: never in an error of ours."""

import copy
import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.labs import base_of, lab, loire, text
from support.printable import says_something_printable

import ontology
from harvester.judge import Profile, judge
from harvester.validate import EngineError

BASE = base_of("gier")
PROFILE = Profile(date(2026, 11, 26))
SAMPLES = [json.loads(content) for content in loire().values()]
KEYWORDS = ["@id", "@type", "@value", "@language", "@graph", "@list", "@set", "@reverse", "@included", "@json", "@nest"]

words = st.sampled_from(
    ["#lab", "#x", "_:x", "_:p0", "https://gier.example/fablab.jsonld#lab", "https://o.example/#lab", "FabLab",
     "laser-co2", "2026-02-30", "2026-11-26T25:00", "24:00", "P1Y", "http://[", "a b", "javascript:x", "", " ",
     "é", "\u202e", "..", "//"]
)  # fmt: skip
keys = st.sampled_from([*KEYWORDS, *ontology.keys(), "inconnu", "schema:name", "fab:x", "http://x.example/p", ""])
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words | st.text()
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A sample of the network in which some values were replaced, or some members added."""
    document: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 3))):
        place: Any = document
        while isinstance(place, dict | list) and place and draw(st.booleans()):
            below = [v for v in (place.values() if isinstance(place, dict) else place) if isinstance(v, dict | list)]
            if not below:
                break
            place = draw(st.sampled_from(below))
        if isinstance(place, dict):
            place[draw(st.sampled_from(sorted(place)) | keys if place else keys)] = draw(values)
        else:
            place.append(draw(values))
    return document


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_document_has_a_verdict(document: dict[str, Any]) -> None:
    with suppress(EngineError):  # a panic of the engine fails the visit, and is none of ours
        says_something_printable(judge(json.dumps(document).encode(), BASE, PROFILE), BASE)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.binary() | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_have_a_verdict(content: bytes) -> None:
    says_something_printable(judge(content, BASE, PROFILE), BASE)


#: Members that broke the judgement once.
BROKE: dict[str, dict[str, Any]] = {
    "an address that is none": {"guides": {"http://[": {"nom": "Guide"}}},
    "a key that is empty": {"agenda": {"": {}}},
    "a language and nothing else": {"acces": [{"@language": "#lab"}]},
    "a language of the lab": {"@language": '"'},
    "a thing that holds only what goes alone": {"machines": {"#m": {"offreDePret": {"dureeMaxJours": 3}}}},
    "a number for a date": {"miseAJour": 10**12},
    "a map and a text under one key": {
        "nom": {"fr": "Un"},
        "Nom": "Deux",
        "Contact": "x",
        "contact": [{"courriel": 3}],
    },
    "a list of what is a map": {"Machines": [{"nom": "B"}, 3], "Agenda": 3, "agenda": {"#e": {"nom": "a"}}},
    "a year that no computer counts to": {"miseAJour": 2**63, "agenda": {"#e": {"debut": f"-{2**63}-01-01T00:00:00"}}},
}


@pytest.mark.parametrize("name", BROKE)
def test_what_broke_it_once(name: str) -> None:
    says_something_printable(judge(text(lab(**BROKE[name])), BASE, PROFILE), BASE)


def test_what_is_said_twice_under_one_key_adds_up() -> None:
    """With capitals and without: maps of languages, maps of machines, groups of keys."""
    written = {
        "nom": {"fr": "Un"}, "Nom": {"en": "One"}, "resume": "Court", "Résumé": {"en": "Short"},
        "Machines": {"#b": {"nom": "B", "typeMachine": "autre"}},
        "Agenda": [{"@id": "#f", "nom": "F", "debut": "2027-01-01"}],
        "agenda": {"#e": {"nom": "E", "debut": "2027-01-02"}}, "contact": {"courriel": "a@b.example"},
        "Contact": {"telephone": "+33477000000", "Courriel": "c@b.example"},
    }  # fmt: skip
    verdict = judge(text(lab(machines=1, **written)), BASE, PROFILE)
    graph = verdict.graph.decode()
    for said in (
        '"Un"@fr',
        '"One"@en',
        '"Court"@fr',
        '"Short"@en',
        '"B"',
        '"F"',
        '"E"',
        "a@b.example",
        "c@b.example",
        "+33477",
    ):
        assert said in graph, said
    assert {name.rpartition("#")[2] for name in verdict.entities} == {"lab", "machine-0", "b", "e", "f"}
