"""Advice on how a file came, over real HTTP and TLS: each rule has its answer, and the verdict stays the same."""

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import base_of, lab, text
from support.web import Exchange, Page, Script, Web

import shapes
from harvester.advice import RULES
from harvester.check import Checked, check_address
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.report import Outcome
from harvester.settings import HarvestSettings

PEM = Path(__file__).parent / "samples" / "self-signed.pem"
GOOD = text(lab())
NEAR = text(lab(note="x" * 7_200))  # of the 10,000 bytes that are allowed
SLOW = timedelta(seconds=1)


def slow(exchange: Exchange) -> None:
    """Half a second for the first bytes: more than a quarter of what we wait."""
    exchange.send(b'HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nETag: "1"\r\n')
    exchange.drip(b"X-Slow: " + b"z" * 12)
    exchange.send(b"\r\nContent-Length: %d\r\n\r\n" % len(GOOD) + GOOD)


@dataclass(frozen=True)
class Case:
    """An answer, what is said of it besides plain http, and the value that is named."""

    answer: Script
    said: tuple[str, ...] = ()
    value: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)


def page(content: bytes = GOOD, etag: str | None = None, **headers: str) -> Page:
    return Page(content, headers={name.replace("_", "-"): value for name, value in headers.items()}, etag=etag)


CASES: Mapping[str, Case] = {
    "good": Case(page()),
    "json": Case(page(Content_Type="application/json; charset=utf-8")),
    "own-json": Case(page(Content_Type="application/vnd.lab+json")),
    "text": Case(page(Content_Type="text/plain"), ("T-media-type",), "text/plain"),
    "no-type": Case(page(Content_Type=""), ("T-media-type",), "…"),
    "latin": Case(page(Content_Type="application/json; charset=ISO-8859-1"), ("T-charset",), "ISO-8859-1"),
    "no-tag": Case(page(etag=""), ("T-no-validator",)),
    "date-only": Case(page(etag="", Last_Modified="Thu, 26 Nov 2026 11:00:00 GMT")),
    "week": Case(page(Cache_Control="public, max-age=604800"), ("T-kept-long",), "168 h"),
    "proxy-week": Case(page(Cache_Control="max-age=60, s-maxage=604800"), ("T-kept-long",), "168 h"),
    "hour": Case(page(Cache_Control="max-age=3600")),
    "asks-again": Case(page(Cache_Control="max-age=604800, no-cache")),
    "no-store": Case(page(Cache_Control="no-store"), ("T-no-store",), "no-store"),
    "large": Case(page(NEAR), ("T-large",), str(len(NEAR))),
    "moved": Case(Page(b"", 301, {"Location": "/good"}), ("T-moved",), "/good"),
    "detour": Case(Page(b"", 302, {"Location": "/good"}), ("T-detour",), "/good"),
    "slow": Case(slow, ("T-slow",), "", {"fetch_time": SLOW}),
}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Checked]]:
    """Checks an address on loopback, with other limits if wished."""
    made: dict[str, Commons] = {}
    with Web() as web:

        def check(slug: str, **limits: Any) -> Checked:
            commons = made.setdefault(
                repr(limits),
                Commons(tmp_path_factory.mktemp("hub"), web, Clock(), max_document_bytes=10_000, **limits),
            )
            for name, case in CASES.items():
                web.put(f"/{name}", case.answer)
            with JudgePool(commons.settings, profile_of(commons.settings, commons.clock())) as judges:
                return check_address(web.url(f"/{slug}", "lab.example"), base_of("lab"), judges, commons.fetcher)

        yield check
        for commons in made.values():
            commons.close()


@pytest.mark.parametrize("slug", CASES)
def test_advice_on_an_answer(checks: Callable[..., Checked], slug: str) -> None:
    case = CASES[slug]
    checked = checks(slug, **case.limits)
    said = {f.rule: f for f in checked.findings if f.rule.startswith("T-")}
    assert said.keys() == {"T-plain-http", *case.said}
    assert case.value in (said[case.said[0]].value or "" if case.said else "")
    assert checked.verdict.outcome == Outcome.LOADED
    assert checked.reached
    assert all(f.severity != "Violation" and f.rule not in map(rule, checked.verdict.findings) for f in said.values())


def rule(finding: Any) -> str:
    return str(finding.rule)


def test_facts_of_the_fetch_are_told(checks: Callable[..., Checked]) -> None:
    told = checks("moved").as_json()["transport"]
    assert told["redirects"] == [{"status": 301, "url": told["url"]}]
    assert told["url"].endswith("/good")
    assert (told["status"], told["bytes"], told["tls"]) == (200, len(GOOD), "")
    assert 0 < told["seconds"] < 5
    json.dumps(told)


def test_over_tls_nothing_is_said_of_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))  # the one authority that this machine trusts now
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    with Web(context) as web, closing(Commons(tmp_path, web, Clock())) as commons:
        web.put("/lab", GOOD)
        with JudgePool(commons.settings, profile_of(commons.settings, commons.clock())) as judges:
            address = web.url("/lab", "self-signed.example", "https")
            checked = check_address(address, base_of("lab"), judges, commons.fetcher)
    assert [f.rule for f in checked.findings if f.rule.startswith("T-")] == []
    assert checked.travel is not None
    assert checked.travel.tls.startswith("TLS")


def test_every_rule_of_advice_has_a_case() -> None:
    said = {rule for case in CASES.values() for rule in case.said} | {"T-plain-http"}
    assert said == set(RULES)
    assert {shapes.rules()[rule].severity for rule in RULES} == {"Warning", "Info"}


def test_the_harvest_keeps_no_advice(tmp_path: Path) -> None:
    with Web() as web, closing(Commons(tmp_path, web, Clock())) as commons:
        commons.register("lab", CASES["no-tag"].answer)
        assert commons.harvest()["lab"].outcome == Outcome.LOADED
        assert not [row for row in commons.source("lab").report or [] if row[0].startswith("T-")]


def test_slow_and_large_are_parts_of_the_limits() -> None:
    conf = HarvestSettings.read()
    assert (0.25 * conf.fetch_time.total_seconds(), 0.8 * conf.max_document_bytes) == (5.0, 4194304.0)
