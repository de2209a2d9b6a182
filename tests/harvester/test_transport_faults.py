"""Whatever a server does to us ends in an outcome and two sentences, and the last good graph stays served."""

import gzip
import os
import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.labs import base_of, lab, text
from support.web import Exchange, Page, Script, Web

from harvester.addresses import system_resolver
from harvester.check import Checked, check_address
from harvester.decide import Decision
from harvester.pool import JudgePool
from harvester.profile import profile_of
from harvester.report import Outcome, as_json

LIMIT = 64 * 1024
SAMPLES = Path(__file__).parent / "samples"
GOOD = text(lab())


def raw(head: str, body: bytes = b"") -> Script:
    """An answer exactly as written, after which the server hangs up."""

    def answer(exchange: Exchange) -> None:
        exchange.send(head.replace("\n", "\r\n").encode() + b"\r\n" + body)
        exchange.hang_up()

    return answer


def endless(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\n\r\n")
    while not exchange.stopping.is_set():
        exchange.send(b" " * 8192)


def slow_headers(exchange: Exchange) -> None:
    exchange.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 10_000)


def slow_body(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/ld+json\r\nContent-Length: 10000\r\n\r\n")
    exchange.drip(b" " * 10_000)


def silent(exchange: Exchange) -> None:
    exchange.stopping.wait()


def coded(body: bytes, coding: str = "gzip") -> Page:
    return Page(body, headers={"Content-Encoding": coding})


def to(location: str) -> Page:
    return Page(b"", 302, {"Location": location})


@dataclass(frozen=True)
class Fault:
    """What a source does at its second visit (its answer, or where its name leads), and what must come of it."""

    rule: str
    answer: Script | None = None
    leads_to: list[str] | OSError | None = None
    outcome: Outcome = Outcome.FAILED


FAULTS: Mapping[str, Fault] = {
    "slow-headers": Fault("T-timeout", slow_headers),
    "slow-body": Fault("T-timeout", slow_body),
    "silent": Fault("T-timeout", silent),
    "huge": Fault("T-size", Page(b" " * (LIMIT + 1))),
    "endless": Fault("T-size", endless),
    "huge-compressed": Fault("T-size", coded(gzip.compress(os.urandom(2 * LIMIT)))),
    "bomb": Fault("T-bomb", coded(gzip.compress(b" " * 50_000_000))),
    "bomb-in-members": Fault("T-bomb", coded(gzip.compress(b" " * (LIMIT - 1)) * 2)),
    "truncated-gzip": Fault("T-connect", coded(gzip.compress(GOOD)[:-20])),
    "damaged-gzip": Fault("T-connect", coded(b"\x1f\x8b" + os.urandom(500))),
    "no-gzip-at-all": Fault("T-connect", coded(GOOD)),
    "unknown-coding": Fault("T-encoding", coded(GOOD, "br")),
    "deflate": Fault("T-encoding", coded(zlib.compress(GOOD), "deflate")),
    "short": Fault("T-connect", raw("HTTP/1.1 200 OK\nContent-Length: 9999\n", GOOD)),
    "empty": Fault("T-empty", Page(b"")),
    "not-http": Fault("T-connect", raw("SSH-2.0-OpenSSH\n")),
    "hung-up": Fault("T-connect", Exchange.hang_up),
    "404": Fault("T-status", Page(b"not found", 404)),
    "401": Fault("T-status", Page(b"who are you?", 401)),
    "500": Fault("T-status", Page(b"oops", 500)),
    "503": Fault("T-status", Page(b"busy", 503)),
    "204": Fault("T-status", Page(b"", 204)),
    "410": Fault("T-gone", Page(b"gone", 410), outcome=Outcome.GONE),
    "loop": Fault("T-redirects", to("/loop")),
    "six-redirects": Fault("T-redirects", to("/hop-5")),
    "nowhere": Fault("T-status", Page(b"", 302)),
    "to-file": Fault("T-redirect-scheme", to("file:///etc/passwd")),
    "to-ftp": Fault("T-redirect-scheme", to("ftp://files.example/fablab.jsonld")),
    "to-script": Fault("T-redirect-scheme", to("javascript:alert(1)")),
    "to-private": Fault("T-private", to("http://10.0.0.7/fablab.jsonld")),
    "to-metadata": Fault("T-private", to("http://169.254.169.254/latest/meta-data/")),
    "to-mapped": Fault("T-private", to("http://[::ffff:10.0.0.7]/fablab.jsonld")),
    "to-decimal": Fault("T-private", to("http://167772167/fablab.jsonld")),
    "to-hexadecimal": Fault("T-private", to("http://0x0a.0.0.7/fablab.jsonld")),
    "to-self-signed": Fault("T-tls", to("https://self-signed.example:{tls}/fablab.jsonld")),
    "name-private": Fault("T-private", leads_to=["192.168.1.10"]),
    "name-mixed": Fault("T-private", leads_to=["127.0.0.1", "10.0.0.7"]),
    "name-mapped": Fault("T-private", leads_to=["::ffff:192.168.1.10"]),
    "name-unknown": Fault("T-dns", leads_to=socket.gaierror(-2, "Name or service not known")),
    "name-nobody": Fault("T-connect", leads_to=["127.0.0.2"]),
}  # fmt: skip


@dataclass
class Names:
    """A resolver: every name leads to the web at first, then where the table says."""

    later: bool = False

    def __call__(self, host: str, port: int) -> list[str]:
        if not host.endswith(".example"):
            return system_resolver(host, port)
        fault = FAULTS.get(host.removesuffix(".example"))
        found = fault.leads_to if fault and fault.answer is None and self.later else ["127.0.0.1"]
        if isinstance(found, OSError):
            raise found
        assert found is not None
        return found


@contextmanager
def self_signed() -> Iterator[Web]:
    """A web server with a certificate that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SAMPLES / "self-signed.pem")
    with Web(context) as web:
        yield web


@dataclass(frozen=True)
class Aftermath:
    """All sources were good once, published, then visited again with their faults, and checked by hand."""

    commons: Commons
    before: Mapping[str, Any]
    decisions: Mapping[str, Decision]
    checked: Mapping[str, Checked]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    names = Names()
    limits: dict[str, Any] = {"fetch_time": timedelta(seconds=0.7), "max_document_bytes": LIMIT, "fetch_threads": 50}
    data = tmp_path_factory.mktemp("faults")
    with Web() as web, self_signed() as tls, closing(Commons(data, web, Clock(), names, **limits)) as commons:
        for slug in FAULTS:
            commons.register(slug, lab(nom=f"Lab {slug}"))
        commons.round()
        before = {slug: commons.graph(slug) for slug in FAULTS}
        names.later = True
        break_everything(commons, tls.port)
        commons.clock.pass_by(hours=6)
        decisions = commons.round()
        checked = check_all(commons)
        yield Aftermath(commons, before, decisions, checked)


def break_everything(commons: Commons, tls: int) -> None:
    for slug, fault in FAULTS.items():
        if isinstance(fault.answer, Page) and "Location" in fault.answer.headers:
            commons.put(slug, to(fault.answer.headers["Location"].format(tls=tls)))
        elif fault.answer:
            commons.put(slug, fault.answer)
    for hop in range(6):
        commons.web.put(f"/hop-{hop}", to(f"/hop-{hop - 1}") if hop else GOOD)


def check_all(commons: Commons) -> dict[str, Checked]:
    profile = profile_of(commons.settings, commons.clock())
    with JudgePool(commons.settings, profile) as judges, ThreadPoolExecutor(8) as threads:

        def check(slug: str) -> Checked:
            return check_address(commons.web.url(f"/{slug}", f"{slug}.example"), base_of(slug), judges, commons.fetcher)

        return dict(zip(FAULTS, threads.map(check, FAULTS), strict=True))


@pytest.mark.parametrize("slug", FAULTS)
def test_fault_has_its_outcome_and_its_sentences(aftermath: Aftermath, slug: str) -> None:
    fault, decision = FAULTS[slug], aftermath.decisions[slug]
    assert (decision.outcome, [f.rule for f in decision.findings]) == (fault.outcome, [fault.rule])
    told = as_json(decision.findings[0])
    for part in (told["message"], told["hint"]):
        assert set(part) == {"fr", "en"}
        assert part["fr"] != part["en"]
        assert not any("{?" in sentence or len(sentence) < 20 for sentence in part.values())
    assert told["severity"] == "Violation"


@pytest.mark.parametrize("slug", [slug for slug, fault in FAULTS.items() if fault.outcome != Outcome.GONE])
def test_last_good_graph_stays_served(aftermath: Aftermath, slug: str) -> None:
    assert aftermath.before[slug]
    assert aftermath.commons.graph(slug) == aftermath.before[slug]
    assert [action for _, action in aftermath.commons.log(slug)] == ["created"] * 6


def test_only_410_withdraws(aftermath: Aftermath) -> None:
    assert aftermath.commons.graph("410") == set()
    assert sorted(aftermath.commons.log("410")[6:]) == sorted(
        (iri, "deleted") for iri, _ in aftermath.commons.log("410")[:6]
    )


@pytest.mark.parametrize("slug", FAULTS)
def test_check_says_the_same_as_the_harvest(aftermath: Aftermath, slug: str) -> None:
    checked, decision = aftermath.checked[slug], aftermath.decisions[slug]
    assert [as_json(f) for f in checked.findings] == [as_json(f) for f in decision.findings]
    assert checked.verdict.outcome == Outcome.FAILED
    assert checked.reached == (FAULTS[slug].rule in ("T-size", "T-bomb"))


@pytest.mark.parametrize("slug", [slug for slug, fault in FAULTS.items() if fault.outcome != Outcome.GONE])
def test_next_visit_is_in_an_hour(aftermath: Aftermath, slug: str) -> None:
    source = aftermath.commons.source(slug)
    assert (source.failures, source.next_visit_at) == (1, aftermath.commons.clock() + timedelta(hours=1))
