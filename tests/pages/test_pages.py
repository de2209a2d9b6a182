"""Every page, in both languages: it is there, it is valid, it asks nobody else for anything, it names things."""

import re

import pytest
from pages_kit import Answering, Outline, valid

PAGES = {
    "/": ("16 labs", "FabLab network (sample)"),
    "/labs": ("La Fabrique du Gier", "Gier Makers' Workshop"),
    "/labs/gier": ("Saint-Chamond", "A shared workshop"),
    "/labs/chambon": ("en projet", "planned"),
    "/labs/unieux": ("fermé", "closed"),
    "/labs/plaine": ("itinérant", "mobile"),
    "/machines": ("découpeuse laser CO2", "CO2 laser cutter"),
    "/machines?type=laser-co2": ("La grande laser", "Student laser"),
    "/machines?type=machine-laser": ("Petite laser à diode", "Petite laser à diode"),
    "/machines/gier/laser-1": ("Matériaux interdits", "Forbidden materials"),
    "/sparql": ("Questions d'exemple", "Example questions"),
    "/sparql?example=cq02": ("Quels labs sont ouverts", "Which labs are open"),
    "/network": ("en attente", "pending"),
    "/network?state=pending": ("pilat", "pilat"),
    "/coverage": ("plus grands manques", "biggest gaps"),
    "/coverage?type=laser-co2": ("Où en mettre une de plus", "Where to put one more"),
    "/sources/charlieu": ("publié en partie", "published in part"),
    "/sources/pilat": ("refusé", "refused"),
    "/sources/muet": ("pas encore", "not yet"),
    "/sources/parti": ("retirée", "withdrawn"),
    "/sources/boen": ("La dernière visite a échoué", "The last visit failed"),
}
#: Where forms lead.
FORMS = ("/", "/sparql", "/network", "/coverage")
BOTH = [(path, lang) for path in PAGES for lang in ("fr", "en")]


@pytest.mark.parametrize(("path", "lang"), BOTH)
def test_page_is_there_in_both_languages(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    assert PAGES[path][lang == "en"] in Outline(answer.text).text.replace("\u00a0", " ")
    assert f'<html lang="{lang}">' in answer.text
    assert answer.headers["Content-Language"] == lang


@pytest.mark.parametrize(("path", "lang"), BOTH)
def test_page_is_valid_html(site: Answering, path: str, lang: str) -> None:
    valid(site.get(path, lang).text)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_elsewhere(site: Answering, path: str) -> None:
    answer = site.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    outline = Outline(answer.text)
    for asset in outline.assets:
        assert asset.startswith(("/assets/", "/sources/")) or asset.partition("#")[0] in FORMS
        assert site.get(asset).status_code == 200
    for address in outline.sends:
        assert re.match(r"/\w", address), address
    assert not re.search(r"\sstyle=|\son\w+=", answer.text)


@pytest.mark.parametrize(("path", "lang"), BOTH)
def test_what_has_a_name_is_called_by_it(site: Answering, path: str, lang: str) -> None:
    text = Outline(site.get(path, lang).text).text
    assert not re.findall(r"https?://(?!www\.pilat\.example|monlab\.example|mylab\.example)\S+", text)
    assert "w3id.org" not in text


@pytest.mark.parametrize("path", PAGES)
def test_links_of_the_site_lead_somewhere(site: Answering, path: str) -> None:
    for link in Outline(site.get(path).text).links:
        if link.startswith("/") and not link.startswith("/sparql"):
            assert site.follow(link).status_code == 200, link
        else:
            assert re.match(r"https?://|mailto:|tel:|geo:|[?#]|/sparql", link), link


def test_chosen_language_stays_from_page_to_page(site: Answering) -> None:
    answer = site.get("/labs?lang=en", "fr")
    assert "Skip to content" in answer.text
    links = [link for link in Outline(answer.text).links if link.startswith("/labs/")]
    assert links
    assert all(link.endswith("?lang=en") for link in links)


@pytest.mark.parametrize("lang", ["de", "de-DE,es;q=0.5", "fr-CA", ""])
def test_french_is_the_default(site: Answering, lang: str) -> None:
    assert '<html lang="fr">' in site.get("/labs", lang).text


def test_home_holds_what_the_network_is(site: Answering) -> None:
    text = Outline(site.get("/").text).text
    for said in (
        "16 labs",
        "machines",
        "guides",
        "rendez-vous à venir",
        "Les labs de la Loire partagent",
        "Faire entrer mon lab",
    ):
        assert said in text
    assert "bonjour@reseau.example" in text


def test_lists_are_cut_into_pages(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pages.paging.SIZE", 10)
    first, second = (Outline(site.get(f"/labs?page={n}").text) for n in (1, 2))
    assert len({link for link in first.links if link.startswith("/labs/")}) == 10
    assert "?page=2" in first.links
    assert "?page=1" in second.links
    assert [site.get(f"/labs?page={n}").status_code for n in ("3", "0", "x", "-1", "9" * 30)] == [404] * 5


def test_before_the_first_generation_pages_say_so(empty: Answering) -> None:
    for path in ("/", "/labs", "/machines", "/network"):
        answer = empty.get(path)
        assert answer.status_code == 200
        valid(answer.text)
        assert "Aucun" in answer.text
