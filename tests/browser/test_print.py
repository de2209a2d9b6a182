"""What comes out of the printer: A4, only what belongs on paper, and codes that a camera would read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from support.browser import Visit

Begin = Callable[..., Visit]

A4 = ("594.95996", "841.91998")


def paper(page: Page, path: str) -> list[tuple[str, str]]:
    """The size of each page that is printed, in points."""
    page.goto(path)
    made = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/Type /Page\b.*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made, re.DOTALL)
    return [(width.decode(), height.decode()) for width, height in boxes]


@pytest.mark.parametrize(
    ("path", "pages"),
    [
        ("/labs/forez/labels", 1),
        ("/labs/campus/labels", 2),
        ("/labs/campus/labels?per=10", 1),
        ("/guides/gier/guide-laser", 1),
        ("/guides/campus/guide-optics", 1),
    ],
)
def test_sheets_are_a4(visit: Begin, path: str, pages: int) -> None:
    """forez has eight machines, campus nine; a guide of a few steps is one sheet."""
    assert paper(visit().page, path) == [A4] * pages


def test_only_labels_are_printed(visit: Begin) -> None:
    page = visit().page
    page.goto("/labs/forez/labels")
    expect(page.get_by_role("checkbox").first).to_be_visible()
    page.emulate_media(media="print")
    for hidden in ("form", ".top", "h1", ".bottom"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".label")).to_have_count(8)
    inside = "label => label.scrollHeight <= label.clientHeight + 1"
    assert all(label.evaluate(inside) for label in page.locator(".label").all())


def test_guide_on_paper_begins_with_dangers_and_ends_with_its_address(visit: Begin) -> None:
    page = visit().page
    page.goto("/guides/gier/guide-laser")
    expect(page.locator(".printed")).to_be_hidden()
    page.emulate_media(media="print")
    for hidden in (".top", ".origin", ".facts", ".formats", ".bottom"):
        expect(page.locator(hidden)).to_be_hidden()
    order = [page.locator(part).bounding_box() for part in ("h1", ".danger", ".steps", ".printed .qr")]
    tops = [box["y"] for box in order if box]
    assert len(tops) == 4
    assert tops == sorted(tops)
