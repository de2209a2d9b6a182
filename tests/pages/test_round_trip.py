"""The data of a thing are the same in every format, and those with graphs say who speaks and when it was fetched."""

import json

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from linked_kit import THINGS, canonical
from pages_kit import Answering
from pyld import jsonld

import ontology
from harvester.names import FAB

PATHS = [*THINGS, "/labs/hostile", "/machines/hostile/l'(1)/é%3Fx=%252e", "/guides/hostile/g", "/events/hostile/e"]
PROV = "http://www.w3.org/ns/prov#"


def triples(site: Answering, path: str, name: str) -> list[ox.Triple]:
    data = site.get(f"{path}.{name}").data
    format_ = ox.RdfFormat.from_extension(name)
    assert format_ is not None
    return [quad.triple for quad in ox.parse(data, format_)]


def quads(site: Answering, path: str, name: str) -> list[ox.Quad]:
    format_ = ox.RdfFormat.from_extension(name)
    assert format_ is not None
    return list(ox.parse(site.get(f"{path}.{name}").data, format_))


def packaged(url: str, _options: object) -> object:
    """PyLD's loader: our contexts and nothing else."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": ontology.load_context(url),
    }


def from_json(text: str) -> list[ox.Triple]:
    expanded = jsonld.expand(json.loads(text), {"documentLoader": packaged})
    return [quad.triple for quad in ox.parse(json.dumps(expanded), ox.RdfFormat.JSON_LD)]


@pytest.mark.parametrize("path", PATHS)
def test_formats_with_triples_say_the_same(site: Answering, path: str) -> None:
    turtle = canonical(triples(site, path, "ttl"))
    assert turtle
    assert canonical(triples(site, path, "nt")) == turtle
    if site.get(f"{path}.rdf").status_code == 200:
        assert canonical(triples(site, path, "rdf")) == turtle


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_json_ld_says_the_same_with_the_keys_of_either_language(site: Answering, path: str, lang: str) -> None:
    told = from_json(site.get(f"{path}.jsonld", lang).text)
    assert canonical(told) == canonical(triples(site, path, "ttl"))


@pytest.mark.parametrize("path", PATHS)
def test_formats_with_graphs_say_the_same_and_more(site: Answering, path: str) -> None:
    told = quads(site, path, "nq")
    assert canonical(quads(site, path, "trig")) == canonical(told)
    union = {quad.triple for quad in told}
    assert set(triples(site, path, "nt")) <= union


def test_rdflib_reads_turtle_and_xml_alike(site: Answering) -> None:
    first = rdflib.Graph().parse(data=site.get("/machines/gier/laser-1.ttl").data, format="turtle")
    second = rdflib.Graph().parse(data=site.get("/machines/gier/laser-1.rdf").data, format="xml")
    assert rdflib.compare.isomorphic(first, second)
    assert len(first) > 40


def test_graphs_say_who_spoke_and_when_it_was_fetched(site: Answering) -> None:
    told = quads(site, "/machines/gier/laser-1", "trig")
    graphs = {quad.graph_name.value for quad in told if isinstance(quad.graph_name, ox.NamedNode)}
    base = "https://gier.example/fablab.jsonld"
    assert graphs == {base, *(f"https://commons.example/graph/{name}/gier" for name in ("derived", "prov"))}
    version = next(q.object for q in told if q.subject.value == base and q.predicate.value == f"{FAB}currentVersion")
    said = {q.predicate.value: q.object.value for q in told if q.subject == version}
    assert said[f"{FAB}fetchedAt"] == "2026-11-26T09:00:00Z"
    assert said[f"{PROV}specializationOf"] == base


def test_json_ld_reads_as_a_volunteer_writes(site: Answering) -> None:
    french = json.loads(site.get("/machines/gier/laser-1.jsonld").text)
    assert french["@context"] == "https://w3id.org/fabcommons/context/v1"
    assert french["id"] == "https://gier.example/fablab.jsonld#laser-1"
    assert french["nom"] == {"fr": "La grande laser"}
    assert french["typeMachine"] == "laser-co2"
    assert french["modele"] == "furan-laser/fl-6040"
    assert {"procede": "decoupe-laser", "materiau": "pmma", "epaisseurMaxMm": 8.5}.items() <= french["capacites"][
        0
    ].items() or any(
        {"materiau": "pmma", "epaisseurMaxMm": 8.5}.items() <= each.items() for each in french["capacites"]
    )
    assert french["entretien"][0]["critiqueSecurite"] is True
    english = json.loads(site.get("/machines/gier/laser-1.jsonld", "en").text)
    assert english["machineType"] == "co2-laser"
    assert not {"nom", "typeMachine", "materiaux"} & set(english)


def test_steps_of_a_guide_are_a_list(site: Answering) -> None:
    steps = json.loads(site.get("/guides/gier/guide-laser.jsonld").text)["etapes"]
    assert steps[0]["texte"]["fr"] == "Allumer l'extraction, puis la machine."
    assert len(steps) == 4


def test_data_over_the_limit_are_written_flat(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    small = site.small.settings.model_copy(update={"jsonld_triples": 5})
    monkeypatch.setattr(site.small, "settings", small)
    flat = Answering(site.small, site.pool)
    body = flat.get("/machines/gier/laser-1.jsonld").text
    assert "nom" not in body
    assert canonical([q.triple for q in ox.parse(body, ox.RdfFormat.JSON_LD)]) == canonical(
        triples(site, "/machines/gier/laser-1", "ttl")
    )


def test_only_the_thing_itself_is_told(site: Answering) -> None:
    """Blank nodes and parts come along; other things of the lab, and other labs, do not."""
    subjects = {t.subject.value for t in triples(site, "/labs/gier", "ttl") if isinstance(t.subject, ox.NamedNode)}
    base = "https://gier.example/fablab.jsonld"
    assert subjects == {f"{base}#lab", f"{base}#camille", f"{base}#youssef", "https://commons.example/geometry/gier"}


def test_offer_tells_of_the_loan_only(site: Answering) -> None:
    told = {triple.predicate.value for triple in triples(site, "/offers/gier/imp-nomade", "ttl")}
    assert f"{FAB}loanOffer" in told
    assert f"{FAB}eligibleBorrower" in told
    assert not told & {f"{FAB}machineType", f"{FAB}status", "http://schema.org/serialNumber"}


def test_trig_tells_each_graph_once_and_turtle_only_prefixes_it_uses(site: Answering) -> None:
    trig = site.get("/machines/gier/laser-1.trig").text
    assert trig.count("<https://gier.example/fablab.jsonld> {") == 1
    turtle = site.get("/vocab/type/laser-co2.ttl").text
    assert "@prefix skos:" in turtle
    assert "@prefix prov:" not in turtle
    assert "sh:severity" in site.get("/shapes/v1.ttl").text
