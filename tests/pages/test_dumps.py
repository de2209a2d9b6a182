"""`/dump/…` over HTTP: whole and in part, asked again, tagged, and honest when there is none."""

import gzip
import json
from email.utils import parsedate_to_datetime

import pytest
from pages_kit import Answering, Outline, valid

NAMES = ("fabcommons.nq.gz", "fabcommons.ttl.gz", "cc-by-sa-4.0.nq.gz", "cc-by-sa-4.0.ttl.gz", "sources/gier.nq.gz")
BROWSER = "text/html,*/*;q=0.8"


@pytest.mark.parametrize("name", NAMES)
def test_file_is_sent_as_it_is_saved(site: Answering, name: str) -> None:
    answer = site.get(f"/dump/{name}")
    assert answer.status_code == 200
    assert answer.content_type == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert parsedate_to_datetime(answer.headers["Last-Modified"])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert gzip.decompress(answer.data).startswith(b"# ")


@pytest.mark.parametrize("name", NAMES)
def test_head_says_the_same_without_a_body(site: Answering, name: str) -> None:
    whole, head = (
        site.get(f"/dump/{name}"),
        site.client.head(f"/dump/{name}", headers={"Range": "bytes=0-9"}, buffered=True),
    )
    assert (head.status_code, head.data) == (200, b"")
    for header in ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Accept-Ranges"):
        assert head.headers[header] == whole.headers[header]


RANGES = [
    ("bytes=0-9", 206, slice(0, 10)),
    ("bytes=10-", 206, slice(10, None)),
    ("bytes=-5", 206, slice(-5, None)),
    ("bytes=0-99999999", 206, slice(0, None)),
    ("bytes=99999999-", 416, None),
    ("lines=1-2", 200, slice(None)),
    ("bytes=0-1,5-6", 200, slice(None)),
    ("bytes=a-b", 200, slice(None)),
]


@pytest.mark.parametrize(("asked", "status", "part"), RANGES)
def test_part_of_a_file(site: Answering, asked: str, status: int, part: slice | None) -> None:
    whole = site.get("/dump/fabcommons.nq.gz").data
    answer = site.get("/dump/fabcommons.nq.gz", Range=asked)
    assert answer.status_code == status
    if part is not None:
        assert answer.data == whole[part]
    if status == 206:
        start, stop, _ = (part or slice(None)).indices(len(whole))
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"


def test_a_download_goes_on_only_with_the_same_file(site: Answering) -> None:
    whole = site.get("/dump/fabcommons.nq.gz")
    tag, date = whole.headers["ETag"], whole.headers["Last-Modified"]
    asked = {tag: 206, date: 206, '"another"': 200, "Wed, 21 Oct 2015 07:28:00 GMT": 200}
    for condition, status in asked.items():
        answer = site.get("/dump/fabcommons.nq.gz", Range="bytes=5-", If_Range=condition)
        assert answer.status_code == status, condition
        assert answer.data == (whole.data[5:] if status == 206 else whole.data)


def test_who_has_the_file_gets_no_second_one(site: Answering) -> None:
    whole = site.get("/dump/fabcommons.nq.gz")
    assert site.get("/dump/fabcommons.nq.gz", If_None_Match=whole.headers["ETag"]).status_code == 304
    assert site.get("/dump/fabcommons.nq.gz", If_Modified_Since=whole.headers["Last-Modified"]).status_code == 304


def test_manifest_matches_the_files(site: Answering) -> None:
    manifest = json.loads(site.get("/dump/manifest.json").data)
    for file in manifest["files"]:
        assert len(site.get(f"/dump/{file['name']}").data) == file["bytes"]
        assert site.get(f"/dump/{file['name']}").headers["ETag"] == f'"{file["sha256"]}"'


@pytest.mark.parametrize(
    "path", ["nothing.nq.gz", "manifest.json.gz", "..%2Fgeneration.json", "%2e%2e/lock", "sources/parti.nq.gz"]
)
def test_only_what_is_listed_is_sent(site: Answering, path: str) -> None:
    assert site.get(f"/dump/{path}").status_code == 404
    told = json.loads(site.get(f"/dump/{path}", Accept="application/json").data)
    assert told["status"] == 404


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_page_lists_files_sources_and_credits(site: Answering, lang: str) -> None:
    answer = site.get("/dump/", lang)
    valid(answer.text)
    outline = Outline(answer.text)
    assert all(f"/dump/{name}" in outline.links for name in NAMES)
    for said in ("CC-BY-SA-4.0", "etalab-2.0", "L'Atelier du Vizézy, https://forez.example/fablab.jsonld"):
        assert said in outline.text
    for link in outline.links:
        assert not link.startswith("/") or link.startswith("/sparql") or site.follow(link).status_code == 200, link


@pytest.mark.parametrize(
    "path", ["/dump/", "/dump/fabcommons.nq.gz", "/dump/manifest.json", "/catalog", "/catalog/gier"]
)
def test_before_the_first_dump_there_is_a_sentence(empty: Answering, path: str) -> None:
    answer = empty.get(path, Accept="application/json")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.content_type == "application/problem+json"
    assert "pas encore écrit" in json.loads(answer.data)["detail"]
    assert "not written yet" in json.loads(empty.get(path, "en", Accept="application/json").data)["detail"]
