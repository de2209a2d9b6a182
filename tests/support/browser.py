"""A real Chromium for tests, and visits that remember what was asked for and what was complained of."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

#: It runs as root in continuous integration, and calls nobody of its own accord.
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


#: Milliseconds after which what should appear is missing, on a machine that has other things to do.
PATIENCE = 20_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; the test is skipped where there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium here: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One person's stay at a site, in a browser of their own."""

    def __init__(self, browser: Browser, site: str, lang: str = "fr", **options: Any) -> None:
        locale = {"fr": "fr-FR", "en": "en-GB"}[lang]
        self.site = site
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(locale=locale, base_url=site, **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("console", lambda said: self._hear(said.type, said.text))
        self.context.on("weberror", lambda failure: self.complaints.append(str(failure.error)))
        self.page: Page = self.context.new_page()

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def elsewhere(self) -> list[str]:
        """What was asked of another host."""
        own = urlsplit(self.site).netloc
        return [url for url in self.asked if urlsplit(url).scheme != "blob" and urlsplit(url).netloc != own]

    def close(self) -> None:
        """End the stay."""
        self.context.close()


@contextmanager
def visits(browser: Browser, site: str, forgiven: str = "") -> Iterator[Callable[..., Visit]]:
    """Begins visits; keyword arguments are those of Visit. What was complained of or asked of others fails the test.

    In: the browser, the address of the site, words of complaints that the test wants.
    """
    with ExitStack() as stack:
        begun: list[Visit] = []

        def begin(site: str = site, **options: Any) -> Visit:
            begun.append(stack.enter_context(closing(Visit(browser, site, **options))))
            return begun[-1]

        yield begin
        said = [complaint for each in begun for complaint in each.complaints]
        assert [complaint for complaint in said if not forgiven or forgiven not in complaint] == []
        assert [url for each in begun for url in each.elsewhere()] == []
