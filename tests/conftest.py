"""What tests of several floors share: a web of labs, a clock, a hub made to measure."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from support.clock import Clock
from support.commons import Commons
from support.web import Web


@pytest.fixture(scope="session", autouse=True)
def _warm_forks() -> None:
    """One server of forks for all tests; what it has read, each new process has."""
    with pytest.MonkeyPatch.context() as patch:  # it does not get our path otherwise (python/cpython#117378)
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        forkserver.set_forkserver_preload(["support.warm"])
        forkserver.ensure_running()


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server whose answers the test scripts."""
    with Web() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """Noon on the day of the sample network, until the test moves it."""
    return Clock()


@pytest.fixture
def make_commons(tmp_path: Path, web: Web, clock: Clock) -> Iterator[Callable[..., Commons]]:
    """Makes a hub in the test's folder; keyword arguments are settings, or a resolver."""
    with ExitStack() as stack:

        def make(**limits: Any) -> Commons:
            return stack.enter_context(closing(Commons(tmp_path / "data", web, clock, **limits)))

        yield make


@pytest.fixture
def commons(make_commons: Callable[..., Commons]) -> Commons:
    """A hub with the usual settings."""
    return make_commons()
