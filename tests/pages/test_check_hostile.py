"""Whatever bytes, forms and addresses come to the check, there is an outcome: no traceback, no 500, no limit passed."""

import json
import mimetypes
import re
import resource
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from check_kit import Desk, well_read
from forms_kit import FORMS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages_kit import BROWSER, Answering, valid
from support.labs import CONTEXT, lab, loire, text

from harvester.report import Outcome
from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Answering]:
    with well_read(tmp_path_factory.mktemp("checks"), pool) as site:
        yield site


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


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A page, a spreadsheet, a calendar or a record, cut short or with some bytes changed."""
    content = bytearray(draw(st.sampled_from(FORMS)).content)
    for _ in range(draw(st.integers(0, 4))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(1, len(content)))]) if draw(st.booleans()) else bytes(content)


FUZZ = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ANY = st.binary(max_size=300) | values.map(lambda value: json.dumps(value).encode()) | mutated() | damaged()
NAMES = st.sampled_from(["x", "fablab.jsonld", "page.html", "lab.csv", "lab.xlsx", "lab.ods", "agenda.ics", "okh.toml"])


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Desk]:
    """All doors of a check, one judging process behind them; two seconds for a file."""
    doors = Desk(tmp_path_factory.mktemp("doors"), pool, judge_time=timedelta(seconds=2))
    yield doors
    doors.close()


def test_any_file_gets_an_outcome_at_every_door(doors: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the time of a judgement, and in no more memory than a site needs for a few large pages."""

    @FUZZ
    @given(content=ANY, name=NAMES)
    def ask(content: bytes, name: str) -> None:
        started = time.monotonic()
        report = doors.api(content, mimetypes.guess_type(name)[0] or "application/octet-stream")
        assert time.monotonic() - started < 4
        assert report["outcome"] in set(Outcome)
        assert not [result for result in report["results"] if result["code"] == "L3"]
        doors.page("fr", content, name)
        (tmp_path / name).write_bytes(content)
        told = doors.command(monkeypatch, str(tmp_path / name))
        assert told.startswith(report["outcome"])
        assert "Traceback" not in told

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ask()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # KiB


@FUZZ
@given(
    url=st.text(max_size=60) | st.text(max_size=20).map(lambda rest: f"http://127.0.0.1:9/{rest}"),
    base=st.text(max_size=20),
)
def test_any_address_gets_an_answer(desk: Answering, url: str, base: str) -> None:
    for query in ({"url": url}, {"url": url, "base": base}):
        assert desk.client.get("/api/v1/check", query_string=query).status_code in (200, 400)
    assert desk.client.get("/check", query_string={"url": url}, headers=BROWSER).status_code in (200, 400)
