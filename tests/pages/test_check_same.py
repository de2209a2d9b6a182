"""One check: page, API and command say the same sentence, pointer and line of every sample, and of a file that came."""

import json
from collections.abc import Callable, Iterator

import pytest
from check_kit import Desk, of_page, of_report, printed
from pages_kit import NOW
from support.samples import SAMPLES, Sample
from support.web import Page, Web

import shapes
from harvester.check import NOWHERE
from harvester.judge import judge
from harvester.profile import marks_of, profile_of
from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Callable[[Sample], Desk]]:
    made: dict[int, Desk] = {}

    def desk(sample: Sample) -> Desk:
        most = sample.profile.max_quads
        if most not in made:
            made[most] = Desk(tmp_path_factory.mktemp("same"), pool, max_quads=most)
        return made[most]

    yield desk
    for each in made.values():
        each.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_page_api_and_command_say_the_same(
    desks: Callable[[Sample], Desk], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks(sample)
    report = desk.api(sample.content)
    assert json.loads(desk.command(monkeypatch, "-", "--json", stdin=sample.content)) == report
    for lang in ("fr", "en"):
        assert of_page(desk.page(lang, sample.content)) == of_report(report, lang)
        printed(report, desk.command(monkeypatch, "-", "--lang", lang, stdin=sample.content), lang)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_check_says_what_the_harvest_says(desks: Callable[[Sample], Desk], sample: Sample) -> None:
    desk = desks(sample)
    profile = profile_of(desk.small.settings, NOW, marks_of(desk.small.engine))
    verdict = judge(sample.content, NOWHERE, profile)
    report = desk.api(sample.content)
    assert report["outcome"] == verdict.outcome
    told = sorted((result["code"], result["pointer"] or "") for result in report["results"])
    assert told == sorted((finding.code, finding.pointer or "") for finding in verdict.findings)


def test_every_rule_of_a_lab_file_has_a_sample() -> None:
    folders = {sample.rule for sample in SAMPLES} - {"propre", "melange"}
    others = {"transport", "page", "table", "feeds"}  # see test_check_same_forms
    judged = {rule.id for rule in shapes.rules().values() if rule.subject not in others}
    assert judged - folders == {"L3-time", "L3-engine", "S1-shrink"}  # see test_document_faults, test_schedule
    assert folders <= judged


def test_an_address_is_told_alike(desks: Callable[[Sample], Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    desk, content = desks(SAMPLES[-1]), SAMPLES[-1].content
    plain = {"Content-Type": "text/plain", "Cache-Control": "no-store"}
    with Web() as web:
        pages = {
            "moved": Page(b"", 301, {"Location": "/lab"}),
            "lab": Page(content, headers=plain, etag=""),
            "gone": Page(b"", 410),
            "none": Page(b"", 404),
        }
        addresses = [web.put(f"/{name}", page) for name, page in pages.items()]
        for url in addresses:
            told = desk.site.client.get("/api/v1/check", query_string={"url": url}).json
            command = json.loads(desk.command(monkeypatch, url, "--json"))
            for report in (told, command):
                assert report is not None
                (report["transport"] or {}).pop("seconds", None)
            assert told == command
            for lang in ("fr", "en"):
                assert of_page(desk.page(lang, url=url)) == of_report(told, lang)
