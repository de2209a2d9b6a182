"""The controlled lists: two codes and two names for every concept, a tree without loops, safety where it matters."""

import re

import pytest
from pyoxigraph import Literal, NamedNode

import ontology
from ontology.names import VOCAB

SCHEMES = ontology.schemes()
EXPECTED = {
    *("type", "process", "material", "status", "access", "lab-status", "fee", "service", "guide-kind", "borrower"),
    *("theme", "audience", "access-feature", "week-pattern", "school-period"),
    *("day", "availability", "event-status", "licence"),
}
EVERY_SCHEME = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.id)


def test_all_lists_are_there() -> None:
    assert set(SCHEMES) == EXPECTED


@EVERY_SCHEME
def test_a_concept_is_named_in_both_languages(scheme: ontology.Scheme) -> None:
    assert set(scheme.label) == set(scheme.definition) == {"fr", "en"}
    for concept in scheme.concepts.values():
        assert set(concept.labels) == {"fr", "en"}, concept.iri
        assert set(concept.definition) in (set(), {"fr", "en"}), concept.iri
        assert concept.iri.startswith(scheme.vocab), concept.iri


@EVERY_SCHEME
def test_a_code_is_easy_to_type(scheme: ontology.Scheme) -> None:
    easy = re.compile("[A-Za-z0-9.-]+" if scheme.id == "licence" else "[a-z0-9]+(-[a-z0-9]+)*")
    assert [code for code in scheme.codes() if not easy.fullmatch(code)] == []


@EVERY_SCHEME
def test_no_code_means_two_things(scheme: ontology.Scheme) -> None:
    meanings: dict[str, set[str]] = {}
    for concept in scheme.concepts.values():
        for code in (concept.id, concept.english_code):
            meanings.setdefault(code, set()).add(concept.iri)
    assert {code for code, iris in meanings.items() if len(iris) > 1} == set()
    assert scheme.codes() == {code: next(iter(iris)) for code, iris in meanings.items()}


@EVERY_SCHEME
def test_broader_concepts_exist_and_never_loop(scheme: ontology.Scheme) -> None:
    broader = {concept.iri: concept.broader for concept in scheme.concepts.values()}
    for concept in scheme.concepts.values():
        above = scheme.broader_or_self(concept.id)
        assert above[0] == concept.iri
        assert set(above) <= set(broader), concept.iri
        assert all(concept.iri not in broader[iri] for iri in above), concept.iri


@EVERY_SCHEME
def test_what_is_typical_exists(scheme: ontology.Scheme) -> None:
    for concept in scheme.concepts.values():
        assert set(concept.typical_processes) <= set(SCHEMES["process"].codes().values()), concept.iri
        assert set(concept.typical_materials) <= set(SCHEMES["material"].codes().values()), concept.iri


def test_every_machine_type_but_two_says_what_it_usually_does() -> None:
    silent = {concept.id for concept in SCHEMES["type"].concepts.values() if not concept.typical_processes}
    assert silent == {"autre", "machine-outil", "casque-xr"}


@pytest.mark.parametrize("code", ["pvc", "vinyle-adhesif", "simili-cuir", "adhesive-vinyl", "imitation-leather"])
def test_what_may_hold_chlorine_is_found_under_pvc(code: str) -> None:
    materials = SCHEMES["material"]
    assert materials.codes()[code] in materials.narrower_or_self("pvc")


@pytest.mark.parametrize("code", ["laser-co2", "fibre-laser", "laser-diode"])
def test_no_laser_usually_takes_what_may_hold_chlorine(code: str) -> None:
    laser = SCHEMES["type"].find(code)
    assert laser is not None
    assert laser.iri in SCHEMES["type"].narrower_or_self("laser-machine")
    assert not set(laser.typical_materials) & set(SCHEMES["material"].narrower_or_self("pvc"))


@pytest.mark.parametrize("scheme", ["status", "lab-status"])
def test_unknown_may_be_said(scheme: str) -> None:
    assert SCHEMES[scheme].codes()["inconnu"] == SCHEMES[scheme].codes()["unknown"]


@pytest.mark.parametrize("scheme", ["type", "process", "material"])
def test_other_may_be_said(scheme: str) -> None:
    assert SCHEMES[scheme].codes()["autre"] == SCHEMES[scheme].codes()["other"]


@pytest.mark.parametrize("code", ["", "laser", "nothing"])
def test_an_unknown_code_has_nothing_under_it(code: str) -> None:
    assert SCHEMES["type"].narrower_or_self(code) == ()


def test_lists_and_terms_load_as_graphs() -> None:
    quads = list(ontology.vocab_quads("https://hub.example/graph/vocab"))
    assert {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)} == {
        "https://hub.example/graph/vocab"
    }
    assert Literal("découpeuse laser CO2", language="fr") in {quad.object for quad in quads}
    assert len(list(ontology.ontology_quads("https://hub.example/graph/ontology"))) > 1000


def test_loading_twice_gives_the_same_triples() -> None:
    assert set(ontology.vocab_quads()) == set(ontology.vocab_quads())
    assert set(ontology.ontology_quads()) == set(ontology.ontology_quads())


def test_scheme_addresses() -> None:
    assert {scheme.iri for scheme in SCHEMES.values()} == {VOCAB + name for name in EXPECTED}
    assert len(ontology.version()) == 12
