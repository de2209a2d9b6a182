"""The pages with which a council decides: by axe, by keyboard, without JavaScript, on a phone, on paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import Visit
from support.commons import Commons

from server.places import keep, outlines
from server.places.keep import About
from server.places.place import Place

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = (
    "/network", "/network?trend=weeks", "/coverage", "/coverage?type=laser-co2&budget=9000&price=4000",
    "/coverage?commune=99001",
)  # fmt: skip
Begin = Callable[..., Visit]


@pytest.fixture(scope="module", autouse=True)
def communes(commons: Commons) -> Iterator[None]:
    """Two made-up communes on either side of the sample labs, with squares for outlines."""
    made = [Place("99001", "Valrouge", ("99100",), 45.4, 4.4, 1000, "900000001", "CC des Essais"),
            Place("99002", "L'Ormeau", ("99110",), 46.0, 4.1, 200, "900000001", "CC des Essais")]  # fmt: skip
    drawn = [outlines.Outline(place.code, place.name, square(place)) for place in made]
    keep.write(commons.data, About("Institut des essais", "etalab-2.0", "2026-11-26", ()), made, drawn)
    yield
    (commons.data / keep.NAME).unlink()


def square(place: Place) -> dict[str, object]:
    x, y = place.lon, place.lat
    return {"type": "Polygon", "coordinates": [[[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]]}


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in server/frontend")
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    visit: Begin, commons: Commons, address: str, width: int, scheme: str
) -> None:
    page = visit(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True).page
    page.goto(f"{address}{'&' if '?' in address else '?'}zone=epci-900000001" if "coverage" in address else address)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_a_type_is_chosen_by_keyboard_without_javascript(visit: Begin) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/coverage?zone=epci-900000001")
    page.get_by_label("Type de machine", exact=True).focus()
    page.keyboard.type("découpeuse laser CO2")
    page.get_by_label("Rayon (km)").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("découpeuse laser CO2")
    expect(page.locator(".standing")).to_contain_text("rayon de 12 km")
    page.get_by_label("Budget (€)").fill("9000")
    page.get_by_label("Prix d'une machine (€)").fill("4000")
    page.get_by_role("button", name="Comparer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").first).to_contain_text("tient")


def test_it_prints_on_a4_landscape_without_its_forms(visit: Begin) -> None:
    page = visit().page
    page.goto("/coverage?zone=epci-900000001&type=laser-co2")
    printed = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 841.91998 594.95996]" in printed
    assert b"/MediaBox [0 0 612 792]" not in printed
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Calculer")).to_be_hidden()
    expect(page.get_by_text("Communes : Institut des essais, licence etalab-2.0.")).to_be_visible()
