"""`/check` and `/api/v1/check`: the form, verdicts, mends, preview, permalink, what the API takes."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from check_kit import FAULTY, paste, title, well_read
from pages_kit import BROWSER, Answering, Outline, valid
from support.labs import CONTEXT, lab, loire, text
from support.web import Page, Web

from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Answering]:
    with well_read(tmp_path_factory.mktemp("checks"), pool) as site:
        yield site


# --- the form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [("fr", "Vérifier une fiche"), ("en", "Check a record")])
def test_form_is_there(desk: Answering, lang: str, words: str) -> None:
    answer = desk.get("/check", lang)
    valid(answer.text)
    assert title(answer.text) == words
    assert desk.get("/check", lang, If_None_Match=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "url"),
        ({"text": "  "}, "url"),
        ({"url": "monlab"}, None),
        ({"url": "ftp://monlab.example/x"}, "url"),
        ({"url": "https://mon lab.example/"}, "url"),
        ({"url": "x" * 3000}, "url"),
        ({"url": "https://a.example/", "text": "{}"}, "text"),
        ({"file": (BytesIO(b"{}"), "a.json"), "text": "{}"}, "text"),
    ],
)
def test_what_is_wrong_with_a_form_comes_back(desk: Answering, data: dict[str, Any], field: str | None) -> None:
    answer = desk.client.post("/check", data=data, content_type="multipart/form-data", headers=BROWSER, buffered=True)
    if field is None:
        assert (answer.status_code, answer.headers["Location"]) == (303, "/check?url=https%3A%2F%2Fmonlab")
        return
    assert answer.status_code == 400
    valid(answer.text)
    assert f'href="#field-{field}"' in answer.text
    assert f'id="error-{field}"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_our_own_page_sends_the_form(desk: Answering) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert desk.client.post("/check", data={"text": "{}"}, headers=headers).status_code == 403
        assert desk.client.post("/check/fablab.jsonld", data={"text": "{}"}, headers=headers).status_code == 403
    assert desk.client.post("/api/v1/check", data="{}", headers={"Origin": "https://a.example"}).status_code == 200


# --- verdicts ---------------------------------------------------------------------------------------------------------

VERDICTS: dict[str, tuple[bytes, str, str, str]] = {
    "good": (text(lab()), "Publiable", "Ready to publish", "/register"),
    "partly": (text(FAULTY), "Publiable, sauf\u00a01 élément", "Ready to publish, except 1 entry", "/register"),
    "bad": (text(lab(position={"lat": 100, "lon": 4})), "À corriger avant publication", "To be mended", "/publish"),
    "no-json": (b"{", "À corriger avant publication", "To be mended", "/publish"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict_in_a_sentence_and_what_to_do(desk: Answering, name: str) -> None:
    content, french, english, way = VERDICTS[name]
    for lang, words in (("fr", french), ("en", english)):
        answer = paste(desk, content, lang)
        assert answer.status_code == 200
        valid(answer.text)
        assert title(answer.text).startswith(words)
        assert any(link.startswith(way) for link in Outline(answer.text).links)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_mend_is_shown_before_and_after(desk: Answering) -> None:
    page = paste(desk, text(FAULTY)).text
    assert re.search(r"<del class=\"row\"><span class=\"n\">.*?− </span>.*laser-c02", page)
    assert re.search(r"<ins class=\"row\"><span class=\"n\">.*?\+ </span>.*laser-co2", page)
    line = text(FAULTY).decode().split("\n").index('   "typeMachine": "laser-c02",') + 1
    assert f'href="#L{line}"' in page
    assert f'id="L{line}"' in page
    assert '<mark class="violation">' in page


def test_sentences_are_in_the_document_s_language_unless_asked(desk: Answering) -> None:
    english = text({"@context": CONTEXT, "@id": "#lab", "@type": "FabLab", "name": "Lab", "labStatus": "open"})
    assert "the “position” is missing" in paste(desk, english, "fr").text.replace("The", "the")
    assert '<p class="what" lang="en">' in paste(desk, english, "fr").text
    assert "La «\u00a0position\u00a0» manque" in paste(desk, english, "en", "/check?lang=fr").text


def test_preview_is_the_page_that_the_lab_will_have(desk: Answering) -> None:
    page = paste(desk, loire()["gier"]).text
    valid(page)
    shown = page.partition('id="check-preview"')[2].partition('id="check-source"')[0]
    for words in ("La Fabrique du Gier", "ouvert", "Horaires", "jeudi", "Machines", "Agenda", "Guides", "Furan Laser"):
        assert words in shown
    assert "/labs//" not in page
    assert not [link for link in Outline(shown).links if link.startswith(("/labs/", "/machines/"))]
    assert 'id="check-preview"' not in paste(desk, VERDICTS["bad"][0]).text


def test_nothing_is_kept(desk: Answering) -> None:
    before = sorted(path for path in desk.small.settings.data.rglob("*") if path.is_file())
    paste(desk, text(lab(nom="Introuvable")))
    assert sorted(path for path in desk.small.settings.data.rglob("*") if path.is_file()) == before
    assert b"Introuvable" not in b"".join(path.read_bytes() for path in before if path.suffix != ".sst")


def test_permalink_checks_anew(desk: Answering) -> None:
    with Web() as web:
        url = web.put("/lab", text(FAULTY))
        posted = desk.client.post("/check", data={"url": url}, headers=BROWSER)
        assert posted.status_code == 303
        link = posted.headers["Location"]
        other = desk.get(f"/check?address={quote(url, safe='')}")
        assert (other.status_code, other.headers["Location"]) == (303, link)
        assert title(desk.get(link).text) == "Publiable, sauf\u00a01 élément"
        web.put("/lab", text(lab()))
        page = desk.get(link)
        assert title(page.text) == "Publiable"
        assert len(web.asked) == 2
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert any(link.startswith("/register?url=http") for link in Outline(page.text).links)
        web.put("/lab", Page(b"", 404))
        page = desk.get(link)
        valid(page.text)
        assert title(page.text) == "Injoignable"


def test_an_uploaded_file_is_checked(desk: Answering) -> None:
    for content, words in ((text(lab()), "Publiable"), (b"", "À corriger"), ("é".encode("latin-1"), "À corriger")):
        answer = desk.client.post("/check", data={"file": (BytesIO(content), "lab.jsonld")}, headers=BROWSER)
        assert answer.status_code == 200
        valid(answer.text)
        assert title(answer.text).startswith(words)


def test_a_made_file_is_given_back(desk: Answering) -> None:
    answer = desk.client.post("/check/fablab.jsonld", data={"text": '{"a":\r\n "<script>"}'}, headers=BROWSER)
    assert answer.data == b'{"a":\n "<script>"}'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="fablab.jsonld"'
    assert answer.mimetype == "application/ld+json"
    assert desk.get("/check/fablab.jsonld").status_code == 303


# --- the API ----------------------------------------------------------------------------------------------------------


def test_api_takes_a_document_or_an_address(desk: Answering) -> None:
    content = text(FAULTY)
    with Web() as web:
        url = web.put("/lab", content)
        told = [
            desk.client.post("/api/v1/check", data=content, content_type="application/ld+json"),
            desk.client.post("/api/v1/check", data=content, content_type="application/x-www-form-urlencoded"),
            desk.client.post("/api/v1/check", data={"file": (BytesIO(content), "lab.jsonld")}),
            desk.client.get("/api/v1/check", query_string={"url": url, "base": "https://check.invalid/"}),
        ]
    reports = [answer.json for answer in told]
    assert all(answer.headers["Access-Control-Allow-Origin"] == "*" for answer in told)
    assert reports[0] == reports[1] == reports[2]
    last = reports[3]
    assert reports[0] is not None
    assert last is not None
    assert last["transport"]["status"] == 200
    said = [result for result in last["results"] if not result["code"].startswith("T-")]
    assert said == reports[0]["results"]
    (wrong,) = [result for result in said if result["code"] == "V8"]
    assert '"laser-co2"' in wrong["mend"]["after"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/check",
        "/api/v1/check?url=",
        "/api/v1/check?url=x:y",
        "/api/v1/check?url=https://[/",
        "/api/v1/check?url=a%20b",
    ],
)
def test_api_wants_an_address(desk: Answering, path: str) -> None:
    answer = desk.client.get(path)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert desk.client.post("/api/v1/check?base=nonsense", data="{}").status_code == 400
