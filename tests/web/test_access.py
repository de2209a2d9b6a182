"""The access log: whose request it was cannot be told from it, nor where they were, nor what they looked for."""

import logging
import logging.handlers
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response, request
from support.serving import serving

from harvester.errors import SettingsError
from server.web.access import AccessLog, access_log, is_secret, shortened

SHORT = [
    ("192.0.2.77", "192.0.2.0"), ("10.1.2.255", "10.1.2.0"), ("2001:db8:abcd:12:34::1", "2001:db8:abcd::"),
    ("fe80::1%eth0", "fe80::"), ("::ffff:192.0.2.77", "192.0.2.0"), ("", "-"), ("unix:/run/hub", "-"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "short"), SHORT)
def test_addresses_are_shortened(address: str, short: str) -> None:
    assert shortened(address) == short


def app() -> Flask:
    found = Flask("noted")

    @found.route("/", defaults={"rest": ""}, methods=["GET", "POST"])
    @found.route("/<path:rest>", methods=["GET", "POST"])
    def anything(rest: str) -> Response:
        return Response(f"{request.args.to_dict()}", 404 if rest == "absent" else 200)

    return found


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "access.log"
    for handler in list(logging.getLogger("fabcommons.access").handlers):
        logging.getLogger("fabcommons.access").removeHandler(handler)
        handler.close()


def noted(file: Path, *paths: str, address: str = "203.0.113.99") -> list[str]:
    client = app()
    client.wsgi_app = AccessLog(client.wsgi_app, access_log(str(file), timedelta(days=30)))  # type: ignore[method-assign]
    for path in paths:
        asking = {"REMOTE_ADDR": address, "HTTP_REFERER": "https://x.example/"}
        client.test_client().get(path, environ_base=asking, buffered=True)
    return file.read_text().splitlines()


def test_a_request_is_one_line(file: Path) -> None:
    (line,) = noted(file, "/absent")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \S+ 203\.0\.113\.0 GET /absent 404 2 \d+ms", line)


@pytest.mark.parametrize(
    "path",
    [
        "/?pres=45.43,4.39&rayon=20", "/find.csv?lat=45.4312&lon=4.3912", "/?near=45.43;4.39", "/?PRES=45.43,4.39",
        "/sparql?query=SELECT%20*%20%7B%20POINT(4.39%2045.43)%20%7D", "/?q=avortement&lat=45.43", "/?x=1&&pres=45.43",
    ],
)  # fmt: skip
def test_no_position_and_no_search_is_noted(file: Path, path: str) -> None:
    (line,) = noted(file, path)
    assert "?" not in line
    assert not re.search(r"45\.43|4\.39|avortement|lat|pres|near", line)


def test_who_holds_the_log_cannot_open_receipts(file: Path) -> None:
    assert "/signaler/... 200" in noted(file, "/signaler/Zk3-secret-of-a-receipt?lang=en")[0]


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("/signaler/Zk3", True), ("/register/gier/claim/Zk3", True), ("/edit/Zk3", True), ("/hosting/Zk3", True),
        ("/contacts/confirm/Zk3", True), ("/register/gier", False), ("/signaler", False), ("/labs/edit", False),
    ],
)  # fmt: skip
def test_what_addresses_are_secrets(path: str, secret: bool) -> None:
    """No link of a page tells them further."""
    assert is_secret(path) is secret


def test_a_hostile_path_stays_one_line(file: Path) -> None:
    lines = noted(file, "/a%0a203.0.113.1%20GET%20/forged", "/%1b[31m", "/%C3%A9%E2%80%AE", f"/{'m' * 5000}")
    assert len(lines) == 4
    assert all(line.isascii() and line.isprintable() and len(line) < 700 for line in lines)
    assert [len(line.split()) for line in lines] == [8] * 4


def test_it_hears_a_whole_server(file: Path) -> None:
    """Also of a client that asks for nothing but the head, and over a real connection."""
    import urllib.request  # noqa: PLC0415 - only here is anything asked

    found = app()
    found.wsgi_app = AccessLog(found.wsgi_app, access_log(str(file), timedelta(days=30)))  # type: ignore[method-assign]
    with serving(found) as address:
        for method in ("GET", "HEAD"):
            urllib.request.urlopen(urllib.request.Request(f"{address}/labs?near=1", method=method), timeout=30).close()
    assert [line.split()[2:6] for line in file.read_text().splitlines()] == [
        ["127.0.0.0", "GET", "/labs", "200"], ["127.0.0.0", "HEAD", "/labs", "200"],
    ]  # fmt: skip


def test_old_files_go(file: Path) -> None:
    """At midnight the day's file is put aside, and those over the time told to visitors are deleted."""
    days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() - n * 86400)) for n in range(2, 6)]
    for day in days:
        file.with_name(f"access.log.{day}").write_text("old")
    (handler,) = access_log(str(file), timedelta(days=2)).handlers
    assert isinstance(handler, logging.handlers.TimedRotatingFileHandler)
    handler.emit(logging.makeLogRecord({"msg": "today"}))
    handler.doRollover()
    left = sorted(path.name for path in file.parent.iterdir())
    assert len(left) == 3  # the new day's, and two put aside
    assert f"access.log.{days[0]}" in left
    assert f"access.log.{days[-1]}" not in left


def test_a_file_that_cannot_be_written_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="access_log"):
        access_log(str(tmp_path / "missing" / "access.log"), timedelta(days=1))
