"""Sheets of machine labels: the right machines, what is forbidden, and QR codes that a decoder follows to the page."""

import re
from urllib.parse import urlsplit

import pytest
from pages_kit import LONG_WORD, Answering, Outline, valid
from qr_kit import codes_of, without_codes
from test_lab_page import text_of

GIER = "/labs/gier/labels"
HUB = "https://commons.example"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", [GIER, "/labs/forez/labels?per=10", "/labs/chambon/labels"])
def test_pages_are_valid(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)
    assert "style=" not in answer.text


def test_codes_lead_to_the_pages_of_the_machines(site: Answering) -> None:
    codes = codes_of(site.get(GIER).text)
    assert codes == [f"{HUB}/machines/gier/{name}" for name in ("plotter", "imp-1", "imp-nomade", "laser-1")]
    for code in codes:
        assert site.get(urlsplit(code).path).status_code == 200
        assert code.removeprefix("https://") in text_of(site, GIER)


def test_label_tells_what_is_forbidden(site: Answering) -> None:
    """The lab forbids PVC and polycarbonate, the model (registry) PVC and adhesive vinyl."""
    label = next(each for each in _labels(site, "/labs/forez/labels") if "Laser grand format" in each)
    assert "Interdits : polycarbonate, PVC, vinyle adhésif" in label
    assert "L'Atelier du Vizézy" in label
    assert "découpeuse laser CO2" in label


def _labels(site: Answering, path: str) -> list[str]:
    found = re.findall(r'<article class="label">(.*?)</article>', site.get(path).text, re.DOTALL)
    return [Outline(without_codes(each)).text.replace("\u00a0", " ") for each in found]


def test_machines_are_chosen_and_pages_filled(site: Answering) -> None:
    assert len(_labels(site, f"{GIER}?machine=laser-1&machine=imp-1")) == 2
    page = site.get("/labs/campus/labels?per=8").text
    sheets = [part.count('class="label"') for part in page.split('<section class="sheet')[1:]]
    assert sheets[0] == 8
    assert sum(sheets) == page.count('type="checkbox"') == 9


def test_retired_machines_get_no_label(site: Answering) -> None:
    text = text_of(site, "/labs/andrezieux/labels")
    assert "Marqueuse laser fibre" in text
    assert "Vieille presse" not in text


@pytest.mark.parametrize("query", ["machine=laser-9", "machine=laser-1&machine=%3Cx%3E", "per=9", "per=<b>"])
def test_a_bad_choice_is_refused_with_the_mend(site: Answering, query: str) -> None:
    answer = site.get(f"{GIER}?{query}")
    assert answer.status_code == 400
    assert re.search("cochez-les à nouveau|choisissez l(&#39;|')un des deux", answer.text)


def test_hostile_lab_is_only_text_and_its_code_still_leads(site: Answering) -> None:
    page = site.get("/labs/hostile/labels").text
    valid(page)
    assert not {"u", "script", "svg"} & set(Outline(without_codes(page)).tags)
    assert LONG_WORD not in page
    (code,) = codes_of(page)
    assert site.get(code.removeprefix(HUB)).status_code == 200
