"""The JSON-LD contexts: compiled from the data, both languages equal, unknown words visible, nothing else answered."""

import json
from pathlib import Path

import pytest

import ontology
from ontology.compile_context import context_text
from ontology.names import SCHEMA, UNKNOWN
from ontology.packaged import ACCEPTED_CONTEXTS, CONTEXTS
from tests.ontology.expansion import expand, predicates

SAMPLES = Path(__file__).parent / "samples"
DRAFT_KEYS: dict[str, str] = json.loads((SAMPLES / "draft-keys.json").read_text())
KEYS = list(ontology.keys().values())
PROPERTY_KEYS = [key for key in KEYS if key.kind not in ("id", "nest")]
CODE_KEYS = [key for key in KEYS if key.scheme]
WORDS = ontology.compile_context()["@context"]


def test_the_committed_context_is_the_compiled_one() -> None:
    assert (CONTEXTS / "v1.jsonld").read_text(encoding="utf-8") == context_text()


def test_the_context_names_exactly_the_keys_and_classes() -> None:
    named = {word for word in WORDS if not word.startswith("@") and word not in ontology.names.FILE_PREFIXES}
    assert named == set(ontology.keys()) | set(ontology.class_names())


def test_keys_of_the_draft_are_all_still_there() -> None:
    prefixes = ontology.names.FILE_PREFIXES
    meaning = {key.key: ("^" if key.reverse else "") + key.iri for key in KEYS} | dict(ontology.class_names())
    nests = {key.key: "@nest" for key in KEYS if key.nest}
    now = meaning | nests | prefixes | {"id": "@id"}
    assert {word: now.get(word) for word in DRAFT_KEYS} == DRAFT_KEYS


@pytest.mark.parametrize("key", PROPERTY_KEYS, ids=lambda key: key.key)
def test_a_key_and_its_twin_expand_to_the_same_predicate(key: ontology.Key) -> None:
    value = {"#y": {"@id": "https://other.example/"}} if "graph" in key.container else {"@id": "https://lab.example/y"}
    value = {"fr": "x"} if key.kind == "text" else value
    expected = [f"^{key.iri}" if key.reverse else key.iri]
    assert predicates({key.key: value}) == predicates({key.twin: value}) == expected


@pytest.mark.parametrize("key", CODE_KEYS, ids=lambda key: key.key)
def test_both_codes_of_a_concept_lead_to_it_under_every_key(key: ontology.Key) -> None:
    concepts = list(ontology.schemes()[key.scheme].concepts.values())
    expected = [{"@id": concept.iri} for concept in concepts]
    assert expand({key.key: [concept.id for concept in concepts]})[key.iri] == expected
    assert expand({key.key: [concept.english_code for concept in concepts]})[key.iri] == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"nom": "Laser"}, {"@value": "Laser", "@language": "fr"}),
        ({"name": "Laser"}, {"@value": "Laser", "@language": "en"}),
        ({"nom": {"en": "Laser"}}, {"@value": "Laser", "@language": "en"}),
        ({"name": {"fr": "Laser"}}, {"@value": "Laser", "@language": "fr"}),
    ],
)
def test_text_takes_the_language_of_its_key(members: dict[str, object], expected: dict[str, str]) -> None:
    assert expand(members)[SCHEMA + "name"] == [expected]


@pytest.mark.parametrize(("context", "language"), [([], "fr"), ([{"@language": "en"}], "en")])
def test_a_word_of_both_languages_follows_the_file(context: list[object], language: str) -> None:
    node = expand({"description": "Text"}, [ontology.CONTEXT_URL, *context])
    assert node[SCHEMA + "description"] == [{"@value": "Text", "@language": language}]


@pytest.mark.parametrize("number", [6, 8.5, 0])
@pytest.mark.parametrize("key", [key.key for key in KEYS if key.kind in ("number", "integer")])
def test_numbers_stay_native(key: str, number: float) -> None:
    assert expand({key: number})[ontology.keys()[key].iri] == [{"@value": number}]


@pytest.mark.parametrize(
    "members", [{"machnies": 1}, {"adresse": {"ruee": "x"}}, {"position": {"latt": 1}}, {"horaires": [{"jour": "x"}]}]
)
def test_an_unknown_key_never_hides(members: dict[str, object]) -> None:
    assert UNKNOWN in json.dumps(expand(members))


def test_schema_org_reads_values_as_our_keys_do() -> None:
    ours = {key.iri: WORDS[key.key] for key in reversed(KEYS)}
    theirs = json.loads((CONTEXTS / "schema-org.jsonld").read_text())["@context"]
    for word, entry in theirs.items():
        if isinstance(entry, dict):
            definition = ours[SCHEMA + word]
            known = definition.get("@type") if isinstance(definition, dict) else None
            assert entry == {"@id": f"schema:{word}", "@type": entry["@type"]}
            assert entry["@type"] == known or (word == "license" and entry["@type"] == "@id")


@pytest.mark.parametrize("url", ["https://schema.org", "http://schema.org/"])
def test_a_schema_org_document_is_read(url: str) -> None:
    node = expand({"type": "Place", "name": "Lab", "sameAs": "https://a.example/", "dayOfWeek": "Monday"}, url)
    assert node["@type"] == [SCHEMA + "Place"]
    assert node[SCHEMA + "name"] == [{"@value": "Lab"}]
    assert node[SCHEMA + "sameAs"] == [{"@id": "https://a.example/"}]
    assert node[SCHEMA + "dayOfWeek"] == [{"@id": SCHEMA + "Monday"}]


@pytest.mark.parametrize("url", list(ACCEPTED_CONTEXTS))
def test_an_accepted_address_gives_a_context(url: str) -> None:
    document = ontology.load_context(url)
    assert document is not None
    assert "@context" in document


@pytest.mark.parametrize(
    "url",
    [
        "",
        "v1.jsonld",
        "../contexts/v1.jsonld",
        "file:///etc/passwd",
        "http://169.254.169.254/x",
        "https://schema.org/Thing",
        "https://w3id.org/fabcommons/context/v2",
        "https://w3id.org/fabcommons/context/v1/../v1",
    ],
)
def test_no_other_address_is_answered(url: str) -> None:
    assert ontology.load_context(url) is None
