"""From the form to a file that the hub keeps, to its edit link, to the desk, to the form again, to a changed file."""

import html
import json
import re
from collections.abc import Callable

import pytest
from desk_kit import Desk
from pages_kit import Outline, valid
from publish_kit import BROWSER, Writer
from werkzeug.test import TestResponse

TYPED = {
    "/nom": "Lab de Valrouge", "/adresse/commune": "Firminy", "/courriel": "bonjour@valrouge.example",
    "/position/lat": "45,38", "/position/lon": "4,28",
    "/machines/+0/nom": "Scie", "/machines/+0/typeMachine": "scie-a-ruban", "/machines/+0/etat": "en-service",
}  # fmt: skip
WORDS = {
    "fr": ("Faire héberger ma fiche ici", "Enregistrer ma fiche"),
    "en": ("Have my record hosted here", "Save my record"),
}

HOURS = {"/horaires/+0/ouvre": "09:00", "/horaires/+0/ferme": "12:00"}


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk(publish_rate=0)


def pressed(writer: Writer, button: str, **typed: str) -> TestResponse:
    """What the form of that button leads to, its hidden fields sent as the page has them."""
    page = writer.answer.text
    form = next(each for each in re.findall(r"<form [^>]*>.*?</form>", page, re.DOTALL) if f">{button}<" in each)
    where = re.search(r'action="([^"]+)"', form)
    text = re.search(r'<textarea name="document" hidden>\n(.*?)</textarea>', form, re.DOTALL)
    assert where
    assert text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    sent = {"document": html.unescape(text[1]).replace("\n", "\r\n"), **hidden, **typed}
    answer = writer.client.post(html.unescape(where[1]), data=sent, headers=BROWSER, buffered=True)
    assert answer.status_code == 303, Outline(answer.text).text
    return writer.get(answer.headers["Location"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_from_the_form_to_the_desk_and_back(desk: Desk, lang: str) -> None:
    host, save = WORDS[lang]
    writer = Writer(desk, "fr")
    writer.send("finish", TYPED)
    writer.lang = lang
    writer.press("file")
    shown = pressed(writer, host, email="aicha@habitante.example")
    valid(shown.text)
    link = re.search(r'value="https://commons.example(/edit/[^"]+)"', shown.text)
    assert link
    board = writer.get(writer.get(link[1]).headers["Location"])
    form = re.search(r'href="(/publish\?desk=lab-de-valrouge)"', board.text)
    assert form
    writer.get(form[1])
    assert writer.form.fields["/nom"] == "Lab de Valrouge"
    assert writer.form.fields["base"] == "https://commons.example/hosted/lab-de-valrouge.jsonld"
    writer.send("finish", {"/machines/#scie/etat": "en-panne", "/horaires/+0/jours": ["", "lundi"]} | HOURS)
    board = pressed(writer, save)
    valid(board.text)
    kept = json.loads(desk.get("/hosted/lab-de-valrouge.jsonld").text)
    assert kept["machines"]["#scie"]["etat"] == "en-panne"
    desk.gather("lab-de-valrouge")
    assert "bonjour@valrouge.example" in desk.get("/labs/lab-de-valrouge").text
