"""Pages of machines in a real browser: narrow and wide, light and dark, on paper; axe has nothing against them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages_kit import Answering, sample_hub
from support.browser import Visit
from support.serving import serving

from server.store.guard import GuardPool

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATHS = (
    "/labs/gier", "/labs/chambon", "/machines/gier/laser-1", "/machines/campus/laser", "/models/furan-laser/fl-6040",
    "/guides/gier/guide-optique", "/labs/hostile", "/labs/hostile/maintenance", "/labs/hostile/labels",
    "/guides", "/maintenance", "/labs/gier/maintenance", "/labs/gier/labels", "/models/furan-laser/fl-6040/maintenance",
)  # fmt: skip
Begin = Callable[..., Visit]
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning:playwright")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[str]:
    """The sample network with its registry, and a hostile lab, on the day for which it was written."""
    with serving(Answering(sample_hub(tmp_path_factory.mktemp("paper")), pool).app) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_pages_fit_and_can_be_read(visit: Begin, width: int, scheme: str) -> None:
    page = visit(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True).page
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_a_sheet_of_labels_and_a_guide_are_pages_of_paper(visit: Begin) -> None:
    page = visit().page
    for path, sheets in (("/labs/campus/labels", 2), ("/labs/gier/labels", 1), ("/guides/gier/guide-optique", 1)):
        page.goto(path)
        written = page.pdf(format="A4", prefer_css_page_size=True)
        assert written.startswith(b"%PDF")
        assert written.count(b"/Type /Page\n") == sheets, path


def test_paper_shows_the_label_and_not_the_form(visit: Begin) -> None:
    page = visit(viewport={"width": 794, "height": 1123}).page
    page.goto("/labs/gier/labels?machine=laser-1")
    page.emulate_media(media="print")
    assert not page.locator("form").is_visible()
    assert page.locator(".label img").evaluate("image => image.complete && image.naturalWidth > 0")
    height = page.locator(".label").bounding_box()
    assert height
    assert round(height["height"] * 25.4 / 96) == 66  # four rows on A4


def test_paper_shows_steps_and_where_the_guide_is_kept(visit: Begin) -> None:
    page = visit().page
    page.goto("/guides/gier/guide-optique")
    assert not page.locator(".foot").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".foot img").evaluate("image => image.complete && image.naturalWidth > 0")
    for said in ("Machine éteinte et consignée", "Éteindre et attendre dix minutes.", "/guides/gier/guide-optique"):
        assert page.get_by_text(said).first.is_visible(), said
    assert not page.locator(".top").is_visible()


def test_a_referent_chooses_machines_by_keyboard(visit: Begin) -> None:
    page = visit().page
    page.goto("/labs/gier/labels")
    page.get_by_label("Découpeuse vinyle").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Préparer la feuille").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**machine=**")
    assert page.locator(".label").count() == 3
    page.goto("/guides")
    page.get_by_label("Langue").focus()
    page.get_by_label("Langue").select_option("en")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Chercher").press("Enter")
    page.wait_for_url("**language=en**")
    assert page.get_by_role("heading", name="3 guides").is_visible()
