"""The catalogue and VoID: valid for DCAT-AP 3, true to the registry, the same in every syntax."""

import json
from collections.abc import Iterator
from typing import cast
from urllib.parse import quote

import pyoxigraph as ox
import pyshacl
import pytest
import shacl
from pages_kit import ROOT, Answering, Outline, valid
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, Graph, Literal, Namespace, URIRef

from server.app import create_app
from server.store.guard import GuardPool

SUITE = ROOT.parent / "shared" / "suites" / "dcat-ap"
SHAPES = ("shapes.ttl", "range.ttl")
HUB = "https://commons.example"
SPDX = Namespace("http://spdx.org/rdf/terms#")
VOID = Namespace("http://rdfs.org/ns/void#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
GIER = URIRef("https://gier.example/fablab.jsonld")
FOREZ = URIRef("https://forez.example/fablab.jsonld")
WHOLE = URIRef(f"{HUB}/dataset")


@pytest.fixture(scope="module")
def catalogue(site: Answering) -> Graph:
    return Graph().parse(data=site.get("/catalog.ttl").text, format="turtle")


@pytest.fixture(scope="module")
def void(site: Answering) -> Graph:
    return Graph().parse(data=site.get("/.well-known/void", Accept="text/turtle").text, format="turtle")


# --- DCAT-AP --------------------------------------------------------------------------------------------------------

needs_suite = pytest.mark.skipif(not SUITE.exists(), reason="the DCAT-AP shapes are not in ../shared/suites")


@needs_suite
@pytest.mark.parametrize("name", SHAPES)
def test_catalogue_conforms_by_the_reference(catalogue: Graph, name: str) -> None:
    conforms, _, report = pyshacl.validate(catalogue, shacl_graph=Graph().parse(SUITE / name))
    assert conforms, report


@needs_suite
@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("path", ["/catalog.ttl", "/catalog/forez.ttl", "/catalog/hostile.ttl"])
def test_catalogue_conforms_by_our_engine(site: Answering, path: str, name: str) -> None:
    engine = shacl.Shapes.from_turtle((SUITE / name).read_text(encoding="utf-8"))
    report = engine.validate_text(site.get(path).text, "turtle")
    assert report.conforms
    assert list(report.results) == []


@needs_suite
def test_the_shapes_would_see_a_fault(catalogue: Graph) -> None:
    broken = Graph()
    broken += catalogue
    broken.remove((WHOLE, DCTERMS.title, None))
    assert not pyshacl.validate(broken, shacl_graph=Graph().parse(SUITE / "shapes.ttl"))[0]


# --- what it says ---------------------------------------------------------------------------------------------------


def test_one_dataset_a_published_source(catalogue: Graph, site: Answering) -> None:
    published = {URIRef(f"https://{slug}.example/fablab.jsonld") for slug in _published(site)}
    listed = set(catalogue.objects(URIRef(f"{HUB}/catalog"), DCAT.dataset))
    assert listed == published | {WHOLE}
    assert set(catalogue.subjects(RDF.type, DCAT.Dataset)) == listed
    forms = {str(each) for each in catalogue.objects(None, DCAT.downloadURL)}
    assert {f"{HUB}/labs.csv", f"{HUB}/machines.geojson", f"{HUB}/exports/lieux-mediation-numerique.csv"} <= forms
    assert {
        catalogue.value(record, FOAF.primaryTopic) for record in catalogue.subjects(RDF.type, DCAT.CatalogRecord)
    } == (published)


def _published(site: Answering) -> Iterator[str]:
    for slug in json.loads(site.get("/dump/manifest.json").data)["sources"]:
        yield slug["slug"]


def test_withdrawn_and_never_published_sources_say_why(site: Answering) -> None:
    assert {slug for slug in ("parti", "muet", "pilat") if slug in set(_published(site))} == set()
    assert (site.get("/catalog/parti").status_code, site.get("/catalog/muet").status_code) == (410, 404)
    assert "retirée du catalogue le 2026-11-26" in site.get("/catalog/parti", Accept="text/turtle").text
    assert "/sources/muet" in site.get("/catalog/muet", Accept="text/turtle").text
    assert site.get("/catalog/personne").status_code == 404


def test_licence_credit_and_distributions_of_a_source(catalogue: Graph) -> None:
    assert list(catalogue.objects(FOREZ, DCTERMS.license)) == [URIRef("https://spdx.org/licenses/CC-BY-SA-4.0")]
    rights = catalogue.value(FOREZ, DCTERMS.rights)
    credit = "À créditer ainsi : L'Atelier du Vizézy, https://forez.example/fablab.jsonld"
    assert Literal(credit, lang="fr") in set(catalogue.objects(rights, RDFS.label))
    access = {catalogue.value(each, DCAT.accessURL) for each in catalogue.objects(FOREZ, DCAT.distribution)}
    assert access == {FOREZ, URIRef(f"{HUB}/dump/sources/forez.nq.gz")}


def test_files_have_the_digests_of_the_manifest(catalogue: Graph, site: Answering) -> None:
    manifest = json.loads(site.get("/dump/manifest.json").data)
    told = {URIRef(f"{HUB}/dump/{each['name']}"): each for each in manifest["files"]}
    told |= {URIRef(f"{HUB}/dump/sources/{each['slug']}.nq.gz"): each for each in manifest["sources"]}
    for address, file in told.items():
        node = catalogue.value(None, DCAT.downloadURL, address)
        checksum = catalogue.value(node, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)).lower() == file["sha256"]
        assert int(str(catalogue.value(node, DCAT.byteSize))) == file["bytes"]


def test_place_rhythm_language_and_service(catalogue: Graph) -> None:
    places = set(catalogue.objects(GIER, DCTERMS.spatial))
    assert EU["country/FRA"] in places
    assert any("POINT(4.51" in str(catalogue.value(place, DCAT.centroid)) for place in places)
    box = str(
        next(
            value for place in catalogue.objects(WHOLE, DCTERMS.spatial) if (value := catalogue.value(place, DCAT.bbox))
        )
    )
    assert box.startswith("POLYGON((")
    assert catalogue.value(WHOLE, DCTERMS.accrualPeriodicity) == EU["frequency/DAILY_2"]
    assert EU["language/FRA"] in set(catalogue.objects(GIER, DCTERMS.language))
    assert set(catalogue.objects(None, DCAT.endpointURL)) == {URIRef(f"{HUB}/sparql")}
    assert catalogue.value(URIRef(f"{HUB}/catalog#publisher"), FOAF.name)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("charlieu", "Une partie du fichier a été retenue"),
        ("boen", "La visite du 2026-11-26 a échoué"),
        ("gier", "Fichier lu sur https://gier.example/fablab.jsonld"),
    ],
)
def test_provenance_tells_what_is_not_well(catalogue: Graph, slug: str, said: str) -> None:
    statement = catalogue.value(URIRef(f"https://{slug}.example/fablab.jsonld"), DCTERMS.provenance)
    assert any(said in str(label) for label in catalogue.objects(statement, RDFS.label))


def test_a_silent_source_promises_no_rhythm(site: Answering) -> None:
    later = Answering(site.small, site.pool, site.now.replace(month=12, day=15))
    graph = Graph().parse(data=later.get("/catalog/gier.ttl").text, format="turtle")
    assert graph.value(GIER, DCTERMS.accrualPeriodicity) == EU["frequency/UNKNOWN"]
    labels = graph.objects(graph.value(GIER, DCTERMS.provenance), RDFS.label)
    assert any("Source silencieuse" in str(label) for label in labels)
    assert graph.value(graph.value(GIER, DCTERMS.temporal), DCAT.endDate)


def test_settings_say_who_answers_and_under_which_licence(site: Answering) -> None:
    said = {
        "publisher_name": "Réseau d'ici", "publisher_url": "https://ici.example/",
        "publisher_email": "nous@ici.example", "hub_licence": "CC0-1.0",
    }  # fmt: skip
    settings = site.small.settings.model_copy(update=said)
    client = create_app(settings, cast(GuardPool, site.pool), site.small.engine, lambda: site.now).test_client()
    graph = Graph().parse(data=client.get("/catalog.ttl").text, format="turtle")
    here = URIRef(f"{HUB}/catalog")
    agent = graph.value(here, DCTERMS.publisher)
    assert (graph.value(agent, FOAF.name), graph.value(agent, FOAF.homepage)) == (
        Literal("Réseau d'ici"), URIRef("https://ici.example/"),
    )  # fmt: skip
    assert graph.value(here, DCTERMS.license) == URIRef("https://spdx.org/licenses/CC0-1.0")
    emails = set(graph.objects(graph.value(WHOLE, DCAT.contactPoint), None))
    assert URIRef("mailto:nous@ici.example") in emails


# --- over HTTP ------------------------------------------------------------------------------------------------------

SYNTAXES = [("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("rdf", "application/rdf+xml"),
            ("nt", "application/n-triples"), ("trig", "application/trig"), ("nq", "application/n-quads")]  # fmt: skip


@pytest.mark.parametrize("path", ["/catalog", "/catalog/gier", "/catalog/hostile", "/.well-known/void"])
@pytest.mark.parametrize(("extension", "media_type"), SYNTAXES)
def test_same_graph_in_every_syntax(site: Answering, path: str, extension: str, media_type: str) -> None:
    by_name, by_accept = site.get(f"{path}.{extension}"), site.get(path, Accept=media_type)
    for answer in (by_name, by_accept):
        assert answer.status_code == 200
        assert answer.content_type.split(";")[0] == media_type
        assert _triples(answer.data, media_type) == _triples(site.get(f"{path}.ttl").data, "text/turtle")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Accept" in answer.headers["Vary"]


def _triples(body: bytes, media_type: str) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(body, ox.RdfFormat.from_media_type(media_type))}


@pytest.mark.parametrize("path", ["/catalog", "/catalog/gier", "/.well-known/void"])
def test_turtle_when_nothing_is_asked_for(site: Answering, path: str) -> None:
    assert site.client.get(path).content_type == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("path", ["/catalog", "/catalog.ttl", "/catalog/gier", "/.well-known/void"])
def test_unchanged_is_304(site: Answering, path: str) -> None:
    first = site.get(path)
    assert site.get(path, If_None_Match=first.headers["ETag"]).status_code == 304
    assert site.get(path, If_None_Match='"another"').status_code == 200
    later = Answering(site.small, site.pool, site.now.replace(day=27))
    assert later.get(path, If_None_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["/catalog.pdf", "/catalog/gier.pdf", "/.well-known/void.pdf"])
def test_unknown_syntax_is_refused_with_what_there_is(site: Answering, path: str) -> None:
    answer = site.get(path, Accept="application/json")
    assert answer.status_code == 406
    assert "text/turtle" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", ["/catalog", "/catalog/forez", "/catalog/hostile"])
def test_pages_for_people(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.content_type.startswith("text/html")
    valid(answer.text)
    for link in Outline(answer.text).links:
        assert not link.startswith("/") or site.follow(link).status_code == 200, link


# --- VoID -----------------------------------------------------------------------------------------------------------


def test_void_counts_are_those_of_the_store(void: Graph, site: Answering) -> None:
    def counted(query: str) -> dict[str, int]:
        body = site.client.get("/sparql", query_string={"query": query}).data
        rows = json.loads(body)["results"]["bindings"]
        return {row["k"]["value"]: int(row["n"]["value"]) for row in rows}

    assert _parts(void, "class", "entities") == counted("SELECT ?k (COUNT(DISTINCT ?s) AS ?n) { ?s a ?k } GROUP BY ?k")
    assert _parts(void, "property", "triples") == counted("SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k")
    whole = counted('SELECT ("n" AS ?k) (COUNT(*) AS ?n) { ?s ?p ?o }')["n"]
    assert int(str(void.value(WHOLE, VOID.triples))) == whole
    graphs = counted("SELECT ?k (COUNT(*) AS ?n) { GRAPH ?k { ?s ?p ?o } } GROUP BY ?k")
    for subset in void.objects(WHOLE, VOID.subset):
        assert int(str(void.value(subset, VOID.triples))) == graphs[str(subset)]


def _parts(void: Graph, kind: str, measure: str) -> dict[str, int]:
    parts = void.objects(WHOLE, VOID[f"{kind}Partition"])
    return {str(void.value(part, VOID[kind])): int(str(void.value(part, VOID[measure]))) for part in parts}


def test_void_leads_everywhere(void: Graph, site: Answering) -> None:
    for predicate in (VOID.sparqlEndpoint, VOID.dataDump, VOID.rootResource):
        address = str(void.value(WHOLE, predicate))
        assert address.startswith(HUB)
        assert site.get(address.removeprefix(HUB)).status_code == 200
    lookup = str(void.value(WHOLE, VOID.uriLookupEndpoint)).removeprefix(HUB)
    assert site.get(f"{lookup}{quote(f'{GIER}#lab', safe='')}").status_code == 303
    assert str(void.value(GIER, VOID.uriSpace)) == f"{GIER}#"
    assert void.value(GIER, DCTERMS.license) == URIRef("https://spdx.org/licenses/etalab-2.0")
    vocabularies = set(void.objects(WHOLE, VOID.vocabulary))
    assert {URIRef("http://schema.org/"), URIRef("https://w3id.org/fabcommons/ns#")} <= vocabularies


def test_the_dataset_leads_to_the_catalogue(site: Answering) -> None:
    answer = site.get("/dataset")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/catalog")
