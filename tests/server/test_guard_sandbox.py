"""The workers have no sockets: proved in a process of its own, by each way of locking it in."""

import errno
import multiprocessing
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sparql_kit import generation, heard, listener, numbered

from server.store import sandbox
from server.store.answers import Answer, EngineFailure
from server.store.guard import GuardPool
from server.store.task import Task


def _try_everything(report: Connection, lock_in: Callable[[], str], address: tuple[str, int]) -> None:
    import pyoxigraph  # noqa: PLC0415 - in the child, before the doors close, as in a worker

    held = lock_in()
    outcomes = []
    for attempt in (
        lambda: socket.create_connection(address, timeout=1),
        lambda: socket.getaddrinfo("lab.example", 80),
        lambda: bool(pyoxigraph.Store().query(f"ASK {{ SERVICE <http://{address[0]}:{address[1]}/> {{}} }}")),
    ):
        try:
            attempt()
            outcomes.append("reached")
        except OSError as error:
            outcomes.append(errno.errorcode.get(error.errno or 0, "refused"))
    report.send((held, outcomes))


def _namespace() -> str:
    sandbox._empty_network()
    return sandbox.NAMESPACE


@pytest.mark.parametrize(("lock_in", "name"), [(sandbox.apply, sandbox.SECCOMP), (_namespace, sandbox.NAMESPACE)])
def test_nothing_gets_out(lock_in: Callable[[], str], name: str) -> None:
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    with listener() as server:
        child = context.Process(target=_try_everything, args=(theirs, lock_in, server.getsockname()))
        child.start()
        theirs.close()
        try:
            held, outcomes = mine.recv()
        except EOFError:
            pytest.skip(f"this system lets nobody make a {name}")
        finally:
            child.join()
        assert held == name
        assert "reached" not in outcomes
        assert not heard(server)


def test_the_pool_says_what_holds_and_it_holds_without_the_scan(tmp_path: Path) -> None:
    path = generation(tmp_path, numbered(3))
    with GuardPool(workers=1) as pool, listener() as server:
        assert pool.sandbox in (sandbox.SECCOMP, sandbox.NAMESPACE)
        host, port = server.getsockname()
        for silent in ("", "SILENT"):
            query = f"SELECT * {{ SERVICE {silent} <http://{host}:{port}/> {{}} }}"
            answer = pool.run(Task(str(path), query, "SELECT", "text/csv"))
            assert isinstance(answer, Answer if silent else EngineFailure)
        assert not heard(server)


def test_without_any_way_it_says_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def impossible() -> None:
        raise OSError("not permitted")

    monkeypatch.setattr(sandbox, "_deny_calls", impossible)
    monkeypatch.setattr(sandbox, "_empty_network", impossible)
    assert sandbox.apply() == sandbox.NONE
