"""`/signaler`: who may send, what comes back to be mended, what is kept, what the receipt shows; hostile senders."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pages_kit import NOW, Answering, Outline, SmallHub, valid
from werkzeug.test import TestResponse

from harvester import notices
from server.store.guard import GuardPool

FILLED = {
    "page": "/labs/gier", "reason": "wrong", "explanation": "L'adresse a changé.", "name": "Aïcha B.",
    "email": "aicha@habitante.example", "faith": "yes", "website": "",
}  # fmt: skip
BROWSER = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin", "Origin": "https://commons.example"}
Make = Callable[..., Answering]


@pytest.fixture
def make(tmp_path: Path, pool: GuardPool) -> Make:
    """Makes a site over an empty hub with these settings."""

    def made(**limits: Any) -> Answering:
        small = SmallHub(tmp_path)
        small.settings = small.settings.model_copy(update=limits)
        return Answering(small, pool)

    return made


@pytest.fixture
def desk(make: Make) -> Answering:
    return make(notice_rate=0)


def send(site: Answering, lang: str = "fr", sender: dict[str, str] | None = None, **changed: str) -> TestResponse:
    headers = {**(BROWSER if sender is None else sender), "Accept-Language": lang}
    return site.client.post("/signaler", data={**FILLED, **changed}, headers=headers, buffered=True)


def kept(site: Answering) -> list[notices.Notice]:
    return notices.all_notices(site.small.engine)


def followed(site: Answering, answer: TestResponse, lang: str = "fr") -> TestResponse:
    assert answer.status_code == 303
    return site.get(answer.headers["Location"], lang)


@pytest.mark.parametrize(("lang", "words"), [("fr", "Signaler un contenu"), ("en", "Report a content")])
def test_form_is_there_and_knows_the_page(desk: Answering, lang: str, words: str) -> None:
    answer = desk.get("/signaler?page=/labs/gier", lang)
    valid(answer.text)
    assert words in answer.text
    assert 'value="/labs/gier"' in answer.text
    assert "Set-Cookie" not in answer.headers
    names = re.findall(r'<(?:input|select|textarea) id="field-(\w+)" name="(\w+)"', answer.text)
    labels = re.findall(r'<label for="field-(\w+)"', answer.text)
    assert sorted(labels) == sorted(name for name, _ in names) == sorted(FILLED)


def test_every_page_leads_to_the_form_about_it(site: Answering) -> None:
    page = site.get("/labs/gier?lat=45.4&lang=en").text
    assert 'href="/signaler?page=%2Flabs%2Fgier&amp;lang=en"' in page


def test_notice_is_kept_and_has_a_receipt(desk: Answering) -> None:
    answer = send(desk)
    (notice,) = kept(desk)
    assert (notice.page, notice.reason, notice.explanation) == ("/labs/gier", "wrong", "L'adresse a changé.")
    assert (notice.name, notice.email, notice.lang) == ("Aïcha B.", "aicha@habitante.example", "fr")
    assert (notice.received_at, notice.decision) == (NOW, "")
    receipt = followed(desk, answer)
    valid(receipt.text)
    assert "en attente d'une décision" in Outline(receipt.text).text
    assert "26 novembre 2026" in Outline(receipt.text).text
    assert "Aïcha" not in receipt.text
    assert "aicha@" not in receipt.text


def test_receipt_cannot_be_guessed_and_is_not_kept_by_anybody(desk: Answering) -> None:
    places = {send(desk).headers["Location"] for _ in range(20)}
    assert len(places) == 20
    assert all(len(place.rpartition("/")[2]) == 32 for place in places)
    answer = desk.get(places.pop())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("receipt", ["1", "../labs", "%00", "x" * 3000, "' OR 1=1 --"])
def test_what_is_no_receipt_is_not_found(desk: Answering, receipt: str) -> None:
    send(desk)
    assert desk.get(f"/signaler/{receipt}").status_code == 404


def test_decision_and_its_reasons_stand_on_the_receipt(desk: Answering) -> None:
    place = send(desk).headers["Location"]
    desk.now += timedelta(days=2)
    grounds = "L'article <script>alert(1)</script> 6.\nLe lab a été prévenu."
    notices.decide(desk.small.engine, kept(desk)[0].id, "remove", grounds, "mo", desk.now)
    page = desk.get(place)
    valid(page.text)
    text = Outline(page.text).text
    assert "contenu retiré" in text
    assert "Le lab a été prévenu." in text
    assert "28 novembre 2026" in text
    assert "<script>alert" not in page.text
    assert "content removed" in desk.get(place, "en").text


SENDERS: list[tuple[dict[str, str], int]] = [
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://commons.example"}, 303),
    ({"Origin": "https://commons.example"}, 303), ({"Origin": "http://localhost"}, 303), ({}, 303),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "https://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "none"}, 403),
    ({"Origin": "https://commons.example.evil.example"}, 403), ({"Origin": "http://["}, 403),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
]  # fmt: skip


@pytest.mark.parametrize(("sender", "status"), SENDERS)
def test_only_our_own_page_sends(desk: Answering, sender: dict[str, str], status: int) -> None:
    assert send(desk, sender=sender).status_code == status
    assert len(kept(desk)) == (status == 303)


WRONG = [
    ("page", "", "une page de ce site"), ("page", "https://evil.example/labs/gier", "une page de ce site"),
    ("page", "javascript:alert(1)", "une page de ce site"), ("page", "//evil.example/x", "une page de ce site"),
    ("page", "https://commons.example//evil.example", "une page de ce site"),
    ("page", "/\\evil", "une page de ce site"),
    ("page", "labs/gier", "une page de ce site"), ("page", "http://[", "une page de ce site"),
    ("page", "/labs/\u202egier", "une page de ce site"), ("reason", "", "motif"), ("reason", "spam", "motif"),
    ("explanation", " \n ", "ce qui pose problème"), ("email", "aicha", "incomplète"),
    ("email", "a@b.c\nBcc: x@y.example", "incomplète"), ("email", '"><script>@x.example', "incomplète"),
    ("faith", "", "bonne foi"), ("faith", "on", "bonne foi"), ("website", "https://spam.example", "robots"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_what_is_wrong_comes_back_with_its_mend(desk: Answering, field: str, value: str, said: str) -> None:
    answer = send(desk, **{field: value})
    assert answer.status_code == 400
    valid(answer.text)
    assert kept(desk) == []
    error = re.search(rf'id="error-{field}">(.*?)</span>', answer.text)
    assert error
    assert said in error[1]
    assert f'href="#field-{field}"' in answer.text
    assert re.search(
        rf'id="field-{field}"[^>]*aria-describedby="[^"]*error-{field}"[^>]*aria-invalid="true"', answer.text
    )
    assert "<title>À corriger" in answer.text
    if field != "explanation":
        assert "L&#39;adresse a changé." in answer.text  # nothing has to be typed again
    assert answer.headers["Cache-Control"] == "no-store"


RIGHT = [
    ("https://commons.example/labs/gier?x=1#m", "/labs/gier?x=1#m"), ("http://localhost/machines", "/machines"),
    (" /labs/gier ", "/labs/gier"), ("/", "/"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "path"), RIGHT)
def test_page_may_be_a_whole_address(desk: Answering, page: str, path: str) -> None:
    assert send(desk, page=page).status_code == 303
    assert kept(desk)[0].page == path


def test_name_and_address_are_optional(desk: Answering) -> None:
    assert send(desk, name="", email="").status_code == 303


@pytest.mark.parametrize(("field", "setting", "text"), [
    ("explanation", "notice_length", "x" * 31), ("name", "notice_contact_length", "é" * 31),
    ("email", "notice_contact_length", f"{'a' * 25}@b.example"), ("page", "notice_page_length", f"/{'a' * 30}"),
])  # fmt: skip
def test_what_is_too_long_comes_back(make: Make, field: str, setting: str, text: str) -> None:
    site = make(**{setting: 30, "notice_rate": 0})
    answer = send(site, **{field: text})
    assert answer.status_code == 400
    assert "30 caractères au plus" in answer.text
    assert kept(site) == []


def test_a_body_far_over_the_limits_is_not_read(desk: Answering) -> None:
    assert send(desk, explanation="x" * 200_000).status_code == 413
    assert kept(desk) == []


def test_rate_and_burst_are_settings(make: Make) -> None:
    site = make(notice_rate=2, notice_burst=3)
    assert [send(site).status_code for _ in range(4)] == [303, 303, 303, 429]
    answer = send(site)
    assert answer.headers["Retry-After"] == "1800"
    assert "30 minutes" in Outline(answer.text).text.replace("\u00a0", " ")
    assert len(kept(site)) == 3
    site.now += timedelta(minutes=31)
    assert [send(site).status_code for _ in range(2)] == [303, 429]


def test_a_full_box_says_where_to_write(make: Make) -> None:
    site = make(notices_waiting=2, notice_rate=0, publisher_email="bonjour@reseau.example")
    assert [send(site).status_code for _ in range(3)] == [303, 303, 503]
    assert "bonjour@reseau.example" in send(site).text
    notices.decide(site.small.engine, 1, "keep", "Rien à redire.", "mo", NOW)
    assert send(site).status_code == 303


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "{{ 7 * 7 }} %(name)s",
    "m" * 4000,
    "\x00\x07\x1b[31m",
    "😀" * 500,
    "]]>--><!--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_as_text(desk: Answering, text: str) -> None:
    answer = send(desk, explanation=text, name=text[:150], faith="")
    valid(answer.text)
    assert not re.search(r"<script(?! src=)", answer.text)
    assert send(desk, explanation=text, name=text[:150]).status_code == 303
    assert "\x00" not in kept(desk)[0].explanation
    assert followed(desk, send(desk, page="/labs/<b>&x", explanation=text)).status_code == 200


def test_a_form_of_files_or_nothing_is_refused_in_words(desk: Answering) -> None:
    for data, kind in (
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ):
        answer = desk.client.post("/signaler", data=data, content_type=kind, headers=BROWSER)
        assert answer.status_code == 400
    assert kept(desk) == []
