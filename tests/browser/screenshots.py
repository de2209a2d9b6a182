"""Pictures of every page at two widths, a few in the dark, into `build/screenshots/`: what `make screenshots` runs."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from site_pages import FEW, PAGES
from support.browser import Visit

OUT = Path(__file__).parents[2] / "build" / "screenshots"
SHOTS = ((360, "light", False), (1440, "light", False), (360, "dark", True), (1440, "dark", True))


@pytest.mark.parametrize(("width", "scheme", "few"), SHOTS)
def test_take_pictures(browser: Browser, hub: str, width: int, scheme: str, few: bool) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with closing(Visit(browser, hub, viewport={"width": width, "height": 800}, color_scheme=scheme)) as visit:
        for page in PAGES:
            if page.name in FEW or not few:
                visit.page.goto(page.address)
                expect(visit.page.locator(page.ready).first).to_be_visible()
                file = OUT / f"{page.name}-{width}{'-dark' if scheme == 'dark' else ''}.png"
                visit.page.screenshot(path=file, full_page=True)
                assert file.stat().st_size > 5_000
