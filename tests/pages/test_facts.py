"""«Les faits, un par un»: each with its property explained, its value linked, and who said it and when."""

import re

import pytest
from linked_kit import THINGS
from pages_kit import Answering, Outline

WITH_FACTS = [path for path in THINGS if not re.search(r"^/(graph|sources|vocab$|vocab/[a-z]+$|ns|shapes)", path)]


def table(site: Answering, path: str, lang: str = "fr") -> list[str]:
    """The rows of the table, as text."""
    page = site.get(path, lang).text
    assert page.count('<details class="facts"') == 1
    rows = re.findall(r"<tr>(.*?)</tr>", page[page.index('class="facts"') :], re.DOTALL)
    return [Outline(row).text.replace("\u00a0", " ").strip() for row in rows[1:]]


@pytest.mark.parametrize("path", WITH_FACTS)
def test_every_fact_has_a_voice(site: Answering, path: str) -> None:
    rows = table(site, path)
    assert rows
    voices = r"(lu le 26 novembre 2026.*|déduit par ce site|vocabulaire commun|registre du réseau)"
    assert not [row for row in rows if not re.search(voices, row)]


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [
        ("/machines/gier/laser-1", "fr", r"état en service gier lu le 26 novembre 2026"),
        ("/machines/gier/laser-1", "en", r"operational gier read on 26 November 2026"),
        ("/machines/gier/laser-1", "fr", r"FL-6040 gier"),
        ("/machines/gier/laser-1", "fr", r"nature machine déduit par ce site"),
        ("/models/furan-laser/fl-6040", "fr", r"Furan Laser registre du réseau lu le 26 novembre 2026"),
        ("/vocab/type/laser-co2", "fr", r"plus large machine laser vocabulaire commun"),
        ("/guides/gier/guide-laser", "fr", r"Allumer l'extraction.*gier lu le"),
    ],
)
def test_fact_in_words(site: Answering, path: str, lang: str, words: str) -> None:
    assert [row for row in table(site, path, lang) if re.search(words, row)], table(site, path, lang)


def test_registry_speaks_beside_the_lab(site: Answering) -> None:
    rows = table(site, "/things/ondaine/modele-brodeuse")
    assert [row for row in rows if "registre du réseau" in row]
    assert [row for row in rows if "ondaine" in row]


def test_persons_and_serial_numbers_stay_in_the_data(site: Answering) -> None:
    assert "FL6040-2291" not in site.get("/machines/gier/laser-1").text
    assert "FL6040-2291" in site.get("/machines/gier/laser-1.ttl").text
    rows = " ".join(table(site, "/labs/gier"))
    assert "Camille" not in rows


@pytest.mark.parametrize("path", ["/labs/gier", "/machines/gier/laser-1", "/models/furan-laser/fl-6040"])
def test_properties_and_values_lead_to_their_pages(site: Answering, path: str) -> None:
    page = site.get(path).text
    facts = Outline(page[page.index('class="facts"') :])
    assert [link for link in facts.links if link.startswith("/ns#")]
    for link in facts.links:
        if link.startswith("/"):
            assert site.follow(link).status_code == 200, link


@pytest.mark.parametrize("path", THINGS)
def test_persons_and_serial_numbers_stay_out_of_what_is_embedded(site: Answering, path: str) -> None:
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.get(path).text, re.DOTALL):
        assert not re.search("serialNumber|FL6040-2291|Camille|Youssef|Person", script)


def test_other_labs_are_reached_by_their_iri(site: Answering) -> None:
    page = site.get("/credentials/gier/hab-laser").text
    assert "/resource?iri=https://ondaine.example/fablab.jsonld%23lab" in page
