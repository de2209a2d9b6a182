"""What RGAA asks and axe cannot see, on ten pages; numbers are its criteria, results in docs/accessibility-audit.md."""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from site_pages import FEW, PAGES
from support.browser import Visit

TEN = [page for page in PAGES if page.name in FEW]

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const all = [...document.querySelectorAll("*")];
  return {
    name: (e.innerText || e.value || e.name || "").trim().slice(0, 60),
    place: all.indexOf(e),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
  };
}"""
HEADINGS = (
    "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(e => e.checkVisibility()).map(e => +e.tagName[1])"
)
NAMES = "all => all.map(e => e.ariaLabel || e.ariaLabelledByElements?.[0]?.innerText)"
#: https://www.w3.org/TR/WCAG22/#text-spacing
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } \
p { margin-bottom: 2em !important }"
CUT = """[...document.querySelectorAll("main *, header *, footer *")].filter(e =>
  ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1
  && e.clientWidth > 1 && !e.closest(".map, input")
).map(e => e.outerHTML.slice(0, 120))"""
SAME_NAME = """() => {
  const found = {};
  for (const a of document.querySelectorAll("main a[href]")) {
    if (!a.checkVisibility()) continue;
    const around = (a.closest("tr, li, article") ?? a.closest("p, section"))?.innerText ?? "";
    const name = `${a.getAttribute("aria-label") || a.innerText.trim()} | ${around}`;
    (found[name] ??= new Set()).add(a.href);
  }
  return Object.entries(found).filter(([name, to]) => to.size > 1 || name.startsWith(" |")).map(([name]) => name);
}"""
MOST_STOPS = 150


@pytest.fixture(scope="module")
def visit(browser: Browser, hub: str) -> Iterator[Visit]:
    with closing(Visit(browser, hub, viewport={"width": 1440, "height": 900}, bypass_csp=True)) as visit:
        yield visit


@pytest.fixture(params=TEN, ids=lambda page: page.name)
def page(request: pytest.FixtureRequest, visit: Visit) -> Page:
    visit.page.set_viewport_size({"width": 1440, "height": 900})
    visit.page.goto(request.param.address)
    return visit.page


def walked(page: Page) -> list[dict[str, Any]]:
    """Where Tab leads, from the top of the page until it leaves it."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            break
        stops.append(stop)
    return stops


def test_keyboard_goes_through_in_order_and_is_seen(page: Page) -> None:
    """10.7 focus visible; 12.8 order; 12.9 no trap; 12.7 the first stop skips to the content."""
    stops = walked(page)
    assert stops[0]["name"] in ("Aller au contenu", "Skip to content")
    assert [stop["name"] for stop in stops if not stop["marked"] or not stop["seen"]] == []
    assert [stop["place"] for stop in stops] == sorted({stop["place"] for stop in stops})
    assert len(stops) == MOST_STOPS or stops[-1]["name"] == "Signaler un contenu"


def test_skip_link_leads_into_the_content(page: Page) -> None:
    """12.7"""
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate(
        "!!document.activeElement.closest('main, footer') && !document.activeElement.closest('header.top')"
    )


def test_outline_has_no_gap(page: Page) -> None:
    """9.1 headings; 9.2 landmarks; 12.6 they can be reached."""
    levels = page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []
    for landmark in ("header.top", "main", "footer", "header nav:visible", "footer nav"):
        assert page.locator(landmark).count() >= 1, landmark
    names = page.locator("nav:visible").evaluate_all(NAMES)
    assert len(set(names)) == len(names)
    assert all(names)


def test_spaced_text_and_a_narrow_window_lose_nothing(page: Page) -> None:
    """10.11 320 px; 10.12 spacing of text."""
    page.add_style_tag(content=SPACED)
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert page.evaluate(CUT) == []


def test_links_say_where_they_lead(page: Page) -> None:
    """6.1, with the sentence, row or list item around them; 6.2 none is empty."""
    assert page.evaluate(SAME_NAME) == []


def test_content_stands_without_styles(page: Page) -> None:
    """10.2, 10.3: all that is read is there, in the order of the page, when no style is applied."""
    before = page.locator("main").inner_text().casefold().split()
    page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(e => e.remove())")
    after = (page.locator("main").text_content() or "").casefold()
    assert [word for word in before if word not in after] == []


def test_what_is_read_aloud_has_names_and_roles(page: Page) -> None:
    """7.1, 11.1, 5.x: the browser's accessibility tree, on a phone too, where tables look like cards."""
    page.set_viewport_size({"width": 360, "height": 800})
    tree = page.locator("body").aria_snapshot()
    for role in ("banner", "main", "contentinfo", "heading"):
        assert f"- {role}" in tree
    without = {f"- {role}" for role in ("link", "button", "textbox", "combobox", "table", "img")}
    nameless = [line for line in tree.splitlines() if line.strip() in without]
    assert nameless == []
    if page.locator("main table.list:visible").count():
        assert "- columnheader" in tree
        assert "- row" in tree


def test_form_says_what_is_wrong_where(visit: Visit) -> None:
    """11.1, 11.10, 11.11, 11.13 on the form of `/signaler`."""
    page = visit.page
    page.goto("/signaler")
    page.evaluate("document.querySelector('form.stack').noValidate = true")
    page.locator("form.stack button").click()
    assert page.title().startswith("À corriger")
    for field in page.locator("[aria-invalid]").all():
        told = str(field.get_attribute("aria-describedby")).split()[-1]
        assert page.locator(f"#{told}").is_visible()
    assert page.get_by_label("Votre nom (facultatif)").get_attribute("autocomplete") == "name"
    assert page.get_by_label("Votre adresse électronique (facultatif)").get_attribute("autocomplete") == "email"


def test_query_editor_can_be_left_by_keyboard(visit: Visit) -> None:
    """12.9: its label says how (Échap, then Tab)."""
    page = visit.page
    page.goto("/sparql")
    page.locator("#editor[data-ready] .yasqe .CodeMirror").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.CodeMirror')") is None
