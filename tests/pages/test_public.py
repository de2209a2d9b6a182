"""The pages of the public service, and the frame around every page: what is told, what is missing, where it leads."""

import re
from pathlib import Path
from typing import Any

import pytest
from pages_kit import Answering, Outline, SmallHub, valid

from server.pages import navigation
from server.public_settings import WANTED
from server.store.guard import GuardPool

TOLD = {
    "publisher_name": "Réseau <Loire>", "publisher_address": "1 place de l'Atelier, 42000 Saint-Étienne",
    "publisher_phone": "+33 4 00 00 00 00", "publisher_email": "bonjour@reseau.example",
    "publisher_url": "https://reseau.example", "publication_director": "Dominique Exemple",
    "hosting_name": "Hébergeur Exemple", "hosting_address": "2 rue des Serveurs, 42000 Saint-Étienne",
    "hosting_phone": "+33 4 11 11 11 11", "privacy_contact": "dpo@reseau.example",
    "accessibility_date": "2026-11-20", "accessibility_contact": "https://reseau.example/aide",
    "accessibility_state": "partial", "accessibility_rate": 87, "accessibility_auditor": "Atelier des usages",
}  # fmt: skip
PAGES = ("/mentions-legales", "/confidentialite", "/accessibilite")


def hub(folder: Path, pool: GuardPool, **settings: Any) -> Answering:
    small = SmallHub(folder)
    small.settings = small.settings.model_validate({**small.settings.model_dump(), **settings})
    return Answering(small, pool)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_what_is_missing_is_said(empty: Answering, path: str, lang: str) -> None:
    page = empty.get(path, lang).text
    valid(page)
    assert {"fr": "non renseigné", "en": "not provided"}[lang] in page


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_missing_where_all_is_told(tmp_path: Path, pool: GuardPool, path: str, lang: str) -> None:
    site = hub(tmp_path, pool, **TOLD)
    page = site.get(path, lang).text
    valid(page)
    assert "non renseigné" not in page
    assert "not provided" not in page
    assert "<Loire>" not in page


def test_each_told_thing_stands_on_its_page(tmp_path: Path, pool: GuardPool) -> None:
    site = hub(tmp_path, pool, **TOLD)
    text = " ".join(Outline(site.get(path).text).text for path in PAGES).replace("\u00a0", " ")
    shown = {**TOLD, "accessibility_date": "20 novembre 2026", "accessibility_state": "partiellement conforme"}
    shown |= {
        "publisher_url": "reseau.example",
        "accessibility_contact": "reseau.example",
        "accessibility_rate": "87 %",
    }
    assert not [name for name, value in shown.items() if str(value) not in text]


def test_network_of_the_registry_stands_in_for_the_publisher(site: Answering) -> None:
    text = Outline(site.get("/mentions-legales").text).text
    assert "bonjour@reseau.example" in text


@pytest.mark.parametrize(("settings", "words"), [
    ({}, "ne tient aucun journal"), ({"access_log": "-", "access_log_kept": "7d"}, "gardé 7 jours"),
    ({"access_log": "-", "access_log_kept": "1d"}, "gardé 1 jour,"), ({"notice_kept": "90d"}, "90 jours après"),
])  # fmt: skip
def test_privacy_says_what_the_settings_do(
    tmp_path: Path, pool: GuardPool, settings: dict[str, Any], words: str
) -> None:
    assert words in Outline(hub(tmp_path, pool, **settings).get("/confidentialite").text).text.replace("\u00a0", " ")


@pytest.mark.parametrize(("state", "words"), [
    ("none", ("non conforme", "not compliant")), ("partial", ("partiellement conforme", "partially compliant")),
    ("full", ("totalement conforme", "fully compliant")),
])  # fmt: skip
def test_every_page_says_how_accessible_the_site_is(
    tmp_path: Path, pool: GuardPool, state: str, words: tuple[str, str]
) -> None:
    site = hub(tmp_path, pool, accessibility_state=state)
    for path in ("/", "/labs", "/sparql", "/nulle-part", *PAGES):
        for lang, word in zip(("fr", "en"), words, strict=True):
            link = re.search(r'<a href="/accessibilite"[^>]*>(.*?)</a>', site.get(path, lang).text)
            assert link, path
            assert word in link[1]


def test_what_to_set_is_what_the_pages_miss(tmp_path: Path, pool: GuardPool) -> None:
    empty = hub(tmp_path, pool).small.settings
    assert empty.missing == list(WANTED)
    assert hub(tmp_path, pool, **TOLD).small.settings.missing == []
    by_email = hub(tmp_path, pool, publisher_email="bonjour@reseau.example").small.settings.missing
    assert not {"privacy_contact", "accessibility_contact", "publisher_email"} & set(by_email)


# --- the frame ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name", "mark"),
    [
        ("/", "Trouver", "page"), ("/labs", "Labs", "page"), ("/labs/gier", "Labs", "true"),
        ("/machines/gier/laser-1", "Machines", "true"), ("/mentions-legales", "Mentions légales", "page"),
        ("/vocab/status", "Vocabulaire", "true"), ("/sources/gier", "Réseau", "true"),
    ],
)  # fmt: skip
def test_current_page_is_marked(site: Answering, path: str, name: str, mark: str) -> None:
    page = site.get(path).text
    marked = set(
        re.findall(
            r'<a href="[^"]*" aria-current="(\w+)">([^<]*)</a>', page.split("<main")[0] + page.split("</main>")[1]
        )
    )
    assert marked == {(mark, name)}


def test_language_switch_keeps_what_was_asked(site: Answering) -> None:
    page = site.get("/machines?type=laser-co2&x=a%26b&x=c").text
    assert 'href="?type=laser-co2&amp;x=a%26b&amp;x=c&amp;lang=en"' in page
    chosen = site.get("/machines?type=laser-co2&lang=en").text
    assert 'href="?type=laser-co2&amp;lang=fr"' in chosen
    assert '<a href="/labs?lang=en">' in chosen


def test_links_hold_where_the_hub_lives_under_a_path(site: Answering) -> None:
    page = site.client.get("/labs", environ_overrides={"SCRIPT_NAME": "/commons"}, headers={"Accept": "text/html"}).text
    links = Outline(page.partition("<main")[0] + page.partition("</main>")[2]).links
    assert "/commons/machines" in links
    assert not [link for link in links if link.startswith("/") and not link.startswith("/commons")]


def test_every_entry_leads_to_a_page(site: Answering) -> None:
    tables = (navigation.HEAD, navigation.NETWORK, navigation.DATA, navigation.LEGAL)
    for entry in (entry for table in tables for entry in table):
        assert site.get(entry.path).status_code == 200, entry.path
        assert f'href="{entry.path}"' in site.get("/mentions-legales").text


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "near"), [
    ("/labs/giers", "/labs/gier"), ("/labs/Gier", "/labs/gier"), ("/machines/gier/nulle", "/labs/gier"),
    ("/machine", "/machines"), ("/mention-legale", "/mentions-legales"), ("/netwrk", "/network"),
])  # fmt: skip
def test_what_was_meant_is_offered(site: Answering, path: str, near: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    valid(answer.text)
    offered = answer.text.partition('id="near"')[2].partition("</ul>")[0]
    assert f'href="{near}"' in offered


@pytest.mark.parametrize("path", ["/labs/" + "é" * 3000, "/%00", "/labs/%E2%80%AE", "/labs/<script>", "/" + "/x" * 500])
def test_hostile_addresses_get_a_plain_page(site: Answering, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code in (404, 308)
    if answer.status_code == 404:
        valid(answer.text)
        assert "<script>" not in answer.text


def test_what_is_withdrawn_says_where_to_learn_more(site: Answering) -> None:
    answer = site.get("/labs/parti")
    assert answer.status_code == 410
    assert 'href="/sources/parti"' in answer.text


def test_programs_get_no_suggestions(site: Answering) -> None:
    assert "gier" not in site.get("/labs/nulle", Accept="application/json").get_data(as_text=True)
