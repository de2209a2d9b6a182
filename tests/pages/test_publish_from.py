"""`/publish` begun with what a lab has: SpaceAPI, fablabs.io, a page, a spreadsheet, at an address or uploaded."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pages_kit import NOW, Answering, Outline, valid
from publish_kit import Writer, empty_site
from support.web import Exchange, Page, Web

import ontology
from harvester.adapters.table import template as templates
from server.store.guard import GuardPool

SPACE = {
    "api_compatibility": ["15"], "space": "Lab de l'espace", "logo": "https://space.example/l.png",
    "url": "https://space.example/", "location": {"address": "4 quai du Modèle, 99120 Saint-Fictif-le-Haut, France"},
    "contact": {"email": "contact@space.example", "irc": "ircs://irc.example/#lab"}, "state": {"open": True},
}  # fmt: skip
RECORD = {
    "id": 7, "name": "Lab de l'espace", "slug": "lab-de-l-espace", "kind_name": "fab_lab", "city": "Valrouge",
    "address_1": "4 quai du Modèle", "postal_code": "99100", "country_code": "FR", "email": "contact@space.example",
    "links": [{"url": "https://space.example/"}], "activity_status": "active",
}  # fmt: skip
WRITTEN = {"@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab", "nom": "Lab de l'espace"}
ORGANISATION = {
    "@context": "https://schema.org", "@type": "LocalBusiness", "name": "Lab de l'espace",
    "email": "contact@space.example",
    "address": {"streetAddress": "4 quai du Modèle", "postalCode": "99120", "addressLocality": "Saint-Fictif-le-Haut"},
}  # fmt: skip
SHEET = "Nom;Lab de l'espace\nRue;4 quai du Modèle\nCommune;Valrouge\nSite;https://space.example/\nCourriel;contact@space.example\n"


def page(document: object) -> bytes:
    """A page of a site with a document in it."""
    return f'<!doctype html><title>x</title><script type="application/ld+json">{json.dumps(document)}</script>'.encode()


TOWN, SITE = "Saint-Fictif-le-Haut", "https://space.example/"
#: What a lab may have already: its media type, its bytes, the commune and the site that the form shows of it.
ELSEWHERE = {
    "SpaceAPI": ("application/json", json.dumps(SPACE).encode(), TOWN, SITE),
    "fablabs.io": ("application/json", json.dumps(RECORD).encode(), "Valrouge", ""),
    "JSON-LD in a page": ("text/html", page(WRITTEN), "", ""),
    "schema.org in a page": ("text/html", page(ORGANISATION), TOWN, ""),
    "sheet": ("text/csv", SHEET.encode(), "Valrouge", SITE),
}


@pytest.fixture
def desk(tmp_path: Path, pool: GuardPool) -> Iterator[Answering]:
    with closing(empty_site(tmp_path, pool, allow_loopback=True)) as site:
        yield site


def text(writer: Writer) -> str:
    valid(writer.answer.text)
    return Outline(writer.answer.text).text


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_from_what_a_lab_has_already(desk: Answering, kind: str) -> None:
    media_type, content, commune, own = ELSEWHERE[kind]
    with Web() as web:
        writer = Writer(desk)
        url = web.put("/it", content, headers={"Content-Type": media_type})
        form = writer.send("start:address", {"from": url})
    assert writer.answer.status_code == 200
    assert "C'est repris" in text(writer)
    assert form.fields["/nom"] == "Lab de l'espace"
    assert form.fields["/adresse/commune"] == commune
    assert [value for name, value in form.fields.items() if name in ("/site", "/url", "/contact/site")] == [own]
    assert form.document.get("adresse", {}).get("codeInsee", "") == {"": "", "Valrouge": "99001"}.get(commune, "99003")
    assert form.document["miseAJour"] == "2026-11-26"
    assert form.document["licenceDonnees"]
    assert form.fields["base"] == ""
    writer.send("finish", {"/statut": "ouvert"})
    assert "Votre fiche est prête" in text(writer)


@pytest.mark.parametrize("form", templates.FORMATS)
@pytest.mark.parametrize("lang", templates.LANGUAGES)
def test_from_a_template_that_was_filled_in(desk: Answering, form: str, lang: str) -> None:
    content = templates.template("lab", lang, form, NOW.date())
    writer = Writer(desk, lang)
    found = writer.send("start:file", {}, {"file": (content, f"lab.{form}")})
    shown = {value for name, value in found.fields.items() if name in ("/nom", "/name", "/url")}
    assert shown == {templates_name(lang), "https://monlab.example/"}
    assert len([name for name in found.fields if re.fullmatch(r"/machines/#[\w-]+/(nom|name)", name)]) == 2
    writer.press("finish")
    assert ("Votre fiche est prête" if lang == "fr" else "Your record is ready") in text(writer)


def templates_name(lang: str) -> str:
    return "FabLab de Firminy" if lang == "fr" else "Firminy FabLab"


def test_what_could_not_be_taken_over_is_told(desk: Answering) -> None:
    writer = Writer(desk)
    writer.send("start:file", {}, {"file": (SHEET.encode() + b"Zorglub;x\n", "lab.csv")})
    assert "Ceci n'a pas pu l'être" in text(writer)
    assert "Zorglub" in text(writer)


def test_checks_wait_for_their_turn_and_nothing_is_lost(
    tmp_path: Path, pool: GuardPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pages.checking.gate._PATIENCE", 0.01)
    site = empty_site(tmp_path, pool, allow_loopback=True, check_at_once=1)
    asked, go_on = threading.Event(), threading.Event()

    def slow(exchange: Exchange) -> None:
        asked.set()
        go_on.wait(10)
        Page(json.dumps(WRITTEN).encode())(exchange)

    with Web() as web:
        first, second = Writer(site), Writer(site)
        thread = threading.Thread(target=first.send, args=("start:address", {"from": web.put("/lab", slow)}))
        thread.start()
        assert asked.wait(10)
        form = second.send("finish", {"/nom": "Tapé"})
        go_on.set()
        thread.join()
    assert (second.answer.status_code, form.fields["/nom"]) == (503, "Tapé")
    assert first.form.fields["/nom"] == "Lab de l'espace"
    second.press("finish")
    assert "Votre fiche est prête" in text(second)
