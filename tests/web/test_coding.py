"""Codings over real HTTP: what each Accept-Encoding gives, and tags that tell codings apart."""

import gzip
from collections.abc import Callable, Iterator

import brotli
import pytest

from server.store.guard import GuardPool
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
