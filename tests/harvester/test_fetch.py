"""One fetch: what it sends, follows and takes, and that its deadline holds wherever the bytes get stuck."""

import gzip
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from support.web import Exchange, Page, Web

from harvester.addresses import is_allowed
from harvester.failures import Failure
from harvester.fetch import Document, Fetcher, Unchanged
from harvester.settings import HarvestSettings

PEM = Path(__file__).parent / "samples" / "self-signed.pem"
LIMIT = 10_000

MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def fetcher() -> Iterator[MakeFetcher]:
    """Makes a fetcher that may reach loopback; keyword arguments are settings, or a resolver."""
    with ExitStack() as stack:

        def make(resolver: Any = None, **limits: Any) -> Fetcher:
            conf = HarvestSettings.read(**{"allow_loopback": True, "max_document_bytes": LIMIT, **limits})
            return stack.enter_context(closing(Fetcher(conf, resolver) if resolver else Fetcher(conf)))

        yield make


def test_it_says_who_asks_and_nothing_else(web: Web, fetcher: MakeFetcher) -> None:
    address = web.put("/lab", "{}", headers={"Set-Cookie": "follow=me"})
    asking = fetcher(contact_url="https://loire.example/robot")
    asking.fetch(address)
    asking.fetch(address, '"tag"', "Thu, 26 Nov 2026 11:00:00 GMT")
    first, second = web.asked
    assert first.headers["User-Agent"] == "fabcommons/0.1 (+https://loire.example/robot)"
    assert first.headers["Accept"].startswith("application/ld+json")
    assert first.headers["Accept-Encoding"] == "gzip"
    assert second.headers["If-None-Match"] == '"tag"'
    assert second.headers["If-Modified-Since"] == "Thu, 26 Nov 2026 11:00:00 GMT"
    assert set(second.headers) - set(first.headers) == {"If-None-Match", "If-Modified-Since"}


def test_what_comes_back(web: Web, fetcher: MakeFetcher) -> None:
    headers = {"Last-Modified": "Thu, 26 Nov 2026 11:00:00 GMT", "Content-Type": "text/plain"}
    address = web.put("/lab", "{}", etag='"1"', headers=headers)
    known = Document(b"{}", address, "text/plain", '"1"', "Thu, 26 Nov 2026 11:00:00 GMT")
    assert fetcher().fetch(address) == known
    assert fetcher().fetch(address, '"1"') == Unchanged()


def test_304_that_nobody_asked_for_is_a_failure(web: Web, fetcher: MakeFetcher) -> None:
    assert fetcher().fetch(web.put("/lab", b"", status=304)) == Failure("T-status", "304", 304)


def test_every_fetch_has_its_own_connection_and_leaves_none(web: Web, fetcher: MakeFetcher) -> None:
    """A kept connection would live under the deadline of the fetch that made it."""
    asking = fetcher()
    for path in ("/lab", "/lab", "/none", "/lab"):
        web.put("/lab", "{}")
        asking.fetch(web.url(path))
        assert not any(peer == ("127.0.0.1", web.port) for peer in peers())
    assert len({asked.port for asked in web.asked}) == 4


def peers() -> Iterator[Any]:
    """Where the open sockets of this process lead."""
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if path.is_socket():
                with socket.socket(fileno=os.dup(int(path.name))) as sock:
                    yield sock.getpeername()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_five_redirects_are_followed(web: Web, fetcher: MakeFetcher, status: int) -> None:
    web.put("/0", "{}")
    for hop in range(1, 6):
        web.put(f"/{hop}", b"", status=status, headers={"Location": f"/{hop - 1}"})
    found = fetcher().fetch(web.url("/5"))
    assert isinstance(found, Document)
    assert (found.content, found.url) == (b"{}", web.url("/0"))


@pytest.mark.parametrize(
    ("allowed", "hops", "rule"), [(0, 0, None), (0, 1, "T-redirects"), (2, 2, None), (2, 3, "T-redirects")]
)
def test_number_of_redirects_is_a_setting(
    web: Web, fetcher: MakeFetcher, allowed: int, hops: int, rule: str | None
) -> None:
    web.put("/0", "{}")
    for hop in range(1, hops + 1):
        web.put(f"/{hop}", b"", status=302, headers={"Location": f"/{hop - 1}"})
    assert getattr(fetcher(max_redirects=allowed).fetch(web.url(f"/{hops}")), "rule", None) == rule


def test_redirect_to_an_address_with_accents(web: Web, fetcher: MakeFetcher) -> None:
    web.put("/donn%C3%A9es", "{}")
    raw = "/données".encode().decode("latin-1")  # as servers write it: UTF-8 bytes in the header
    assert isinstance(fetcher().fetch(web.put("/lab", b"", status=302, headers={"Location": raw})), Document)


SIZES = {
    "as much as allowed": (b" " * LIMIT, None),
    "one more": (b" " * (LIMIT + 1), "T-size"),
    "unpacked, as much as allowed": (gzip.compress(b" " * LIMIT), None),
    "unpacked, one more": (gzip.compress(b" " * (LIMIT + 1)), "T-bomb"),
    "packed, too much": (gzip.compress(os.urandom(LIMIT)), "T-size"),
    "several members": (gzip.compress(b" " * (LIMIT - 5)) + gzip.compress(b"12345"), None),
    "several members, one more": (gzip.compress(b" " * (LIMIT - 5)) + gzip.compress(b"123456"), "T-bomb"),
}


@pytest.mark.parametrize("name", SIZES)
def test_size_is_counted_packed_and_unpacked(web: Web, fetcher: MakeFetcher, name: str) -> None:
    body, rule = SIZES[name]
    coding = {"Content-Encoding": "gzip"} if body.startswith(b"\x1f\x8b") else {}
    found = fetcher().fetch(web.put("/lab", body, headers=coding))
    assert getattr(found, "rule", None) == rule
    assert isinstance(found, Failure) or len(found.content) == LIMIT  # type: ignore[union-attr]


def test_packed_answer_in_one_byte_pieces(web: Web, fetcher: MakeFetcher) -> None:
    body = gzip.compress(b'{"nom": "FabLab"}')
    pieces = b"".join(b"1\r\n" + body[i : i + 1] + b"\r\n" for i in range(len(body))) + b"0\r\n\r\n"

    def chunked(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: x-gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces)

    found = fetcher().fetch(web.put("/lab", chunked))
    assert isinstance(found, Document)
    assert found.content == b'{"nom": "FabLab"}'


# --- where a name leads ---------------------------------------------------------------------------------------------


ADDRESSES = {
    "8.8.8.8": True, "2606:4700::1111": True, "64:ff9b::808:808": True, "::ffff:8.8.8.8": True,
    "10.0.0.1": False, "172.16.0.1": False, "192.168.1.1": False, "100.64.0.1": False, "169.254.169.254": False,
    "0.0.0.0": False, "255.255.255.255": False, "224.0.0.1": False, "240.0.0.1": False, "192.0.2.1": False,
    "::": False, "fe80::1": False, "fe80::1%eth0": False, "fc00::1": False, "ff02::1": False, "2001:db8::1": False,
    "::ffff:10.0.0.1": False, "::ffff:169.254.169.254": False, "2002:a00:1::": False, "64:ff9b::a00:1": False,
    "fec0::1": False, "::7f00:1": False, "64:ff9b:1::7f00:1": False, "::ffff:0:127.0.0.1": False, "3fff::1": False,
    "5f00::1": False, "64:ff9b::a9fe:a9fe": False, "2001:0:a00:1:0:0:f5ff:fffe": False,
}  # fmt: skip
LOOPBACK = ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("loopback", [True, False])
def test_only_public_addresses_are_allowed(address: str, loopback: bool) -> None:
    assert is_allowed(address, allow_loopback=loopback) == ADDRESSES[address]


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_is_for_the_operator_to_allow(address: str) -> None:
    assert is_allowed(address, allow_loopback=True)
    assert not is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"]
)
def test_loopback_hears_nothing_when_it_is_not_allowed(web: Web, fetcher: MakeFetcher, host: str) -> None:
    answer = fetcher(allow_loopback=False).fetch(web.url("/lab", host))
    assert isinstance(answer, Failure)
    assert answer.rule == "T-private"
    assert web.asked == []


def test_name_is_looked_up_once_and_that_address_is_connected(web: Web, fetcher: MakeFetcher) -> None:
    """A name that is public when it is checked and private when it is connected never gets its second look."""
    looks = chain([["127.0.0.1"]], repeat(["10.0.0.1"]))
    asking = fetcher(resolver=lambda _host, _port: next(looks))
    address = web.put("/lab", "{}").replace("127.0.0.1", "rebinding.example")
    assert isinstance(asking.fetch(address), Document)
    assert getattr(asking.fetch(address), "rule", None) == "T-private"
    assert len(web.asked) == 1
    assert web.asked[0].headers["Host"] == f"rebinding.example:{web.port}"


def test_redirect_is_looked_up_anew(web: Web, fetcher: MakeFetcher) -> None:
    looks = chain([["127.0.0.1"]], repeat(["169.254.169.254"]))
    web.put("/lab", b"", status=302, headers={"Location": web.url("/other", "rebinding.example")})
    asking = fetcher(resolver=lambda _host, _port: next(looks))
    assert getattr(asking.fetch(web.url("/lab", "rebinding.example")), "rule", None) == "T-private"
    assert [asked.path for asked in web.asked] == ["/lab"]


# --- one deadline ---------------------------------------------------------------------------------------------------


def test_deadline_holds_over_tls(fetcher: MakeFetcher) -> None:
    """TLS takes the connected socket over: the watchdog must still reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    with Web(context) as web:
        asking = fetcher(resolver=lambda _host, _port: ["127.0.0.1"], fetch_time=timedelta(seconds=0.5))
        asking._pools.connection_pool_kw["ca_certs"] = str(PEM)
        web.put("/good", "{}")
        web.put("/slow", _drip)
        assert isinstance(asking.fetch(web.url("/good", "self-signed.example", "https")), Document)
        assert asking.fetch(web.url("/slow", "self-signed.example", "https")) == Failure("T-timeout", "0.5")


def _drip(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    exchange.drip(b" " * 5000)


def test_deadline_covers_all_addresses_of_a_name(fetcher: MakeFetcher) -> None:
    """A full queue of connections answers none: eight such addresses take no longer than one."""
    with socket.socket() as server, ExitStack() as queue:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        asking = fetcher(resolver=lambda _host, _port: ["127.0.0.1"] * 8, fetch_time=timedelta(seconds=0.3))
        address = f"http://many.example:{server.getsockname()[1]}/lab"
        assert asking.fetch(address) == Failure("T-timeout", "0.3")


def test_deadline_covers_redirects_together(web: Web, fetcher: MakeFetcher) -> None:
    def slow_redirect(exchange: Exchange) -> None:
        exchange.stopping.wait(0.2)
        Page(b"", 302, {"Location": "/lab"})(exchange)

    web.put("/lab", slow_redirect)
    assert fetcher(fetch_time=timedelta(seconds=0.5)).fetch(web.url("/lab")) == Failure("T-timeout", "0.5")


def test_retry_after_is_read_as_seconds_or_date(web: Web, fetcher: MakeFetcher) -> None:
    for value, wait in {"120": 120.0, "Thu, 26 Nov 2020 11:00:00 GMT": 0.0, "soon": None, "-5": None}.items():
        answer = fetcher().fetch(web.put("/lab", b"", status=503, headers={"Retry-After": value}))
        assert answer == Failure("T-status", "503", 503, wait), value
