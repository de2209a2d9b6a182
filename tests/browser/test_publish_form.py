"""`/publish` in a real browser: from nothing to a file by the short form, steps counted; the map; languages; axe."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import made_up
import pytest
from pages_kit import NOW, Answering, SmallHub
from playwright.sync_api import Page, expect
from support.browser import Visit
from support.labs import loire
from support.serving import serving
from volunteer import Steps, short_form

from harvester.judge import judge
from harvester.profile import profile_of
from server.store.guard import GuardPool

ROOT = Path(__file__).parents[2]
AXE = ROOT / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GUIDE = (ROOT / "docs" / "volunteer.md").read_text(encoding="utf-8")
Begin = Callable[..., Visit]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallHub:
    data = tmp_path_factory.mktemp("publish")
    made_up.loaded(data, made_up.TABLE, made_up.write(data / "given", "outlines.geojson", made_up.OUTLINES))
    hub = SmallHub(data)
    hub.settings = hub.settings.model_copy(update={"publish_rate": 0})
    return hub


@pytest.fixture(scope="module")
def address(small: SmallHub, pool: GuardPool) -> Iterator[str]:
    with serving(Answering(small, pool).app) as found:
        yield found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_nothing_to_a_file_in_counted_steps(visit: Begin, address: str, small: SmallHub, scripts: bool) -> None:
    page = visit(address, java_script_enabled=scripts).page
    page.goto("/publish")
    steps = Steps(page)
    short_form(steps)
    steps.press("Vérifier et obtenir ma fiche")
    expect(page.get_by_role("heading", name="Votre fiche est prête")).to_be_visible()
    with page.expect_download() as caught:
        steps.press("Télécharger fablab.jsonld")
    content = Path(caught.value.path()).read_bytes()
    sys.stdout.write(f"\nscripts={scripts} {steps.row} {steps.seconds:.0f} s\n")
    assert caught.value.suggested_filename == "fablab.jsonld"
    assert json.loads(content)["adresse"]["codeInsee"] == "99003"
    assert judge(content, "https://valrouge.example/f", profile_of(small.settings, NOW)).outcome == "LOADED"
    counted = "| {} | {} | {} | {} |".format(*steps.row)
    assert counted in GUIDE, f"docs/volunteer.md should say {counted}"


def test_a_click_on_the_map_gives_the_position(visit: Begin, address: str) -> None:
    page = visit(address).page
    page.goto("/publish")
    page.get_by_label("Commune").fill("Valrouge")
    page.get_by_role("button", name="Trouver la commune").click()
    expect(page.get_by_text("Commune trouvée : Valrouge, code Insee 99001.")).to_be_visible()
    expect(page.locator(".map-frame[data-ready]")).to_be_visible()
    page.locator(".map-frame .map").click(position={"x": 100, "y": 100})
    lat = float(page.get_by_label("Latitude").input_value())
    lon = float(page.get_by_label("Longitude").input_value())
    assert abs(lat - 45) < 0.2
    assert abs(lon - 4) < 0.2
    expect(page.locator(".map-frame .place")).to_have_count(1)
    page.get_by_label("Latitude").fill("45,1")
    page.get_by_label("Latitude").blur()
    page.get_by_role("button", name="Vérifier et obtenir ma fiche").click()
    assert page.get_by_label("Latitude").input_value() == "45.1"


def test_the_other_language_keeps_what_was_typed(visit: Begin, address: str) -> None:
    for scripts in (True, False):
        page = visit(address, java_script_enabled=scripts).page
        page.goto("/publish")
        page.get_by_label(re.compile("^Nom nécessaire")).fill("Lab d'essai")
        if scripts:
            page.locator(".tongues").get_by_role("link", name="English").click()
        else:
            page.get_by_role("button", name="Continue in English").click()
        expect(page.get_by_role("heading", name="My lab's record, in five minutes")).to_be_visible()
        expect(page.get_by_label(re.compile("^Name in French needed"))).to_have_value("Lab d'essai")


def test_text_is_copied(visit: Begin, address: str) -> None:
    opened = visit(address, permissions=["clipboard-read", "clipboard-write"])
    page = opened.page
    page.goto("/publish")
    page.get_by_label(re.compile("^Nom nécessaire")).fill("Lab d'essai")
    page.get_by_role("button", name="Vérifier et obtenir ma fiche").click()
    page.get_by_role("button", name="Copier le texte").first.click()
    expect(page.get_by_text("Copié.").first).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["nom"] == "Lab d'essai"


def test_a_whole_machine_by_keyboard_without_scripts(visit: Begin, address: str) -> None:
    page = visit(address, java_script_enabled=False).page
    page.goto("/publish")
    page.get_by_label(re.compile("^Nom nécessaire")).fill("Lab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(re.compile("^Nom nécessaire"))).to_have_value("Lab")
    page.get_by_role("button", name="Compléter le reste").focus()
    page.keyboard.press("Enter")
    new = page.get_by_role("group", name="Machines").get_by_label("À ajouter ici : son nom")
    new.focus()
    page.keyboard.type("Tour à bois")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tour à bois")).to_be_visible()
    page.get_by_label(re.compile("^Type de machine")).select_option("tour")
    page.get_by_role("button", name="C'est bon, revenir à la fiche").press("Enter")
    expect(page.get_by_role("button", name="Modifier Tour à bois")).to_be_visible()


VIEWS = ("short", "wrong", "whole", "machine", "event", "done", "start")
SCREENS = ((360, "light", "fr"), (1440, "dark", "en"))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("width", "scheme", "lang"), SCREENS)
def test_nothing_sticks_out_and_axe_is_content(
    visit: Begin, address: str, tmp_path: Path, view: str, width: int, scheme: str, lang: str
) -> None:
    opened = visit(address, viewport={"width": width, "height": 800}, color_scheme=scheme, lang=lang, bypass_csp=True)
    page = opened.page
    page.goto("/publish")
    page.locator(".begin summary").click()
    file = tmp_path / "fablab.jsonld"
    file.write_bytes(b"<html>" if view == "start" else loire()["gier"])
    page.locator("#start-file").set_input_files(file)
    press(page, "start:file")
    if view == "wrong":
        page.locator("[name='/machines/#laser-1/typeMachine']").select_option("")
        page.locator("[name='/adresse/codePostal']").fill("x")
    for button in PATHS.get(view, ()):
        press(page, button)
    pictures = os.environ.get("PUBLISH_PICTURES")
    if pictures:
        page.screenshot(path=Path(pictures) / f"{view}-{width}-{lang}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    assert [(each["id"], node["target"]) for each in found["violations"] for node in each["nodes"]] == []
    opened.complaints[:] = [each for each in opened.complaints if "400" not in each]


PATHS = {
    "wrong": ("finish",), "whole": ("whole",), "done": ("finish",),
    "machine": ("whole", "go:/machines/#laser-1", "more:/machines/#laser-1/images"),
    "event": ("whole", "go:/agenda/#laser-2026-11-26"),
}  # fmt: skip


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(f"button[name=do][value='{button}']").first.click()


def test_back_brings_what_was_typed(visit: Begin, address: str) -> None:
    page = visit(address).page
    page.goto("/publish")
    short_form(Steps(page))
    page.get_by_role("button", name="Vérifier et obtenir ma fiche").click()
    expect(page.get_by_role("heading", name="Votre fiche est prête")).to_be_visible()
    page.get_by_role("button", name="Compléter le reste").first.click()
    expect(page.get_by_role("heading", name="Toute la fiche")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Votre fiche est prête")).to_be_visible()
    page.go_back()
    expect(page.get_by_label(re.compile("^Nom nécessaire"))).to_have_value("FabLab de Valrouge")
    expect(page.get_by_role("group", name="machine 2").get_by_label("Nom")).to_have_value("Imprimante 3D")
