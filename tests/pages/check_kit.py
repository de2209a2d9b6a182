"""Sites that check; one check asked of the page, of the API and of the command; what each tells a person."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pages_kit import BROWSER, LOIRE, NOW, Answering, SmallHub, valid
from support.labs import lab, machine
from werkzeug.test import TestResponse

import server.cli.check
from harvester.check import NOWHERE
from harvester.forget import forget
from harvester.pointers import tokens
from harvester.pool import JudgePool
from harvester.profile import marks_of, profile_of
from harvester.settings import HarvestSettings
from server.cli import cli
from server.pages.language import spaced
from server.store.guard import GuardPool

AREA = (41.0, -5.5, 51.5, 10.0)
#: What a finding is, for people: sentence, what to do, place in what came, steps of the pointer, line.
Told = tuple[str, str, str, str, str]


class Desk:
    """A hub that checks by the same things as the samples' expectations, and the command over its data folder."""

    def __init__(self, data: Path, pool: GuardPool, **limits: Any) -> None:
        small = SmallHub(data)
        small.settings = small.settings.model_copy(
            update={"area": AREA, "check_rate": 0, "allow_loopback": True, "judge_processes": 1, **limits}
        )
        forget(small.engine, data, f"{NOWHERE}#camille", NOW)
        self.small, self.site, self.limits = small, Answering(small, pool), limits
        self.judges = JudgePool(small.settings, profile_of(small.settings, NOW, marks_of(small.engine)))

    def close(self) -> None:
        self.judges.close()
        self.site.close()

    def page(self, lang: str, content: bytes = b"", name: str = "fablab.jsonld", url: str = "") -> str:
        """Given an address, the permalink; a text that can be pasted is pasted, another is uploaded as a file."""
        path, client = f"/check?lang={lang}", self.site.client
        if url:
            answer = client.get(f"{path}&url={url}", headers=BROWSER)
        elif name.endswith(".jsonld") and _is_pasted(content):
            answer = client.post(path, data={"text": content.decode()}, headers=BROWSER)
        else:
            answer = client.post(path, data={"file": (BytesIO(content), name)}, headers=BROWSER)
        assert answer.status_code == 200
        valid(answer.text)
        return answer.text

    def api(self, content: bytes, media_type: str = "application/ld+json") -> dict[str, Any]:
        answer = self.site.client.post("/api/v1/check", data=content, content_type=media_type)
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
        for name, value in {"area": AREA, "allow_loopback": True, **self.limits}.items():
            monkeypatch.setenv(f"FABCOMMONS_{name.upper()}", _written(value))
        data = str(self.small.settings.data)
        result = CliRunner().invoke(cli, ["check", *arguments, "--data", data], input=stdin)
        assert isinstance(result.exception, SystemExit | None), result.exception
        return result.output


def _written(value: Any) -> str:
    """A setting as an environment variable."""
    return f"{value.total_seconds()}s" if isinstance(value, timedelta) else json.dumps(value)


def _is_pasted(content: bytes) -> bool:
    """UTF-8, without what a form would change."""
    try:
        return bool(content.decode().strip())
    except UnicodeDecodeError:
        return False


def of_page(page: str) -> list[Told]:
    """What the page tells of each finding."""
    items = [item.partition("</li>")[0] for item in page.split('<li class="finding ')[1:]]
    return sorted(told for item in items for told in _of_item(item))


def _of_item(item: str) -> Iterator[Told]:
    """One sentence, said of one place or of many."""
    what, mend = _within(r'<p class="what"[^>]*>(.*?)</p>', item), _within(r'<p class="mend"[^>]*>(.*?)</p>', item)
    for where in item.split('<p class="quiet where">')[1:]:
        beside, _, path = where.partition("</p>")[0].partition("<code>")
        line = re.search(r"(?:ligne|line)\s(\d+)", beside)
        place, pointer = _within(r"<bdi>(.*?)</bdi>", beside), _within(r"^(.*?)</code>", path)
        yield what, mend, place, pointer, line[1] if line else ""


def _within(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def of_report(report: dict[str, Any], lang: str) -> list[Told]:
    """What the page should tell of each finding of a report of the API."""
    do = {"fr": "À faire :", "en": "To do:"}[lang]
    return sorted(
        (
            _shown(result["message"][lang], lang),
            f"{do} {_shown(result['hint'][lang], lang)}",
            result["place"] or "",
            " › ".join(_step(step, lang) for step in tokens(result["pointer"] or "")[:12]),
            str(result["line"] or ""),
        )
        for result in report["results"]
    )


def _step(step: str, lang: str) -> str:
    """A place in a list is counted as people do."""
    if re.fullmatch("[0-9]{1,6}", step):
        return f"n°\u00a0{int(step) + 1}" if lang == "fr" else f"No. {int(step) + 1}"
    return step if len(step) <= 80 else f"{step[:80]}…"


def _shown(text: str, lang: str) -> str:
    return spaced(text) if lang == "fr" else text


def printed(report: dict[str, Any], output: str, lang: str) -> None:
    """The command says each finding of a report: its sentence, what to do, where."""
    for result in report["results"]:
        assert result["message"][lang] in output
        assert f"→ {result['hint'][lang]}" in output
        assert not result["line"] or f"{'ligne' if lang == 'fr' else 'line'} {result['line']}" in output
        assert (result["pointer"] or "") in output
        assert (result["place"] or "") in output


FAULTY = lab(machines={"#laser": machine("Laser", typeMachine="laser-c02"), "#imp": machine("Imprimante")})


def checking(data: Path, pool: GuardPool, *, registry: bool = False, **limits: Any) -> Answering:
    """A site over an empty hub, or one that knows the network's registry; everybody checks as often as they like."""
    small = SmallHub(data)
    small.settings = small.settings.model_copy(
        update={"check_rate": 0, "judge_processes": 1, "allow_loopback": True, **limits}
    )
    if registry:
        small.add_registry(LOIRE / "registry.ttl")
        assert small.hub.publish() is not None
    return Answering(small, pool)


@contextmanager
def well_read(data: Path, pool: GuardPool) -> Iterator[Answering]:
    """One that knows the registry and takes files of 300 kB, until the end of the block."""
    with closing(checking(data, pool, registry=True, max_document_bytes=300_000)) as site:
        yield site


def paste(site: Answering, content: bytes, lang: str = "fr", path: str = "/check") -> TestResponse:
    headers = {**BROWSER, "Accept-Language": lang}
    return site.client.post(path, data={"text": content.decode()}, headers=headers, buffered=True)


def title(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found
    return found[1].strip()
