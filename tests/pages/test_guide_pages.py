"""The page of a guide and the list of all: reference guides first, what they are for, pictures, old ones, print."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pages_kit import NOW, ROOT, Answering, Outline, SmallHub, valid
from qr_kit import codes_of, without_codes
from support.labs import lab, text
from test_lab_page import text_of

from server.store.guard import GuardPool

LASER = "/guides/gier/guide-laser"
OPTICS = "/guides/gier/guide-optique"
EXPECTED = ROOT / "tests" / "queries" / "expected" / "cq07.csv"


@pytest.fixture
def clock(site: Answering) -> Iterator[Answering]:
    """The site's clock may be moved, and goes back."""
    yield site
    site.now = NOW


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", [LASER, OPTICS, "/guides/ruban/guide-brodeuse", "/guides", "/guides?kind=securite"])
def test_pages_are_valid(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)


def test_reference_guide_says_of_which_model(site: Answering) -> None:
    text = text_of(site, LASER)
    assert "guide de référence" in text
    assert "Référence pourFuran Laser FL-6040" in text
    assert "guide de référence" not in text_of(site, "/guides/forez/guide-optique-1390")  # proposed, not accepted


def test_what_it_is_for_has_links(site: Answering) -> None:
    page = site.get("/guides/forez/guide-ruban").text
    links = [site.get(link).headers.get("Location", link) for link in Outline(page).links if "resource" in link]
    assert "/machines/forez/ruban" in links
    assert "/vocab/type/scie-a-ruban" in Outline(page).links
    assert {"/models/furan-laser/fl-6040", "/models/furan-laser/fl-1390"} <= set(Outline(site.get(OPTICS).text).links)


def test_translations_and_origins(site: Answering) -> None:
    """campus translated it, forez started from it; ruban started from a guide that does not exist."""
    text = text_of(site, OPTICS)
    assert "Traduit par Cleaning the optics of a CO2 laser (anglais)" in text
    assert "A inspiré Optique de la FL-1390 : nos photos pas à pas" in text.replace("\u00a0", " ")
    assert "Traduction de Nettoyer l'optique d'une laser CO2 (français)" in text_of(site, "/guides/campus/guide-optics")
    lost = site.get("/guides/ruban/guide-brodeuse").text
    assert re.search(r'Inspiré de.*?href="https://campus.example/fablab.jsonld#guide-brodeuse-2019"', lost, re.DOTALL)


def test_pictures_are_linked_with_what_they_show_and_never_loaded(site: Answering) -> None:
    page = site.get(LASER).text
    assert re.search(r'href="https://gier.example/photos/fl-6040.jpg"[^>]*><bdi>Le panneau de commande', page)
    assert "crédit : La Fabrique du Gier · CC-BY-SA-4.0" in text_of(site, LASER).replace("\u00a0", " ")
    assert "img" not in Outline(page).tags


def test_old_guides_are_marked_from_the_day_after_24_months(clock: Answering) -> None:
    """Reviewed on 15 October 2024."""
    for day, old in ((15, False), (16, True)):
        clock.now = datetime(2026, 10, day, 11)
        assert ("à relire" in text_of(clock, "/guides/roanne/guide-lg220-en")) is old
    assert "à relire" not in text_of(clock, LASER)


def test_printed_foot_tells_whence_it_comes(site: Answering) -> None:
    page = site.get(LASER).text
    assert codes_of(page) == ["https://commons.example/guides/gier/guide-laser"]
    foot = Outline(without_codes(page[page.index('class="printed"') :]).partition("</div>\n<section")[0]).text
    for told in (
        "La Fabrique du Gier",
        "CC-BY-SA-4.0",
        "version 2.1",
        "relu le 10 juin 2026",
        "commons.example/guides",
    ):
        assert told in foot.replace("\u00a0", " ")


def test_reference_guides_come_first(site: Answering) -> None:
    names = guides_of(site, "/guides")
    assert names[:3] == [
        "Broder un motif sur la B6",
        "Première impression sur la LG-220",
        "Prendre en main la découpeuse laser FL-6040",
    ]
    assert len(names) == 19


def guides_of(site: Answering, path: str) -> list[str]:
    found = re.findall(r'<h2 class="small">(.*?)</h2>', site.get(path).text, re.DOTALL)
    return [Outline(each).text.strip() for each in found]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=machine-laser&kind=securite", ["Laser : ce qu'on ne découpe jamais"]),
        ("type=laser-machine&language=en", ["Cleaning the optics of a CO2 laser"]),
        ("model=ligerine-3d/lg-220", ["Première impression sur la LG-220", "First print on the LG-220"]),
        ("licence=CC0-1.0", ["Fermer l'atelier sans rien oublier", "Laser : ce qu'on ne découpe jamais"]),
        ("lab=unieux", ["Dépanner une LG-200 qui sous-extrude"]),
        ("kind=troubleshooting&lab=lycee", ["Poste de soudage : la panne ne chauffe plus"]),
        ("lab=unieux&language=en", []),
    ],
)
def test_filters_narrow_the_list(site: Answering, query: str, names: list[str]) -> None:
    """The FL-6040 is a CO2 laser, which is a laser machine: guides for the model are found by the broader type."""
    assert guides_of(site, f"/guides?{query}") == names


def test_each_filter_can_be_taken_away(site: Answering) -> None:
    links = Outline(site.get("/guides?type=machine-laser&language=en").text).links
    assert {"/guides?language=en", "/guides?type=machine-laser", "/guides"} <= set(links)


@pytest.mark.parametrize("query", ["type=teleporteur", "lab=nulle-part", "language=%3Cx%3E", "model=a/b"])
def test_a_bad_filter_is_refused_with_the_mend(site: Answering, query: str) -> None:
    answer = site.get(f"/guides?{query}")
    assert answer.status_code == 400
    assert "ôtez ce filtre" in answer.text


def test_machines_without_a_guide_are_those_of_question_7(site: Answering) -> None:
    lines = [line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    expected = {(row["machineName"], row["labName"]) for row in csv.DictReader(lines)}
    page = site.get("/guides").text
    items = re.findall(r'<li><a href="/machines/[^>]*>(.*?)</a> <span class="quiet">(.*?)</span>', page)
    assert {(Outline(name).text, Outline(lab).text) for name, lab in items} == expected
    assert f"{len(expected)} machines n'ont aucun guide" in text_of(site, "/guides")


def test_empty_network_has_no_guide(empty: Answering) -> None:
    assert "Aucun lab n'a encore publié de guide" in text_of(empty, "/guides")


def test_pictures_of_steps_are_told_too(tmp_path: Path, pool: GuardPool) -> None:
    picture = {
        "fichier": "https://pas.example/1.jpg",
        "texteAlternatif": "Un <b>capot</b>",
        "licence": "CC0-1.0",
    }
    steps = [{"texte": "Ouvrir."}, {"texte": "Fermer.", "images": [picture]}]
    guide = {"nom": "Ouvrir", "typeGuide": "securite", "pourTypes": ["laser-co2"], "langue": "fr", "licence": "CC0-1.0"}
    small = SmallHub(tmp_path)
    small.receive(small.register("pas"), text(lab(1, guides={"#g": {**guide, "etapes": steps}})))
    small.hub.publish()
    page = Answering(small, pool).get("/guides/pas/g").text
    assert 'href="https://pas.example/1.jpg"' in page
    assert "Un &lt;b&gt;capot&lt;/b&gt;</bdi></a>" in page
