"""Labs that write poison into every field, through the real harvester: in a browser nothing runs, nothing bursts."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from site_pages import PAGES
from support.browser import Visit
from support.clock import Clock
from support.commons import Commons
from support.hostile import POISONS, RUNNING_LINK, fields, keys_in, poisoned
from support.serving import serving
from support.web import Web

from harvester.report import PUBLISHABLE
from server.app import create_app
from server.store.guard import GuardPool

#: The labs that, together, have a thing of every kind.
LABS = ("gier", "chambon")
#: One whose addresses would run: its file is refused, and its report shows them.
REFUSED = "refused-gier"
OF_LABS = re.compile(r"^/(labs|machines|guides|projects|events|trainings|credentials|offers|things|sources|models)/")
PAST = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)\
.map(e => e.outerHTML.slice(0, 160)).slice(0, 3)"

#: What a text of a lab must never become; the map styles its own parts.
RUNS = "main :is(img[src=x], iframe, object, [onerror], [onclick], [style]:not(.map, .map *))"


@pytest.fixture(scope="module")
def hostile(browser: Browser, pool: GuardPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub that gathered, for each poison, the poisoned labs."""
    with Web() as web, closing(Commons(tmp_path_factory.mktemp("hostile"), web, Clock())) as commons:
        documents: dict[str, Any] = {}
        for poison in POISONS:
            labs = dict(poisoned(poison))
            documents |= {f"{poison}-{slug}": labs[slug] for slug in LABS}
        documents[REFUSED] = dict(poisoned("script", RUNNING_LINK))["gier"]
        commons.register_all(documents)
        conf, hub = commons.settings, commons.hub
        commons.load_registry()
        made = commons.round()
        assert {slug for slug, each in made.items() if each.outcome not in PUBLISHABLE} == {REFUSED}
        with serving(create_app(conf, pool, hub.engine, commons.clock)) as address:
            yield address


def test_no_field_is_forgotten() -> None:
    for poison in POISONS:
        assert fields() <= set().union(*(keys_in(document) for _, document in poisoned(poison)))
    texts = json.dumps(dict(poisoned("script")))
    assert not [name for name in fields() if f"<script>document.documentElement.dataset.ran='{name}'" not in texts]


@pytest.fixture
def visit(browser: Browser, hostile: str) -> Iterator[Visit]:
    with closing(Visit(browser, hostile, viewport={"width": 360, "height": 800})) as visit:
        visit.page.on("dialog", lambda dialog: visit.complaints.append(f"dialog: {dialog.message}"))
        yield visit


def harmless(visit: Visit, address: str) -> None:
    """Nothing of what a lab wrote runs, is loaded, or pushes the page sideways, on a phone and on a wide screen."""
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 800})
    answer = page.goto(address)
    assert answer
    assert answer.status == 200, address
    assert "unsafe" not in answer.headers["content-security-policy"]
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, page.evaluate(PAST))
    assert page.evaluate("document.documentElement.dataset.ran ?? ''") == "", address
    assert page.locator("h1").count() == 1, address
    assert (
        page.locator("main :is(img[src=x], iframe, object, [onerror], [onclick], [style]:not(.map, .map *))").count()
        == 0
    ), address
    assert page.locator("a[href^='javascript:' i], a[href^='data:' i]").count() == 0, address
    assert visit.complaints == [], address
    assert visit.elsewhere() == [], address


def things(page: Page, slug: str) -> list[str]:
    """Where the page of a lab leads within its own things."""
    found = page.locator("main a[href^='/']").evaluate_all("all => all.map(a => a.getAttribute('href').split('#')[0])")
    pages = {link for link in found if OF_LABS.match(link) and f"/{slug}" in link}
    return sorted(page for page in pages if not re.search(r"\.[a-z]\w+$", page))  # data, not pages


@pytest.mark.parametrize("lab", LABS)
@pytest.mark.parametrize("poison", POISONS)
def test_pages_of_a_hostile_lab(visit: Visit, poison: str, lab: str) -> None:
    slug = f"{poison}-{lab}"
    harmless(visit, f"/labs/{slug}")
    found = things(visit.page, slug)
    assert len(found) > (3 if lab == "gier" else 0)
    for address in [*found, f"/sources/{slug}"]:
        harmless(visit, address)


def test_lists_that_hold_hostile_things(visit: Visit) -> None:
    """Every page of the site that is of no single lab."""
    for page in PAGES:
        asked = visit.page.request.get(page.address, headers={"Accept": "text/html"})
        if asked.status == 200 and not re.search("gier|charlieu|chambon|sparql", page.address):
            harmless(visit, page.address)
    harmless(visit, f"/sources/{REFUSED}")
    harmless(visit, "/signaler?page=%3Cscript%3E%E2%80%AE" + "m" * 1500)
