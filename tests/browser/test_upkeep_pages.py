"""Maintenance, labels and guides in a real browser: nothing scrolls sideways, axe finds nothing, filters by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import Visit

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
PAGES = (
    "/labs/gier/maintenance", "/maintenance", "/labs/forez/labels", "/guides?type=machine-laser",
    "/guides/gier/guide-optique",
)  # fmt: skip

Begin = Callable[..., Visit]


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(visit: Begin, path: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800}).page
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Begin, path: str, scheme: str) -> None:
    page = visit(bypass_csp=True, color_scheme=scheme, viewport={"width": 360, "height": 800}).page
    page.goto(path)
    page.add_script_tag(path=AXE)
    assert [(found["id"], found["nodes"][0]["html"]) for found in page.evaluate(RULES)["violations"]] == []


def test_guides_are_narrowed_by_keyboard_alone_without_javascript(visit: Begin) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/guides")
    page.get_by_label("Genre de guide").focus()
    page.keyboard.type("consignes")
    page.get_by_role("button", name="Montrer").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card h2")).to_have_text(
        ["Imprimer en résine sans danger", "Laser : ce qu'on ne découpe jamais"]
    )
    page.get_by_role("link", name="Genre de guide : consignes de sécurité").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".filter")).to_have_count(0)
    assert page.url.endswith("/guides")


def test_maintenance_of_one_machine_without_javascript(visit: Begin) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/labs/ondaine/maintenance")
    page.get_by_label("Machine").select_option("Machines à coudre")
    page.get_by_role("button", name="Montrer").click()
    expect(page.locator("tbody tr")).to_contain_text(["Changer les aiguilles"])
