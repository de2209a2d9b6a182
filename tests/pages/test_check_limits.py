"""How often, how many, how large: every limit of the check is a setting, and holds."""

import html
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from check_kit import FAULTY, checking, paste, title, well_read
from pages_kit import BROWSER, NOW, Answering, valid
from support.labs import lab, text
from support.web import Page, Web
from werkzeug.test import TestResponse

from harvester.settings import HarvestSettings
from server.store.guard import GuardPool

Make = Callable[..., Answering]


def plain(page: str) -> str:
    """A page with plain spaces and signs."""
    return re.sub(r"[\u00a0\u202f]", " ", html.unescape(page))


@pytest.fixture
def make(tmp_path: Path, pool: GuardPool) -> Iterator[Make]:
    """Makes a site over an empty hub with these settings."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(closing(checking(tmp_path, pool, **limits)))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Answering]:
    with well_read(tmp_path_factory.mktemp("checks"), pool) as site:
        yield site


def test_rate_is_a_setting(make: Make) -> None:
    site = make(check_rate=60, check_burst=2)
    assert [paste(site, b"{}").status_code for _ in range(3)] == [200, 200, 429]
    answer = site.client.post("/api/v1/check", data=b"{}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.mimetype == "application/problem+json"
    site.now += timedelta(seconds=1)
    assert site.client.post("/api/v1/check", data=b"{}").status_code == 200
    assert site.get("/check?url=https://lab.example/").status_code == 429
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


def test_findings_on_a_page_are_a_setting(make: Make) -> None:
    site, content = make(page_findings=2), text(lab(**{f"inconnu-{n}": n for n in range(9)}))
    page = paste(site, content, "fr").text
    valid(page)
    more = len(site.client.post("/api/v1/check", data=content).json["results"]) - 2
    assert page.count('class="quiet where"') == 2
    assert f"… et {more} autres remarques : corrigez d'abord celles-ci" in plain(page)
    assert f"… and {more} more remarks: first mend these" in paste(site, content, "en").text


def test_long_texts_are_left_out_of_the_page(make: Make) -> None:
    """A text that was typed, and the lab file that was made of a table: each with what to do then."""
    table = b"Quoi;Nom;Commune\nlab;FabLab du Gier;Saint-Chamond\n"
    made = make().client.post("/api/v1/check", data=table, content_type="text/csv").json["document"]
    site = make(check_page_bytes=len(made.encode()))
    assert "dépasse" not in paste(site, table).text
    assert "FabLab du Gier" in paste(site, b" " * 9 + table).text
    site = make(check_page_bytes=len(made.encode()) - 1)
    page = paste(site, table)
    valid(page.text)
    assert "le donne en entier, sous « document »" in plain(page.text)
    assert "is larger than" in paste(site, table, "en").text
    long = text(lab())
    page = paste(make(check_page_bytes=len(long)), long)
    assert "ne tient pas" not in page.text
    page = paste(make(check_page_bytes=len(long) - 1), long)
    valid(page.text)
    assert "puis donnez-le comme fichier" in page.text
    assert "FabLab d&#39;essai" not in page.text.partition("<textarea")[2].partition("</textarea>")[0]


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


def test_slowest_fetch_is_within_the_settings() -> None:
    """A check holds its place no longer than a visit may last."""
    conf = HarvestSettings.read()
    assert conf.fetch_time + conf.judge_time <= timedelta(minutes=1)
    assert NOW
