"""Every page as people meet it: widths, light and dark, two languages, without scripts, zoomed; axe is content."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import NamedTuple

import pytest
from axe import violations
from flask import Flask
from playwright.sync_api import Browser, Route, expect
from site_pages import FEW, PAGES, Page
from support.browser import Visit


class Way(NamedTuple):
    """How somebody looks at the site."""

    width: int
    lang: str
    scheme: str


WAYS = (Way(360, "fr", "light"), Way(768, "en", "dark"), Way(1440, "fr", "light"))
PAST = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && \
getComputedStyle(e).visibility === 'visible').map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"

#: Tables without a title (RGAA 5.4).
NAMELESS = "[...document.querySelectorAll('main table')].filter(e => !e.caption && !e.ariaLabel && \
!document.getElementById(e.getAttribute('aria-labelledby'))).map(e => e.outerHTML.slice(0, 120))"


class Rig:
    """One tab for each way of looking, opened when first used."""

    def __init__(self, browser: Browser, hub: str, stack: ExitStack) -> None:
        self._browser, self._hub, self._stack = browser, hub, stack
        self._visits: dict[object, Visit] = {}

    def visit(self, way: Way) -> Visit:
        options = {"viewport": {"width": way.width, "height": 900}, "color_scheme": way.scheme}
        return self._begun(way, way.lang, **options)

    def plain(self, lang: str = "fr") -> Visit:
        """Without scripts."""
        return self._begun(f"plain {lang}", lang, java_script_enabled=False)

    def zoomed(self) -> Visit:
        """A screen of 1440 px at 200 %."""
        return self._begun("zoomed", "fr", viewport={"width": 720, "height": 450}, device_scale_factor=2)

    def _begun(self, key: object, lang: str, **options: object) -> Visit:
        if key not in self._visits:
            made = Visit(self._browser, self._hub, lang, **options)
            self._visits[key] = self._stack.enter_context(closing(made))
        visit = self._visits[key]
        visit.complaints.clear()
        visit.asked.clear()
        return visit


@pytest.fixture(scope="module")
def rig(browser: Browser, hub: str) -> Iterator[Rig]:
    with ExitStack() as stack:
        yield Rig(browser, hub, stack)


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def site_page(request: pytest.FixtureRequest) -> Page:
    page: Page = request.param
    return page


def opened(visit: Visit, page: Page) -> None:
    answer = visit.page.goto(page.address)
    assert answer
    assert answer.status == page.status
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    expect(visit.page.locator(page.ready).first).to_be_visible()


def complaints(visit: Visit, page: Page) -> list[str]:
    """A browser says of itself that a page was not found; that is no news."""
    return [said for said in visit.complaints if page.status == 200 or f"status of {page.status}" not in said]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.width}-{way.lang}-{way.scheme}")
def test_page_holds(rig: Rig, site_page: Page, way: Way) -> None:
    visit = rig.visit(way)
    opened(visit, site_page)
    page = visit.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.evaluate(PAST)
    assert page.locator("html").get_attribute("lang") == way.lang
    assert violations(page, site_page.forgiven) == []
    assert page.evaluate(NAMELESS) == []
    assert complaints(visit, site_page) == []
    assert visit.elsewhere() == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_titles_tell_pages_apart_without_scripts(rig: Rig, app: Flask, lang: str) -> None:
    """Each page has its title, one h1 and something under it, whether scripts run or not."""
    titles: dict[str, str] = {}
    for site_page in PAGES:
        visit = rig.plain(lang)
        visit.page.goto(site_page.address)
        (heading,) = visit.page.locator("h1").all_inner_texts()
        assert heading.strip(), site_page.address
        assert len(visit.page.locator("main").inner_text()) > len(heading) + 40, site_page.address
        titles[site_page.address] = visit.page.title()
        assert visit.elsewhere() == []
    twice = [address for address, title in titles.items() if list(titles.values()).count(title) > 1]
    assert twice == [], [titles[address] for address in twice]


@pytest.mark.parametrize("site_page", [page for page in PAGES if page.name in FEW], ids=lambda page: page.name)
def test_nothing_sticks_out_when_zoomed(rig: Rig, site_page: Page) -> None:
    """200 % of a screen of 1440 px: one column of text, nothing cut, nothing to push sideways."""
    visit = rig.zoomed()
    opened(visit, site_page)
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), visit.page.evaluate(PAST)


def test_menu_of_a_phone_opens_without_scripts(rig: Rig) -> None:
    visit = rig.plain()
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/labs/gier")
    menu = page.locator(".small-menu")
    expect(menu.locator("summary")).to_have_text("Menu Labs")
    expect(menu.get_by_role("link", name="Machines")).to_be_hidden()
    menu.locator("summary").click()
    expect(menu.get_by_role("link", name="Machines")).to_be_visible()
    expect(menu.locator("[aria-current]")).to_have_text("Labs")
    menu.get_by_role("link", name="Machines").click()
    expect(page).to_have_url(f"{visit.site}/machines")


def test_a_content_is_reported_by_keyboard_alone(rig: Rig) -> None:
    """From a lab's page to the receipt, by Tab, letters, Space and Enter; what is missing is told and focused."""
    visit = rig.plain()
    page = visit.page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/labs/gier")
    page.get_by_role("link", name="Signaler un contenu").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signaler un contenu")
    expect(page.get_by_label("Page concernée")).to_have_value("/labs/gier")
    page.get_by_label("Page concernée").focus()
    for keys in (["Tab", "D"], ["Tab", *"Faux horaire."], ["Tab"], ["Tab"], ["Tab", "Space"], ["Tab", "Enter"]):
        for key in keys:
            page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Reçu de votre signalement")
    assert page.get_by_role("link", name="/labs/gier").is_visible()


def test_a_wrong_form_comes_back_and_is_accessible(rig: Rig) -> None:
    for way in WAYS[:2]:
        visit = rig.visit(way)
        page = visit.page
        page.goto("/signaler")
        page.evaluate("document.querySelector('form.stack').noValidate = true")
        page.locator("form.stack button").click()
        expect(page.locator("[role=alert]")).to_be_focused()
        assert page.locator("[aria-invalid]").count() == 4
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []


def test_nobody_is_asked_when_the_browser_is_offline_elsewhere(rig: Rig, app: Flask) -> None:
    """With every other host cut off, nothing is missing from a page."""
    visit = rig.visit(WAYS[2])
    cut: list[str] = []

    def decide(route: Route) -> None:
        own = route.request.url.startswith((visit.site, "blob:", "data:"))
        cut.extend([] if own else [route.request.url])
        _ = route.continue_() if own else route.abort()

    visit.context.route("**/*", decide)
    for site_page in (page for page in PAGES if page.name in FEW):
        visit.page.goto(site_page.address)
    visit.context.unroute("**/*")
    assert cut == []
