"""Agenda, projects, trainings, lending, planned labs in a real browser: nothing sticks out, axe is content, keys do."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect
from support.browser import Visit

ROOT = Path(__file__).parents[2]
AXE = ROOT / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/agenda", "/agenda?vue=mois&mois=2026-12", "/agenda?theme=icc&public=enfants", "/projects", "/projects/gier/lampe",
    "/trainings", "/credentials/gier/hab-laser", "/lending", "/planned", "/events/ondaine/mercredi-couture",
    "/agenda?rayon=x",
)  # fmt: skip
SCREENS = ((360, "light", "fr"), (360, "dark", "en"), (768, "light", "fr"), (1440, "dark", "fr"), (1440, "light", "en"))
Begin = Callable[..., Visit]


@pytest.mark.parametrize(("width", "scheme", "lang"), SCREENS)
def test_nothing_sticks_out_and_axe_is_content(visit: Begin, width: int, scheme: str, lang: str) -> None:
    opened = visit(viewport={"width": width, "height": 800}, color_scheme=scheme, lang=lang, bypass_csp=True)
    for path in PAGES:
        opened.page.goto(path)
        assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        opened.page.add_script_tag(path=AXE)
        found = opened.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
        said = [(each["id"], node["target"]) for each in found["violations"] for node in each["nodes"]]
        assert said == [], path
    opened.complaints[:] = [each for each in opened.complaints if "400" not in each]


def test_the_agenda_is_chosen_by_keyboard_without_scripts(visit: Begin) -> None:
    """From the first field: the lab of Saint-Chamond, free only, by keys alone; the choice has its own address."""
    page = visit(java_script_enabled=False).page
    page.goto("/agenda")
    page.get_by_label("Lab", exact=True).focus()
    page.keyboard.type("La Fabrique")
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Gratuit")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 date à venir")).to_be_visible()
    expect(page.get_by_role("link", name="Fête des communs")).to_be_visible()
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["lab"], asked["gratuit"]) == (["gier"], ["oui"])
    page.get_by_role("link", name="Mois", exact=True).click()
    expect(page.get_by_role("heading", name="novembre 2026")).to_be_visible()
    page.get_by_role("link", name="Mois suivant").first.click()
    expect(page.get_by_text("Rien n'est annoncé ce mois-ci.")).to_be_visible()


def test_from_a_project_to_the_lab_that_makes_it(visit: Begin) -> None:
    page = visit().page
    page.goto("/projects")
    page.get_by_label("Procédé").select_option("decoupe-laser")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_role("link", name="Lampe pliée en contreplaqué").click()
    expect(page.get_by_role("heading", name="Quels labs peuvent le fabriquer")).to_be_visible()
    page.locator("#makers ~ ul").first.get_by_role("link", name="FabLab du lycée des Verriers").click()
    expect(page.get_by_role("heading", name="FabLab du lycée des Verriers")).to_be_visible()
