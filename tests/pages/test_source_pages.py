"""The sources: their state, what was kept of what was received, and how to mend what is wrong."""

import re

import pytest
from pages_kit import NOW, Answering, Outline, SmallHub
from test_lab_page import text_of

from harvester.failures import Failure
from server.store.guard import GuardPool


@pytest.mark.parametrize(
    ("slug", "state", "words"),
    [
        ("gier", "fresh", "publié en entier"),
        ("charlieu", "fresh", "publié en partie"),
        ("pilat", "pending", "refusé"),
        ("muet", "pending", "pas encore"),
        ("boen", "fresh", "pas de fichier"),
        ("parti", "gone", "retiré"),
    ],
)
def test_state_and_outcome(site: Answering, slug: str, state: str, words: str) -> None:
    page = site.get(f"/sources/{slug}").text
    assert f"tag is-{state}" in page
    assert words in Outline(page).text


def test_every_source_is_listed_with_its_problem(site: Answering) -> None:
    outline = Outline(site.get("/network").text)
    assert len({link for link in outline.links if link.startswith("/sources/")}) == 19
    assert "Le serveur a répondu 404 au lieu de donner le fichier." in outline.text
    assert "2 éléments retenus" in outline.text.replace("\u00a0", " ")


@pytest.mark.parametrize(("state", "slugs"), [("pending", {"pilat", "muet"}), ("gone", {"parti"}), ("silent", set())])
def test_sources_of_one_state(site: Answering, state: str, slugs: set[str]) -> None:
    links = Outline(site.get(f"/network?state={state}").text).links
    assert {link.removeprefix("/sources/") for link in links if link.startswith("/sources/")} == slugs


def test_unknown_state_or_source_is_not_found(site: Answering) -> None:
    assert site.get("/network?state=joyeux").status_code == 404
    assert site.get("/sources/nulle-part").status_code == 404


@pytest.mark.parametrize(
    ("lang", "message", "hint", "line"),
    [
        ("fr", "« laser-c02 » n'est pas dans la liste", 'par exemple "typeMachine": "laser-co2"', "ligne 26"),
        ("en", "“laser-c02” is not in the list", "for instance", "line 26"),
    ],
)
def test_finding_says_what_where_and_how_to_mend(
    site: Answering, lang: str, message: str, hint: str, line: str
) -> None:
    text = text_of(site, "/sources/charlieu", lang)
    assert message in text
    assert hint in text
    assert line in text
    assert (
        "<bdi>machines</bdi> › <bdi>#laser</bdi> › <bdi>typeMachine</bdi>" in site.get("/sources/charlieu", lang).text
    )


def test_what_is_kept_against_what_was_received(site: Answering) -> None:
    text = text_of(site, "/sources/charlieu")
    source = site.small.source("charlieu")
    assert f"{len(source.entities)} éléments, {source.quads} faits" in text
    assert "#laser" in site.get("/sources/charlieu").text
    assert "1 n'est pas nommé ici" in text
    assert (source.receipt or "")[:12] in site.get("/sources/charlieu").text


def test_person_without_consent_is_named_nowhere(site: Answering) -> None:
    for path in ("/sources/charlieu", "/labs/charlieu", "/network"):
        assert not re.search("beno[iî]t", site.get(path).text, re.IGNORECASE), path


def test_good_record_stays_served_while_the_file_fails(site: Answering) -> None:
    assert "La dernière bonne fiche reste servie." in text_of(site, "/sources/boen")
    assert site.get("/labs/boen").status_code == 200


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [(1, "fresh", "à jour"), (4, "stale", "plus de 3 jours"), (15, "silent", "plus de 14 jours")],
)
def test_sources_age(site: Answering, days: int, state: str, words: str) -> None:
    site.now = NOW.replace(month=11, day=26) + (NOW - NOW.replace(day=26 - days))
    try:
        page = site.get("/sources/gier").text
    finally:
        site.now = NOW
    assert f"tag is-{state}" in page
    assert words in Outline(page).text.replace("\u00a0", " ")


def test_visits_are_listed_newest_first(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> None:
    small = SmallHub(tmp_path_factory.mktemp("visits"))
    small.register("un")
    for rule, value in (("T-timeout", "20"), ("T-dns", "")):
        small.fail("un", Failure(rule, value))
    page = Outline(Answering(small, pool).get("/sources/un").text).text
    assert page.count("pas de fichier") == 3
    assert "2 échecs de suite." in page.replace("\u00a0", " ")
    assert "Le nom du site est introuvable." in page
