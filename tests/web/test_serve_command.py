"""`fabcommons serve` as a process: a dump and a hub over HTTP, the rate that counts, an orderly end."""

import json
import os
import re
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from support.commons import Commons
from support.labs import lab

DUMP = b"""
<http://ex.example/a> <http://ex.example/p> "un" <http://ex.example/g1> .
<http://ex.example/a> <http://ex.example/p> "deux" <http://ex.example/g2> .
"""
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Serving:
    """A running `fabcommons serve`; its address is read from what it says."""

    def __init__(self, *arguments: str, **settings: str) -> None:
        environment = {**os.environ, **{f"FABCOMMONS_{name.upper()}": value for name, value in settings.items()}}
        command = [sys.executable, "-c", "from server.cli import main; main()", "serve", "--port", "0", *arguments]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr is not None
        said = ""
        for line in self.process.stderr:
            said += line
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address, self.said = found[0], said
                return
        raise AssertionError(said)

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes, dict[str, str]]:
        try:
            with urlopen(Request(self.address + path, headers={"Accept": accept}), timeout=30) as reply:
                return reply.status, reply.read(), dict(reply.headers)
        except HTTPError as error:
            return error.code, error.read(), dict(error.headers)

    def ask(self, query: str) -> tuple[int, bytes, dict[str, str]]:
        return self.get(f"/sparql?query={quote(query)}", "text/csv")

    def stop(self) -> int:
        """End it as a supervisor does."""
        with self.process:
            self.process.terminate()
        return self.process.wait(30)


@pytest.fixture
def serve() -> Iterator[Callable[..., Serving]]:
    running: list[Serving] = []

    def start(*arguments: str, **settings: str) -> Serving:
        running.append(Serving(*arguments, **settings))
        return running[-1]

    yield start
    for each in running:
        with each.process:
            each.process.kill()


def test_any_dump_is_served(serve: Callable[..., Serving], tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_bytes(DUMP)
    served = serve("--dataset", str(dump))
    assert served.ask(COUNT)[:2] == (200, b"n\r\n2\r\n")
    assert served.ask(COUNT.replace("{", "FROM <http://ex.example/g1> {", 1))[:2] == (200, b"n\r\n1\r\n")
    assert {served.ask(f"ASK {{}} # {n}")[0] for n in range(60)} == {200}  # no rate where none was set
    children = _children(served.process.pid)
    assert children
    assert served.stop() == 0
    assert all(_ends(pid) for pid in children)


def test_the_rate_counts_where_it_is_set(serve: Callable[..., Serving], tmp_path: Path) -> None:
    dump = tmp_path / "dump.nq"
    dump.write_bytes(DUMP)
    served = serve("--dataset", str(dump), query_rate="1", query_burst="2")
    statuses = [served.ask("ASK {}")[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    status, body, headers = served.ask("ASK {}")
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 60
    assert json.loads(body)["code"] == "too-many-queries"


def test_a_hub_has_its_rate_and_its_pages_have_none(
    serve: Callable[..., Serving], make_commons: Callable[..., Commons]
) -> None:
    commons = make_commons()
    commons.register("lab", lab(machines=1))
    commons.harvest()
    commons.publish()
    served = serve("--data", str(commons.data), allow_loopback="true")
    assert served.get("/ready")[0] == 200
    statuses = [served.ask(COUNT)[0] for _ in range(40)]
    assert statuses[:20] == [200] * 20
    assert 429 in statuses
    assert {served.get("/labs")[0] for _ in range(40)} == {200}
    assert served.stop() == 0


def _children(pid: int) -> list[int]:
    """The process and all below it."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [below for child in found for below in _children(child)]


def _ends(pid: int) -> bool:
    """Whether a process that is not ours ends within ten seconds."""
    try:
        ended = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([ended], [], [], 10)[0])
    finally:
        os.close(ended)


def test_what_the_law_wants_and_nobody_told_is_named(serve: Callable[..., Serving], tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "hub"))
    log = tmp_path / "access.log"
    served = serve(*data, hosting_name="Hébergeur Exemple", access_log=str(log), harvest_every="1d")
    named = next(line for line in served.said.splitlines() if "non renseigné" in line)
    assert "publication_director" in named
    assert "hosting_name" not in named
    assert served.get("/health?near=45.4,4.4")[0] == 200
    assert served.stop() in (0, 143)
    (noted,) = log.read_text().splitlines()
    assert re.search(r" 127\.0\.0\.0 GET /health 200 \d+ \d+ms$", noted)
