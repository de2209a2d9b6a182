"""Labels and QR codes: read back by another program, they lead to the page."""

import re
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from pages_kit import Answering, Outline, valid
from test_lab_page import text_of

HUB = "https://commons.example"
CODES = {
    "/labs/gier/labels/laser-1.svg": "/machines/gier/laser-1",
    "/labs/gier/labels/laser-1.svg?lang=en": "/machines/gier/laser-1",
    "/labs/hostile/labels/l'(1)/%C3%A9%3Fx=%252e.svg": "/machines/hostile/l'(1)/é?x=%2e",
    "/labs/gier/guides/guide-optique.svg": "/guides/gier/guide-optique",
}


def drawn(svg: str) -> npt.NDArray[np.uint8]:
    """The code as pixels, four to a module. Its SVG is strokes one module high: `M4 4.5h7m1 0h2…`."""
    found = re.search(r'stroke="#000" d="([^"]+)"', svg)
    side = re.search(r'd="M0 0h(\d+)v', svg)
    assert found
    assert side
    modules = np.full((int(side[1]), int(side[1])), 255, np.uint8)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", found[1]):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            modules[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return np.kron(modules, np.ones((4, 4), np.uint8))


@pytest.mark.parametrize("path", CODES)
def test_code_leads_to_the_page(site: Answering, path: str) -> None:
    answer = site.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert not re.search("style|class|script", answer.text)
    (found,) = zxingcpp.read_barcodes(drawn(answer.text))
    assert unquote(found.text) == f"{HUB}{CODES[path]}"
    assert site.get(found.text.removeprefix(HUB)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/labs/gier/labels/laser-9.svg", "/labs/gier/guides/x.svg", "/labs/pilat/labels/x.svg"]
)
def test_nothing_has_no_code(site: Answering, path: str) -> None:
    assert site.get(path).status_code == 404


def test_sheet_shows_what_a_wall_must_say(site: Answering) -> None:
    page = site.get("/labs/gier/labels").text
    valid(page)
    sheet = page[page.index('<ul class="sheet">') :]
    labels = [Outline(label).text for label in sheet.split('<li class="label">')[1:]]
    assert len(labels) == 4
    laser = next(label for label in labels if "La grande laser" in label)
    assert "PVC, simili-cuir, vinyle adhésif" in laser
    assert "https://commons.example/machines/gier/laser-1" in laser
    assert "découpeuse laser CO2" in laser
    assert "La Fabrique du Gier" in laser


def test_what_the_model_forbids_stands_on_the_label(site: Answering) -> None:
    assert "Interdit : PVC, vinyle adhésif" in text_of(site, "/labs/ondaine/labels?machine=laser")


def test_machines_are_chosen_by_address(site: Answering) -> None:
    page = site.get("/labs/gier/labels?machine=laser-1&machine=plotter").text
    assert page.count('<li class="label">') == 2
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == 2
    assert site.get("/labs/gier/labels?machine=laser-9").status_code == 400
