"""The sample network served to people who register and to moderators."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import visits
from support.commons import Commons, loire_commons
from support.serving import serving

from harvester.desk import moderators
from server.app import create_app
from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def network(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commons]:
    """The sample network; `browser` comes first, for without one there is no test."""
    with loire_commons(tmp_path_factory.mktemp("walk"), registration_rate=0) as commons:
        yield commons


@pytest.fixture(scope="module")
def address(network: Commons, pool: GuardPool) -> Iterator[str]:
    app = create_app(network.settings, pool, network.hub.engine, network.clock)
    with serving(app) as found:
        yield found
    app.extensions["checker"].close()


@pytest.fixture
def walk(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Begins a visit by somebody nobody knows. That an act was refused (409) is no complaint: the test wants it."""
    with visits(browser, address, forgiven="status of 409") as begin:
        yield lambda **options: begin(**options).page


@pytest.fixture
def moderator(walk: Callable[..., Page], network: Commons) -> Callable[..., Page]:
    """Begins a visit by a moderator, who signs in as people do."""

    def begin(lang: str = "fr", **options: Any) -> Page:
        with network.hub.engine.begin() as db:
            token = moderators.add(db, "Aïcha", None, "operator", network.clock())
        page = walk(lang=lang, **options)
        page.goto("/moderation")
        page.locator("#field-token").fill(token)
        page.get_by_role("button", name={"fr": "Entrer", "en": "Enter"}[lang]).click()
        expect(page.get_by_role("button", name=re.compile("Aïcha"))).to_be_visible()
        return page

    return begin
