"""`/check` and `/api/v1/check`: verdicts, mends, preview, permalink, limits; hostile files and forms."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages_kit import LOIRE, NOW, Answering, Outline, SmallHub, valid
from support.labs import CONTEXT, lab, loire, machine, text
from support.web import Page, Web
from werkzeug.test import TestResponse

from harvester.settings import HarvestSettings
from server.store.guard import GuardPool

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Origin": "https://commons.example"}
FAULTY = lab(machines={"#laser": machine("Laser", typeMachine="laser-c02"), "#imp": machine("Imprimante")})
Make = Callable[..., Answering]


@pytest.fixture
def make(tmp_path: Path, pool: GuardPool) -> Iterator[Make]:
    """Makes a site over an empty hub with these settings."""
    made: list[Answering] = []

    def site(**limits: Any) -> Answering:
        small = SmallHub(tmp_path)
        small.settings = small.settings.model_copy(
            update={"check_rate": 0, "judge_processes": 1, "allow_loopback": True, **limits}
        )
        made.append(Answering(small, pool))
        return made[-1]

    yield site
    for each in made:
        each.app.extensions["checker"].close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Answering]:
    """A hub that knows the network's registry, and lets everybody check as often as they like."""
    small = SmallHub(tmp_path_factory.mktemp("checks"))
    small.settings = small.settings.model_copy(
        update={"check_rate": 0, "judge_processes": 1, "allow_loopback": True, "max_document_bytes": 300_000}
    )
    small.add_registry(LOIRE / "registry.ttl")
    assert small.hub.publish() is not None
    site = Answering(small, pool)
    yield site
    site.app.extensions["checker"].close()


def paste(site: Answering, content: bytes, lang: str = "fr", path: str = "/check") -> TestResponse:
    headers = {**BROWSER, "Accept-Language": lang}
    return site.client.post(path, data={"text": content.decode()}, headers=headers, buffered=True)


def title(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1].strip()


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
    "partly": (text(FAULTY), "Publiable, sauf\u00a01 fiche", "Ready to publish, except 1 record", "/register"),
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
        assert title(desk.get(link).text) == "Publiable, sauf\u00a01 fiche"
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


# --- limits -----------------------------------------------------------------------------------------------------------


def test_rate_is_a_setting(make: Make) -> None:
    site = make(check_rate=60, check_burst=2)
    assert [paste(site, b"{}").status_code for _ in range(3)] == [200, 200, 429]
    answer = site.client.post("/api/v1/check", data=b"{}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.mimetype == "application/problem+json"
    site.now += timedelta(seconds=1)
    assert site.client.post("/api/v1/check", data=b"{}").status_code == 200
    assert site.get("/check").status_code == 200


def test_so_many_checks_at_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.pages.checking.gate._PATIENCE", 0.01)
    site = make(check_at_once=1)
    asked, go_on = threading.Event(), threading.Event()

    def slow(exchange: Any) -> None:
        asked.set()
        go_on.wait(10)
        Page(text(lab()))(exchange)

    with Web() as web:
        first: list[TestResponse] = []
        url = web.put("/lab", slow)
        thread = threading.Thread(target=lambda: first.append(site.get(f"/check?url={url}")))
        thread.start()
        assert asked.wait(10)
        busy = paste(site, b"{}")
        go_on.set()
        thread.join()
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    assert first[0].status_code == 200
    assert paste(site, b"{}").status_code == 200


def test_findings_are_told_up_to_the_limit(make: Make) -> None:
    site = make(check_findings=3)
    content = text(lab(**{f"inconnu-{n}": n for n in range(9)}))
    everything = make().client.post("/api/v1/check", data=content).json
    report = site.client.post("/api/v1/check", data=content).json
    assert report is not None
    assert everything is not None
    assert (len(report["results"]), report["more"]) == (3, len(everything["results"]) - 3)
    assert "… et" not in paste(make(), content).text


def test_long_files_have_no_mends(make: Make) -> None:
    content = text(FAULTY)
    for limit, found in ((len(content), True), (len(content) - 1, False)):
        report = make(check_mend_bytes=limit).client.post("/api/v1/check", data=content).json
        assert report is not None
        assert any(result["mend"] for result in report["results"]) == found


def test_long_files_have_no_preview(make: Make) -> None:
    page = paste(make(check_preview_bytes=100), text(lab())).text
    valid(page)
    assert "trop longue pour un aperçu" in page
    assert 'class="preview' not in page


def test_what_is_too_large_is_refused_before_it_is_read(desk: Answering) -> None:
    large = b" " * 400_000
    assert desk.client.post("/api/v1/check", data=large).status_code == 413
    assert paste(desk, large).status_code == 413
    assert desk.client.post("/check", data={"file": (BytesIO(large), "x")}, headers=BROWSER).status_code == 413
    report = desk.client.post("/api/v1/check", data=b" " * 300_001).json
    assert report is not None
    assert (report["outcome"], report["results"][0]["code"]) == ("FAILED", "T-size")
    assert title(paste(desk, b"[" + b" " * 300_001).text) == "À corriger avant publication"


# --- hostile files and forms ------------------------------------------------------------------------------------------

HOSTILE: dict[str, bytes] = {
    "script": text(lab(nom="<script>alert(1)</script>", **{"<img src=x onerror=alert(1)>": "</textarea><script>"})),
    "direction": text(lab(nom="abc\u202edef", **{"cle\u202e": 1})),
    "nul": b'{"a": "\x00"}',
    "surrogate": b'{"@context": "\\ud800"}',
    "gigantic number": b'{"a": ' + b"9" * 100_000 + b"}",
    "gigantic exponent": b'{"a": 1e999999}',
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 5000,
    "one line": b'{"a": "' + b"x" * 250_000 + b'", "@context": 1}',
    "one key": json.dumps({"@context": CONTEXT, "k" * 200_000: {"x" * 100: 1}}).encode(),
    "many lines": b"{" + b"\n" * 200_000,
    "many findings": text(lab(**{f"inconnu-{n}": n for n in range(5000)})),
    "many nameless": text(lab(machines=[{"nom": f"M{n}"} for n in range(2000)])),
    "many twins": b'{"a": ' * 900 + b'{"b": 1, "b": 2}' + b"}" * 900,
    "utf-16": '{"nom": "é"}'.encode("utf-16"),
    "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "quotes": b'{"a": "' + b'\\"' * 50_000,
    "zip": b"PK\x03\x04" + bytes(1000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_gets_a_page(desk: Answering, name: str) -> None:
    file = (BytesIO(HOSTILE[name]), "fablab.jsonld")
    answer = desk.client.post("/check", data={"file": file}, headers=BROWSER, buffered=True)
    assert answer.status_code == 200
    assert len(answer.data) < 2_000_000
    valid(answer.text)
    assert "<script>alert" not in answer.text
    assert "onerror=alert" not in re.sub(r"&lt;img[^\n]*", "", answer.text)
    assert "\u202e" not in re.sub(r"<(bdi|title)>[^<]*</\1>", "", answer.text)  # isolated: it turns nothing beside it
    api = desk.client.post("/api/v1/check", data=HOSTILE[name], content_type="application/json")
    assert api.status_code == 200
    assert len(api.data) < 6_000_000


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n{', "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff"\r\n\r\n{}\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 2000 + b"--x--",
            "multipart/form-data; boundary=x",
        ),
        (b"text=%ff%00%zz", "application/x-www-form-urlencoded"),
        (b"&" * 10_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json; charset=nonsense"),
        (b"\xff\xfe", "text/html; charset=\xff".encode("latin-1").decode("latin-1")),
    ],
)
def test_nonsense_of_a_form_is_no_fault_of_ours(desk: Answering, body: bytes, kind: str) -> None:
    for path in ("/check", "/api/v1/check", "/check/fablab.jsonld"):
        answer = desk.client.post(path, data=body, content_type=kind, headers=BROWSER, buffered=True)
        assert answer.status_code in (200, 400, 413)


LABS = [json.loads(content) for content in loire().values()]
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample of the network in which some members became others."""
    document = dict(draw(st.sampled_from(LABS)))
    for _ in range(draw(st.integers(1, 3))):
        document[draw(st.sampled_from(sorted(document)) | st.text(max_size=8))] = draw(values)
    return json.dumps(document).encode()


FUZZ = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@FUZZ
@given(content=st.binary(max_size=300) | values.map(lambda value: json.dumps(value).encode()) | mutated())
def test_any_file_gets_an_outcome(desk: Answering, content: bytes) -> None:
    report = desk.client.post("/api/v1/check", data=content, content_type="application/octet-stream")
    assert report.status_code == 200
    assert report.json is not None
    assert report.json["outcome"] in ("LOADED", "QUARANTINED", "REJECTED", "FAILED")
    assert [result["code"] for result in report.json["results"] if result["code"] == "L3"] == []
    page = desk.client.post("/check", data={"file": (BytesIO(content), "x")}, headers=BROWSER, buffered=True)
    assert page.status_code == 200
    valid(page.text)


@FUZZ
@given(
    url=st.text(max_size=60) | st.text(max_size=20).map(lambda rest: f"http://127.0.0.1:9/{rest}"),
    base=st.text(max_size=20),
)
def test_any_address_gets_an_answer(desk: Answering, url: str, base: str) -> None:
    for query in ({"url": url}, {"url": url, "base": base}):
        assert desk.client.get("/api/v1/check", query_string=query).status_code in (200, 400)
    assert desk.client.get("/check", query_string={"url": url}, headers=BROWSER).status_code in (200, 400)


def test_slowest_fetch_is_within_the_settings() -> None:
    """A check holds its place no longer than a visit may last."""
    conf = HarvestSettings.read()
    assert conf.fetch_time + conf.judge_time <= timedelta(minutes=1)
    assert NOW
