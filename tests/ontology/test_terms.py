"""The terms: everything is said in both languages, every example can be typed, every link leads somewhere."""

import json
from typing import Any

import pytest

import ontology
from ontology.names import RDF, SKOS, XSD
from ontology.reference import KINDS, SUBJECTS, UNITS
from tests.ontology.expansion import predicates

TERMS = ontology.terms()
BY_IRI = {term.iri: term for term in TERMS}
KEYED = [term for term in TERMS if term.keys]
#: Classes of other vocabularies that ours stand under or point to, without a page here.
FOREIGN = {
    *(ontology.SCHEMA + name for name in ("IndividualProduct", "ProductModel", "StructuredValue", "HowTo", "Action")),
    *(ontology.SCHEMA + name for name in ("LearningResource", "CreativeWork", "Offer")),
    *(SKOS + name for name in ("Concept", "ConceptScheme")),
    *(RDF + name for name in ("langString", "Property")),
    *("http://www.w3.org/ns/prov#Plan", "http://www.w3.org/ns/prov#Activity"),
}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.iri)
def test_a_term_says_itself_in_both_languages(term: ontology.Term) -> None:
    for texts in (term.label, term.comment, term.example):
        assert set(texts) == {"fr", "en"}
        assert all(text.strip() for text in texts.values())


def test_no_term_is_declared_twice() -> None:
    assert len(BY_IRI) == len(TERMS)
    assert all(term.is_class != term.is_property for term in TERMS)


def test_only_one_key_shares_the_text_of_its_term() -> None:
    for term in KEYED:
        silent = {key.key for key in term.keys if not key.comment and key.lang in ("fr", "")}
        assert len(silent) == 1, term.iri


@pytest.mark.parametrize("key", ontology.keys().values(), ids=lambda key: key.key)
def test_a_key_is_complete(key: ontology.Key) -> None:
    assert key.kind in KINDS
    assert bool(key.scheme) == (key.kind == "code")
    assert key.scheme in {"", *ontology.schemes()}
    assert set(key.container) <= {"language", "set", "id", "list", "graph"}
    assert ("language" in key.container) == (key.kind == "text")
    assert key.iri in BY_IRI or key.kind in ("nest", "id")
    assert set(key.comment) == set(key.example) != {"fr"}
    assert ontology.keys()[key.twin].twin == key.key


def test_keys_stay_apart_without_case() -> None:
    keys = list(ontology.keys())
    assert len({key.casefold() for key in keys}) == len(keys)


def _examples() -> list[tuple[str, str, str]]:
    pairs = [(key.iri, key.example) for key in ontology.keys().values() if key.example and key.iri]
    pairs += [(term.iri, term.example) for term in KEYED]
    return [(iri, texts["fr"], texts["en"]) for iri, texts in pairs]


@pytest.mark.parametrize(("iri", "french", "english"), _examples())
def test_an_example_can_be_typed_in_both_languages(iri: str, french: str, english: str) -> None:
    typed = {lang: json.loads("{" + text + "}") for lang, text in (("fr", french), ("en", english))}
    for lang, members in typed.items():
        _only_known_words(members, lang)
    assert predicates(typed["fr"]) == predicates(typed["en"])
    if not BY_IRI[iri].is_class:
        assert iri in predicates(typed["fr"])[0]


def _only_known_words(value: Any, lang: str) -> None:
    if isinstance(value, list):
        for item in value:
            _only_known_words(item, lang)
    if not isinstance(value, dict):
        return
    for word, member in value.items():
        key = ontology.keys().get(word)
        assert (key and key.lang in (lang, "")) or word[0] in "#@", f"{word} is not a key in {lang}"
        if key and key.scheme:
            _only_codes(member if isinstance(member, list) else [member], key.scheme, lang)
        _only_known_words(member, lang)


def _only_codes(codes: list[str], scheme: str, lang: str) -> None:
    concepts = ontology.schemes()[scheme].concepts.values()
    known = {concept.id if lang == "fr" else concept.english_code for concept in concepts}
    assert set(codes) <= known


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.iri)
def test_domains_ranges_and_units_lead_somewhere(term: ontology.Term) -> None:
    named = {*term.domains, *term.ranges, *term.classes}
    unknown = {iri for iri in named if not iri.startswith(XSD) and not iri.endswith("#wktLiteral")}
    assert unknown <= set(BY_IRI) | FOREIGN
    assert not term.unit or term.unit.rsplit("/", 1)[-1] in UNITS


def test_every_file_of_terms_has_its_chapter() -> None:
    assert {path.stem for path in ontology.TERM_FILES} == set(SUBJECTS)


def test_a_containment_property_has_one_range_and_it_is_a_class() -> None:
    for iri, range_ in ontology.property_ranges().items():
        assert BY_IRI[iri].ranges == (range_,)
        assert BY_IRI[range_].is_class
    assert set(ontology.property_ranges()) == ontology.containment()


@pytest.mark.parametrize(
    ("property_", "class_"),
    [
        ("hasMachine", "Machine"),
        ("guide", "Guide"),
        ("project", "DocumentedProject"),
        ("capability", "Capability"),
        ("loanOffer", "LoanOffer"),
        ("maintenanceTask", "MaintenanceTask"),
        ("maintenanceRecord", "MaintenanceRecord"),
    ],
)
def test_types_follow_from_containment(property_: str, class_: str) -> None:
    assert ontology.property_ranges()[ontology.FAB + property_] == ontology.FAB + class_


def test_superclasses_are_given_to_the_top() -> None:
    assert ontology.classes()[ontology.FAB + "FabLab"] == (ontology.SCHEMA + "Place", ontology.SCHEMA + "Organization")
    assert ontology.classes()[ontology.SCHEMA + "EducationEvent"] == (ontology.SCHEMA + "Event",)


def test_what_the_hub_computes_may_not_be_stated() -> None:
    declared = ontology.declared_predicates()
    assert RDF + "type" in declared
    assert {key.iri for key in ontology.keys().values() if key.iri} <= declared
    assert not {ontology.FAB + name for name in ("cell", "broadType", "heldBy", "scheduledTask", "slug")} & declared


@pytest.mark.parametrize(
    ("iri", "lang", "key"),
    [("name", "fr", "nom"), ("name", "en", "name"), ("license", "en", "licence"), ("price", "fr", "prix")],
)
def test_a_message_can_name_the_key_of_its_language(iri: str, lang: str, key: str) -> None:
    assert ontology.key_for(ontology.SCHEMA + iri, lang) == key


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (["nom", "machines"], "fr"),
        (["name", "machines"], "en"),
        (["machines"], "fr"),
        (["nom", "name"], "fr"),
        ([], "fr"),
    ],
)
def test_the_language_of_a_file_shows_in_its_keys(words: list[str], lang: str) -> None:
    assert ontology.language_of(words) == lang
