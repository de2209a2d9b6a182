"""One check: page, API and command say the same sentence, pointer and line of every sample, and of a file that came."""

import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pages_kit import NOW, Answering, SmallHub, valid
from support.samples import SAMPLES, Sample
from support.web import Page, Web

import server.cli.check
import shapes
from harvester.check import NOWHERE
from harvester.forget import forget
from harvester.judge import judge
from harvester.pointers import tokens
from harvester.pool import JudgePool
from harvester.profile import marks_of, profile_of
from harvester.settings import HarvestSettings
from server.cli import cli
from server.pages.language import spaced
from server.store.guard import GuardPool

AREA = (41.0, -5.5, 51.5, 10.0)
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
#: What a finding is, for people: sentence, what to do, steps of the pointer, line.
Told = tuple[str, str, str, str]


class Hub:
    """A hub that checks by the same things as the samples' expectations, and the command over its data folder."""

    def __init__(self, data: Path, pool: GuardPool, **limits: Any) -> None:
        small = SmallHub(data)
        small.settings = small.settings.model_copy(
            update={"area": AREA, "check_rate": 0, "allow_loopback": True, "judge_processes": 1, **limits}
        )
        forget(small.engine, data, f"{NOWHERE}#camille", NOW)
        self.small, self.site = small, Answering(small, pool)
        profile = profile_of(small.settings, NOW, marks_of(small.engine))
        self.judges = JudgePool(small.settings, profile)

    def close(self) -> None:
        self.judges.close()
        self.site.app.extensions["checker"].close()

    def page(self, lang: str, **given: str) -> str:
        answer = (
            self.site.client.get(f"/check?lang={lang}&url={given['url']}", headers=BROWSER)
            if "url" in given
            else self.site.client.post(f"/check?lang={lang}", data=given, headers=BROWSER)
        )
        assert answer.status_code == 200
        valid(answer.text)
        return answer.text

    def api(self, content: bytes) -> dict[str, Any]:
        answer = self.site.client.post("/api/v1/check", data=content, content_type="application/ld+json")
        assert answer.status_code == 200
        assert answer.json is not None
        return answer.json

    def command(self, monkeypatch: pytest.MonkeyPatch, *arguments: str, stdin: bytes = b"") -> str:
        """The command itself; its judging processes are kept from one call to the next."""

        def warm(conf: HarvestSettings, profile: Any) -> Any:
            self.judges.settings, self.judges.profile = conf, profile
            return nullcontext(self.judges)

        monkeypatch.setattr(server.cli.check, "JudgePool", warm)
        monkeypatch.setattr(server.cli.check, "utc_now", lambda: NOW)
        for name, value in (("AREA", json.dumps(AREA)), ("MAX_QUADS", str(self.small.settings.max_quads))):
            monkeypatch.setenv(f"FABCOMMONS_{name}", value)
        monkeypatch.setenv("FABCOMMONS_ALLOW_LOOPBACK", "true")
        data = str(self.small.settings.data)
        return CliRunner().invoke(cli, ["check", *arguments, "--data", data], input=stdin).output


@pytest.fixture(scope="module")
def hubs(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Callable[[Sample], Hub]]:
    made: dict[int, Hub] = {}

    def hub(sample: Sample) -> Hub:
        most = sample.profile.max_quads
        if most not in made:
            made[most] = Hub(tmp_path_factory.mktemp("same"), pool, max_quads=most)
        return made[most]

    yield hub
    for each in made.values():
        each.close()


def of_page(page: str) -> list[Told]:
    return sorted(_of_item(item) for item in page.split('<li class="finding ')[1:])


def _of_item(item: str) -> Told:
    def text(pattern: str) -> str:
        found = re.search(pattern, item, re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""

    what, mend = text(r'<p class="what"[^>]*>(.*?)</p>'), text(r'<p class="mend"[^>]*>(.*?)</p>')
    place = (
        item[item.index("</pre>") if "</pre>" in item else 0 :].partition('<p class="quiet">')[2].partition("</li>")[0]
    )
    line = re.search(r"(?:ligne|line)\s(\d+)", place)
    found = re.search(r"<code>(.*?)</code>", place, re.DOTALL)
    path = html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""
    return what, mend, path, line[1] if line else ""


def of_report(report: dict[str, Any], lang: str) -> list[Told]:
    do = {"fr": "À faire :", "en": "To do:"}[lang]
    return sorted(
        (
            shown(result["message"][lang], lang),
            f"{do} {shown(result['hint'][lang], lang)}",
            " › ".join(step if len(step) <= 80 else f"{step[:80]}…" for step in tokens(result["pointer"] or "")[:12]),
            str(result["line"] or ""),
        )
        for result in report["results"]
    )


def shown(text: str, lang: str) -> str:
    return spaced(text) if lang == "fr" else text


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_page_api_and_command_say_the_same(
    hubs: Callable[[Sample], Hub], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hubs(sample)
    report = hub.api(sample.content)
    assert json.loads(hub.command(monkeypatch, "-", "--json", stdin=sample.content)) == report
    for lang in ("fr", "en"):
        page = hub.page(lang, text=sample.content.decode()) if _is_text(sample) else _uploaded(hub, sample, lang)
        assert of_page(page) == of_report(report, lang)
        printed = hub.command(monkeypatch, "-", "--lang", lang, stdin=sample.content)
        for result in report["results"]:
            assert result["message"][lang] in printed
            assert f"→ {result['hint'][lang]}" in printed
            assert not result["line"] or f" {result['line']}" in printed
            assert (result["pointer"] or "") in printed


def _is_text(sample: Sample) -> bool:
    """What can be pasted: UTF-8, without what a form would change."""
    try:
        return bool(sample.content.decode().strip())
    except UnicodeDecodeError:
        return False


def _uploaded(hub: Hub, sample: Sample, lang: str) -> str:
    file = (BytesIO(sample.content), "fablab.jsonld")
    return hub.site.client.post(f"/check?lang={lang}", data={"file": file}, headers=BROWSER).text


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_check_says_what_the_harvest_says(hubs: Callable[[Sample], Hub], sample: Sample) -> None:
    hub = hubs(sample)
    profile = profile_of(hub.small.settings, NOW, marks_of(hub.small.engine))
    verdict = judge(sample.content, NOWHERE, profile)
    report = hub.api(sample.content)
    assert report["outcome"] == verdict.outcome
    told = sorted((result["code"], result["pointer"] or "") for result in report["results"])
    assert told == sorted((finding.code, finding.pointer or "") for finding in verdict.findings)


def test_every_rule_of_a_sample_is_among_them() -> None:
    folders = {sample.rule for sample in SAMPLES} - {"propre", "melange"}
    judged = {rule.id for rule in shapes.rules().values() if rule.subject != "transport"}
    assert judged - folders <= {"L3-time", "L3-engine", "S1-shrink"}  # provoked in test_document_faults, test_schedule


def test_an_address_is_told_alike(hubs: Callable[[Sample], Hub], monkeypatch: pytest.MonkeyPatch) -> None:
    hub = hubs(SAMPLES[-1])
    with Web() as web:
        pages = {
            "moved": Page(b"", 301, {"Location": "/lab"}),
            "lab": Page(
                SAMPLES[-1].content, headers={"Content-Type": "text/plain", "Cache-Control": "no-store"}, etag=""
            ),
            "gone": Page(b"", 410),
            "none": Page(b"", 404),
        }
        for name, page in pages.items():
            url = web.put(f"/{name}", page)
            told = hub.site.client.get("/api/v1/check", query_string={"url": url}).json
            command = json.loads(hub.command(monkeypatch, url, "--json"))
            for report in (told, command):
                assert report is not None
                (report["transport"] or {}).pop("seconds", None)
            assert told == command
            for lang in ("fr", "en"):
                assert of_page(hub.page(lang, url=url)) == of_report(told, lang)
