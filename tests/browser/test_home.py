"""The finder as people use it: by clicks, by keyboard only, without scripts; its map; nobody else is asked."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.browser import Visit
from support.commons import Commons
from support.serving import serving

from server.app import create_app
from server.store.guard import GuardPool

ROOT = Path(__file__).parents[2]
AXE = ROOT / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
FLAGSHIP = (
    "/?procede=decoupe-laser&materiau=contreplaque&epaisseur=6&etat=en-service"
    "&lieu=Saint-%C3%89tienne&jour=jeudi&heure=19:00"
)
Begin = Callable[..., Visit]


def opened(visit: Visit, address: str = "/") -> Page:
    """The page, once the map stands on it."""
    visit.page.goto(address)
    expect(visit.page.locator(".map-frame[data-ready]")).to_be_visible()
    return visit.page


def labs(page: Page) -> list[str]:
    return [str(card.get_attribute("data-lab")) for card in page.locator(".hit").all()]


def answered(page: Page) -> None:
    """The flagship question has its answer: which labs, where, when, with what."""
    expect(page.locator("#counted")).to_contain_text("machines")
    assert labs(page)[:2] == ["gier", "ondaine"]
    card = page.locator(".hit").first
    for words in (
        "La Fabrique du Gier",
        "à 9,9 km à vol d'oiseau",
        "17 h 30 – 21 h 30",
        "La grande laser",
        "en service",
    ):
        expect(card).to_contain_text(re.compile(words.replace(" ", r"\s")))


def test_the_flagship_question_by_one_click(visit: Begin) -> None:
    page = opened(visit())
    page.get_by_role("link", name="Découper au laser du contreplaqué de 6 mm").click()
    answered(page)
    card = page.locator(".hit").first
    card.get_by_role("link", name="La grande laser").click()
    expect(page).to_have_url(re.compile("/machines/gier/laser-1"))


def test_the_flagship_question_by_clicks(visit: Begin) -> None:
    page = opened(visit())
    page.get_by_label("Procédé").select_option(label="\u2003découpe laser")
    page.get_by_label("Matériau", exact=True).select_option("contreplaque")
    page.get_by_label("Près de", exact=True).fill("saint etienne")
    page.get_by_label("Ouvert", exact=True).select_option("jeudi")
    page.get_by_label("À quelle heure").select_option("19:00")
    page.get_by_text("Plus de filtres").click()
    page.get_by_label("Épaisseur").fill("6")
    page.get_by_label("État de la machine").select_option("en-service")
    page.get_by_role("button", name="Chercher").first.click()
    answered(page)
    assert "=&" not in page.url
    assert page.url.endswith("#resultats")


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached by Tab")


def choose(page: Page, name: str, typed: str) -> None:
    """Tab to a field and type; in a list, the letters lead to the option."""
    reach(page, f"#f-{name}")
    page.keyboard.type(typed)


def step_to(page: Page, name: str, value: str) -> None:
    """Tab to a list and go down to a value."""
    reach(page, f"#f-{name}")
    for _ in range(60):
        page.keyboard.press("ArrowDown")
        if page.locator(f"#f-{name}").input_value() == value:
            return
    pytest.fail(f"{value} is not among the options of {name}")


def test_the_flagship_question_by_keyboard_alone(visit: Begin) -> None:
    page = opened(visit())
    step_to(page, "procede", "decoupe-laser")
    for name, typed in (("materiau", "contre"), ("lieu", "saint etienne"), ("jour", "jeudi"), ("heure", "19")):
        choose(page, name, typed)
    reach(page, ".more summary")
    page.keyboard.press("Enter")
    choose(page, "epaisseur", "6")
    choose(page, "etat", "en service")
    reach(page, ".more button")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("contreplaqué")
    answered(page)
    reach(page, ".hit-machines a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/machines/gier/laser-1"))


@pytest.mark.parametrize(("lang", "button", "count"), [("fr", "Chercher", "labs"), ("en", "Search", "labs")])
def test_without_scripts(visit: Begin, lang: str, button: str, count: str) -> None:
    page = visit(lang=lang, java_script_enabled=False).page
    page.goto("/")
    page.locator("#f-procede").select_option("decoupe-laser")
    page.locator("#f-lieu").fill("Saint-Étienne")
    page.get_by_role("button", name=button).first.click()
    expect(page.locator("#counted")).to_contain_text(count)
    assert "gier" in labs(page)
    assert page.locator(".map").is_hidden()
    assert page.locator(".to-map").first.is_hidden()
    page.locator(".chips a").first.click()
    expect(page.locator(".chips a")).to_have_count(1)


def test_the_map_has_markers_heaps_and_cards(visit: Begin) -> None:
    page = opened(visit())
    heap = page.locator(".gathered").first
    expect(heap).to_contain_text("labs proches les uns des autres")
    before = page.locator(".place").count()
    heap.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".place").nth(before)).to_be_attached()
    page.get_by_role("button", name="Voir toute la carte").click()
    expect(page.locator(".gathered").first).to_be_visible()
    marker = page.locator(".place").first
    marker.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup-content")).to_have_count(0)
    expect(marker).to_be_focused()
    page.keyboard.press("Enter")
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_list_and_map_speak_of_the_same_lab(visit: Begin) -> None:
    page = opened(visit(), FLAGSHIP)
    page.locator(".hit").first.locator("h3 a").focus()
    expect(page.locator(".map .lit")).to_have_count(1)
    page.locator(".place[title='La Fabrique du Gier']").focus()
    expect(page.locator(".hit.lit h3")).to_have_text("La Fabrique du Gier")
    page.locator(".hit[data-lab=ondaine] .to-map").click()
    expect(page.locator(".leaflet-popup-content")).to_contain_text("L'Établi de l'Ondaine")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("à vol d'oiseau")


def test_what_labs_wrote_is_text_on_the_map(visit: Begin) -> None:
    begun = visit()
    begun.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    begun.context.route(
        re.compile("/find.json"),
        lambda route: route.fulfill(
            json={"labs": [["x", "<img src=x onerror=alert(1)>", 45.4, 4.4, 2, 1]], "near": None}
        ),
    )
    page = opened(begun)
    page.locator(".place").press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("position approximative")


def test_near_me_is_rounded_before_it_leaves(visit: Begin) -> None:
    begun = visit(geolocation={"latitude": 45.439712, "longitude": 4.387178}, permissions=["geolocation"])
    page = opened(begun)
    page.get_by_role("button", name="près de moi").click()
    expect(page.locator(".chips")).to_contain_text("à moins de 20 km de moi")
    assert "lat=45.44&lon=4.39" in page.url
    assert not [url for url in begun.asked if re.search(r"45\.43|4\.387", url)]
    page.get_by_label("Près de", exact=True).fill("Roanne")
    page.get_by_role("button", name="Chercher").first.click()
    expect(page.locator(".chips")).to_contain_text("Roanne")
    assert "lat=" not in page.url


def test_near_me_refused(visit: Begin) -> None:
    page = opened(visit(permissions=[]))
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (_, refused) => refused(); }")
    page.get_by_role("button", name="près de moi").click()
    expect(page.locator("#near-said")).to_contain_text("Tapez le nom d'une commune")


@pytest.mark.parametrize("address", ["/", FLAGSHIP, "/?q=xyzzyqwv", "/?epaisseur=x"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_is_content_and_nothing_sticks_out(visit: Begin, address: str, scheme: str, width: int) -> None:
    begun = visit(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = begun.page
    page.goto(address)
    if page.locator(".map-frame").count():
        expect(page.locator(".map-frame[data-ready]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    found = page.evaluate("tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })", WCAG)
    assert [(each["id"], node["target"]) for each in found["violations"] for node in each["nodes"]] == []
    begun.complaints[:] = [each for each in begun.complaints if "status of 400" not in each]


@pytest.mark.parametrize(("lang", "title"), [("fr", "découpe laser"), ("en", "laser cutting")])
def test_both_languages(visit: Begin, lang: str, title: str) -> None:
    page = opened(visit(lang=lang), FLAGSHIP)
    assert page.title().startswith(title)
    assert labs(page)[:2] == ["gier", "ondaine"]
    other = {"fr": "English", "en": "Français"}[lang]
    page.get_by_role("link", name=other).click()
    assert not page.title().startswith(title)
    assert labs(page)[:2] == ["gier", "ondaine"]


def test_back_and_forth_between_list_and_map_on_a_phone(visit: Begin) -> None:
    page = opened(visit(viewport={"width": 360, "height": 740}), FLAGSHIP)
    page.get_by_role("link", name="Voir la carte").click()
    expect(page.locator(".map")).to_be_in_viewport()
    page.get_by_role("link", name="Revenir à la liste").click()
    expect(page.locator("#counted")).to_be_in_viewport()


def test_the_query_opens_in_the_editor(visit: Begin) -> None:
    page = opened(visit(), FLAGSHIP)
    page.get_by_role("link", name="L'ouvrir dans l'éditeur").click()
    expect(page.locator("#editor[data-ready]")).to_be_visible()
    expect(page.locator(".yasr")).to_contain_text("La Fabrique du Gier")


TILE = b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" /></svg>'


def test_tiles_come_from_the_host_that_is_set(visit: Begin, commons: Commons, pool: GuardPool) -> None:
    settings = commons.settings.model_copy(
        update={"map_tiles_url": "https://tiles.example/{z}/{x}/{y}.svg", "map_tiles_attribution": "© <b>Tiles</b>"}
    )
    with serving(create_app(settings, pool, commons.hub.engine, commons.clock)) as address:
        begun = visit(site=address)
        begun.context.route(
            re.compile("https://tiles.example/"),
            lambda route: route.fulfill(body=TILE, content_type="image/svg+xml"),
        )
        page = opened(begun)
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        expect(page.locator(".leaflet-control-attribution")).to_have_text("© <b>Tiles</b>")
        for _ in range(3):
            page.get_by_role("button", name="Agrandir", exact=True).click()
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        assert {url.split("/")[2] for url in begun.elsewhere()} == {"tiles.example"}
        begun.asked[:] = [url for url in begun.asked if not url.startswith("https://tiles.example/")]


def test_finer_countries_come_when_somebody_moves_the_map(visit: Begin) -> None:
    begun = visit()
    page = opened(begun)
    expect(page.locator(".map path.land").first).to_be_attached()
    assert not [url for url in begun.asked if "world-fine" in url]
    with page.expect_response(re.compile("world-fine")):
        page.get_by_role("button", name="Agrandir", exact=True).click()
    expect(page.locator(".map path.land").first).to_be_attached()
