"""Codings over real HTTP: what each Accept-Encoding gives, and tags that tell codings apart."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import brotli
import pytest
from flask import Flask
from support.serving import serving

from server.store.guard import GuardPool
from server.store.limits import MIB
from server.web import coding
from tests.server.sparql_kit import EX, Endpoint, generation, numbered

ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s"
ONE = f"SELECT * {{ <{EX}thing/1> ?p ?o }}"
UNPACK: dict[str | None, Callable[[bytes], bytes]] = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}

#: Accept-Encoding → Content-Encoding
ACCEPTED = [
    ("", None), ("identity", None), ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br, zstd", "br"),
    ("gzip;q=1.0, br;q=0.5", "gzip"), ("GZIP", "gzip"), ("gzip;q=0", None), ("*", "br"), ("zstd", None),
    ("deflate", None), ("br;q=0, *", "gzip"), ("identity, gzip;q=0.5", None), ("gzip, identity;q=0", "gzip"),
    ("nonsense;;,", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with GuardPool(workers=1) as pool:
        made = Endpoint(pool, generation(tmp_path_factory.mktemp("coded"), numbered(500)))
        yield made
        made.close()


@pytest.fixture(scope="module")
def plain(endpoint: Endpoint) -> bytes:
    return endpoint.query(ALL, Accept_Encoding="identity").body


@pytest.mark.parametrize(("accepted", "coding"), ACCEPTED)
@pytest.mark.parametrize("time", ["first", "again"])
def test_coding(endpoint: Endpoint, plain: bytes, accepted: str, coding: str | None, time: str) -> None:
    reply = endpoint.query(ALL, Accept_Encoding=accepted)
    assert reply.headers["Content-Encoding"] == coding
    assert UNPACK[coding](reply.body) == plain
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    assert "Accept-Encoding" in reply.headers["Vary"]


def test_each_coding_has_its_tag_and_each_is_held(endpoint: Endpoint) -> None:
    tags = [endpoint.query(ALL, Accept_Encoding=coding).headers["ETag"] for coding in ("identity", "gzip", "br")]
    assert len(set(tags)) == 3
    for tag in tags:
        reply = endpoint.query(ALL, Accept_Encoding="br", If_None_Match=tag)
        assert (reply.status, reply.body, reply.headers["ETag"]) == (304, b"", tag)
    assert endpoint.query(ALL, If_None_Match='W/"other:br"').status == 200


def test_what_is_small_travels_as_it_is(endpoint: Endpoint) -> None:
    assert endpoint.query(ONE, Accept_Encoding="gzip").headers["Content-Encoding"] is None


def test_head_says_what_get_would(endpoint: Endpoint) -> None:
    target = "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
    get, head = (endpoint.ask(method, target, None, Accept_Encoding="gzip") for method in ("GET", "HEAD"))
    same = ("Content-Encoding", "Content-Length", "Content-Type", "ETag", "Vary", "Cache-Control")
    assert [get.headers[name] for name in same] == [head.headers[name] for name in same]
    assert head.body == b""


def test_problems_are_coded_too(endpoint: Endpoint) -> None:
    reply = endpoint.query("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", Accept_Encoding="gzip")
    assert reply.status == 403
    assert "Comunica" in reply.text  # too small to be worth it, or an error: never packed


FILE = "/assets/long.txt"


@pytest.fixture(params=[3000, 3 * MIB], ids=["small", "large"])
def files(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, bytes]]:
    """A file that is read whole, and one that is coded on its way."""
    content = b"une ligne, et une autre\n" * (request.param // 24)
    (tmp_path / "long.txt").write_bytes(content)
    app = Flask("files", static_folder=str(tmp_path), static_url_path="/assets")
    coding.install(app, MIB)
    with serving(app) as address:
        yield f"{address}{FILE}", content


@pytest.mark.parametrize("accepted", ["gzip", "br"])
def test_files_are_coded(files: tuple[str, bytes], accepted: str) -> None:
    address, content = files
    for _ in range(2):
        with urlopen(Request(address, headers={"Accept-Encoding": accepted})) as reply:
            assert reply.headers["Content-Encoding"] == accepted
            assert UNPACK[accepted](reply.read()) == content
            tag = reply.headers["ETag"]
    with pytest.raises(HTTPError, match="304"):
        urlopen(Request(address, headers={"Accept-Encoding": accepted, "If-None-Match": tag}))


def test_a_part_of_a_file_has_no_coding(files: tuple[str, bytes]) -> None:
    address, content = files
    with urlopen(Request(address, headers={"Accept-Encoding": "br", "Range": "bytes=10-1999"})) as reply:
        assert (reply.status, reply.headers["Content-Encoding"]) == (206, None)
        assert reply.read() == content[10:2000]
