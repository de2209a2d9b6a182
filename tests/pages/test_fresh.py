"""Browsers ask again with a tag: the same tag for the same page, another as soon as anything on it may differ."""

from datetime import timedelta

import pytest
from pages_kit import LOIRE, NOW, Answering, SmallHub

from harvester.failures import Failure
from server.store.guard import GuardPool

PATHS = ("/", "/labs", "/labs/gier", "/machines", "/machines/gier/laser-1", "/network", "/sources/gier")


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    small = SmallHub(tmp_path_factory.mktemp("fresh"))
    small.receive(small.register("gier"), (LOIRE / "labs" / "gier.jsonld").read_bytes())
    small.hub.publish()
    return Answering(small, pool)


def tag_of(site: Answering, path: str, lang: str = "fr") -> str:
    return site.get(path, lang).headers["ETag"]


@pytest.mark.parametrize("path", PATHS)
def test_same_page_is_not_sent_twice(site: Answering, path: str) -> None:
    tag = tag_of(site, path)
    assert tag == tag_of(site, path)
    again = site.get(path, If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert "Content-Security-Policy" in again.headers


def test_other_language_and_other_page_have_other_tags(site: Answering) -> None:
    tags = {tag_of(site, path, lang) for path in PATHS for lang in ("fr", "en")}
    assert len(tags) == 2 * len(PATHS)
    assert "Accept-Language" in site.get("/labs").headers["Vary"]
    assert site.get("/labs", "en", If_None_Match=tag_of(site, "/labs", "fr")).status_code == 200


def test_visit_changes_the_tag(own: Answering) -> None:
    before = tag_of(own, "/sources/gier")
    own.small.fail("gier", Failure("T-dns"))
    answer = own.get("/sources/gier", If_None_Match=before)
    assert answer.status_code == 200
    assert "Le nom du site est introuvable" in answer.text


def test_new_generation_changes_tag_and_page(own: Answering) -> None:
    before = tag_of(own, "/labs/gier")
    content = (
        (LOIRE / "labs" / "gier.jsonld").read_text(encoding="utf-8").replace("La Fabrique du Gier", "La Fabrique neuve")
    )
    own.small.receive(own.small.source("gier"), content.encode())
    own.small.hub.publish()
    answer = own.get("/labs/gier", If_None_Match=before)
    assert answer.status_code == 200
    assert "La Fabrique neuve" in answer.text


def test_data_of_another_generation_have_another_tag(own: Answering) -> None:
    before = tag_of(own, "/labs/gier.ttl")
    own.now = NOW + timedelta(hours=1)
    assert tag_of(own, "/labs/gier.ttl") == before
    content = (LOIRE / "labs" / "gier.jsonld").read_text(encoding="utf-8").replace("Fabrique du Gier", "Fabrique neuve")
    own.small.receive(own.small.source("gier"), content.encode())
    own.small.hub.publish()
    answer = own.get("/labs/gier.ttl", If_None_Match=before)
    assert answer.status_code == 200
    assert "Fabrique neuve" in answer.text


def test_held_data_of_a_lab_that_left_are_gone(own: Answering) -> None:
    before = tag_of(own, "/labs/gier.ttl")
    own.small.withdraw("gier")
    assert own.get("/labs/gier.ttl", If_None_Match=before).status_code == 410
    own.small.hub.publish()
    assert own.get("/labs/gier.ttl", If_None_Match=before).status_code == 410
    assert own.get("/resource?iri=https://gier.example/fablab.jsonld%23laser-1").status_code == 410


def test_hour_changes_the_tag(own: Answering) -> None:
    before = tag_of(own, "/labs/gier")
    own.now = NOW + timedelta(hours=1)
    assert tag_of(own, "/labs/gier") != before


@pytest.mark.parametrize("path", ["/nulle-part", "/labs/nulle-part", "/labs/pilat"])
def test_errors_are_never_kept(site: Answering, path: str) -> None:
    answer = site.get(path, If_None_Match="*")
    assert answer.status_code == 404
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_files_of_the_site_are_kept_for_long(site: Answering) -> None:
    page = site.get("/").text
    style = page[page.index("/assets/style.css") :].split('"')[0]
    assert "immutable" in site.get(style).headers["Cache-Control"]
    assert "immutable" not in site.get("/assets/style.css").headers.get("Cache-Control", "")


CODED = (
    "/", "/labs", "/labs/gier", "/labs/gier.ttl", "/labs/gier.jsonld", "/labs.csv", "/machines.geojson", "/exports/",
    "/catalog", "/catalog.ttl", "/catalog/gier.rdf", "/.well-known/void", "/sparql/completions.json", "/ns", "/ns.ttl",
    "/assets/style.css", "/exports/lieux-mediation-numerique.csv", "/dump/manifest.json",
)  # fmt: skip


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("path", CODED)
def test_what_travelled_coded_is_not_sent_twice(site: Answering, path: str, coding: str) -> None:
    first = site.get(path, Accept_Encoding=coding)
    assert first.status_code == 200
    assert first.headers.get("Content-Encoding", "identity") == coding
    again = site.get(path, Accept_Encoding=coding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
