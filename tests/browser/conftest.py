"""The sample network served as a hub, and a browser that visits it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from support.browser import Visit, chromium
from support.clock import Clock
from support.commons import Commons
from support.labs import LOIRE, loire
from support.serving import serving
from support.web import Web

from harvester.shared import load_registry
from server.app import create_app, create_endpoint
from server.store import generations
from server.store.guard import GuardPool


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def commons(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network, gathered and published once; `browser` comes first, for without one there is no test."""
    with Web() as web, closing(_commons(tmp_path_factory.mktemp("browser"), web)) as hub:
        hub.register_all(loire())
        load_registry(hub.hub.engine, hub.data, LOIRE / "registry.ttl", hub.hub.target.names.registry, hub.clock())
        hub.round()
        yield hub


def _commons(data: Path, web: Web) -> Commons:
    """With a mail server, so that pages offer e-mails; nothing is sent, for nobody collects."""
    return Commons(data, web, Clock(), smtp_host="127.0.0.1")


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
    with ExitStack() as stack:
        begun: list[Visit] = []

        def begin(site: str = hub, **options: object) -> Visit:
            begun.append(stack.enter_context(closing(Visit(browser, site, **options))))  # type: ignore[arg-type]
            return begun[-1]

        yield begin
        assert [complaint for each in begun for complaint in each.complaints] == []
        assert [url for each in begun for url in each.elsewhere()] == []
