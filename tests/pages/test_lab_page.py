"""The page of a lab: what it shows, in which order, and who says so."""

import json
import re
from pathlib import Path

import made_up
import pytest
from pages_kit import Answering, Outline, SmallHub
from support.labs import lab, text

from harvester.names import lab_of
from server.store.guard import GuardPool


def text_of(site: Answering, path: str, lang: str = "fr") -> str:
    return Outline(site.get(path, lang).text).text.replace("\u00a0", " ").replace("\u202f", " ")


def test_every_published_lab_has_its_page(site: Answering) -> None:
    links = {link for link in Outline(site.get("/labs").text).links if link.startswith("/labs/")}
    assert len(links) == 16  # 15 of the network and the hostile one; pilat, muet and parti show nothing
    assert all(site.get(link, lang).status_code == 200 for link in links for lang in ("fr", "en"))


def test_gier_says_who_where_when_and_what(site: Answering) -> None:
    text = text_of(site, "/labs/gier")
    for said in (
        "10 rue Imaginaire", "42400 Saint-Chamond", "contact@gier.example", "Les Communs du Jarez",
        "Métropole du Furan", "Camille, Référente découpe laser", "17 h 30 – 21 h 30, tout public",
        "du 21 décembre 2026 au 3 janvier 2027", "samedi 28 novembre 2026, 10 h – 18 h",
        "25 € / an (adhésion individuelle)", "accès de plain-pied", "La grande laser",
        "fonctionne en mode dégradé depuis le 10 novembre 2026", "Prendre en main la découpeuse laser FL-6040",
        "Lampe pliée en contreplaqué", "jeudi 26 novembre 2026, de 18 h à 21 h",
        "samedi 28 novembre 2026, toute la journée", "Habilitation découpe laser CO2", "caution 150 €",
        "Emprunter une brodeuse numérique en décembre", "vu il y a 2 h", "modifié par le lab le 22 novembre 2026",
        "lue le 26 novembre 2026 à 10 h",
    ):  # fmt: skip
        assert said in text, said


def test_lab_without_a_position_stands_at_its_communes_centre(tmp_path: Path, pool: GuardPool) -> None:
    small = SmallHub(tmp_path)
    adrift = lab(adresse={"commune": "Valrouge", "codePostal": "99100", "pays": "FR"})
    del adrift["position"]
    small.receive(small.register("valrouge"), text(adrift))
    small.hub.publish()
    site = Answering(small, pool)
    assert "Position" not in text_of(site, "/labs/valrouge")
    made_up.loaded(tmp_path)
    assert "Position 45 ; 4 approximatif le centre de la commune" in text_of(site, "/labs/valrouge")


def test_today_is_marked_in_the_week(site: Answering) -> None:
    rows = re.findall(r'<tr class="today">\s*<th scope="row">(.*?)</th>', site.get("/labs/gier").text, re.DOTALL)
    assert [Outline(row).text.strip() for row in rows] == ["jeudi (aujourd'hui)"]


def test_today_is_the_day_it_is_at_the_lab(site: Answering) -> None:
    late = site.now.replace(hour=23, minute=30)  # UTC: already Friday in the Loire
    site.now, before = late, site.now
    try:
        assert "vendredi</bdi> <span" in site.get("/labs/gier").text
    finally:
        site.now = before


def test_closure_of_today_is_said(site: Answering) -> None:
    assert "Fermeture exceptionnelle aujourd'hui." in text_of(site, "/labs/bords")
    assert "Fermeture exceptionnelle" not in text_of(site, "/labs/gier")


def test_what_is_over_or_cancelled_is_not_announced_as_coming(site: Answering) -> None:
    assert "Open hardware lunch talk" in text_of(site, "/labs/campus")  # monthly, six times
    page = site.get("/labs/roanne").text
    assert re.search(r"fanzine.*?is-reporte", page, re.DOTALL)
    assert "Ce lab ne dit rien" not in page
    assert 'id="agenda"' not in site.get("/labs/boen").text  # its only event is over


def test_texts_come_in_the_readers_language_where_they_exist(site: Answering) -> None:
    assert "Workshop" in text_of(site, "/labs/gier", "en")
    assert '<bdi lang="fr">Référente découpe laser</bdi>' in site.get("/labs/gier", "en").text


@pytest.mark.parametrize("path", ["/labs/gier", "/machines/gier/laser-1"])
def test_page_tells_its_origin(site: Answering, path: str) -> None:
    answer = site.get(path)
    outline = Outline(answer.text)
    assert "https://gier.example/fablab.jsonld" in outline.links
    assert "/sources/gier" in outline.links
    sha256 = site.small.source("gier").receipt or ""
    assert sha256[:12] in answer.text


def test_canonical_iri_is_shown(site: Answering) -> None:
    assert '<code class="address">https://gier.example/fablab.jsonld#lab</code>' in site.get("/labs/gier").text


def test_embedded_data_are_the_labs_own(site: Answering) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.get("/labs/gier").text, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["@id"] == lab_of("https://gier.example/fablab.jsonld")
    assert {"@value": "La Fabrique du Gier", "@language": "fr"} in data["name"]
    assert data["address"]["addressLocality"] == "Saint-Chamond"
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": "45.4752", "longitude": "4.5148"}
    thursday = [slot for slot in data["openingHoursSpecification"] if slot["dayOfWeek"] == "Thursday"]
    assert thursday == [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": "Thursday", "opens": "17:30:00", "closes": "21:30:00"}
    ]
    assert "Camille" not in found[1]


def test_lab_that_shows_nothing_leads_to_its_source(site: Answering) -> None:
    for slug, status in (("pilat", 404), ("muet", 404), ("parti", 410)):
        answer = site.get(f"/labs/{slug}")
        assert answer.status_code == status
        assert f"/sources/{slug}" in Outline(answer.text).links
    assert site.get("/labs/nulle-part").status_code == 404
