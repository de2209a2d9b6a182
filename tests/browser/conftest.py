"""The sample network served as a hub, and a browser that visits it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from support.browser import Visit, chromium, visits
from support.commons import Commons, loire_commons
from support.serving import serving

from server.app import create_app, create_endpoint
from server.store import generations
from server.store.guard import GuardPool


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def commons(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network, gathered and published once; `browser` comes first, for without one there is no test.

    With a mail server, so that pages offer e-mails; nothing is sent, for nobody collects.
    """
    with loire_commons(tmp_path_factory.mktemp("browser"), smtp_host="127.0.0.1") as commons:
        yield commons


@pytest.fixture(scope="session")
def pool() -> Iterator[GuardPool]:
    with GuardPool() as pool:
        yield pool


@pytest.fixture(scope="session")
def app(commons: Commons, pool: GuardPool) -> Flask:
    return create_app(commons.settings, pool, commons.hub.engine, commons.clock)


@pytest.fixture(scope="session")
def hub(app: Flask) -> Iterator[str]:
    """The address of the hub."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def endpoint(commons: Commons, pool: GuardPool) -> Iterator[str]:
    """The address of the same dataset without a hub around it."""

    def generation() -> Path | None:
        return generations.current(commons.data)

    with serving(create_endpoint(generation, pool, commons.settings, commons.data)) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, hub: str) -> Iterator[Callable[..., Visit]]:
    """Begins a visit of the hub; keyword arguments are those of Visit. Whatever is complained of fails the test."""
    with visits(browser, hub) as begin:
        yield begin
