"""`/templates`: every template in every format is there to be taken, and what the page says of addresses holds."""

import re

import pytest
from pages_kit import Answering, Outline, valid
from publish_kit import empty_site

from harvester.adapters.addresses import download_address
from harvester.adapters.table import template as templates
from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    return empty_site(tmp_path_factory.mktemp("templates"), pool)


@pytest.mark.parametrize(
    ("lang", "heading", "sheets"),
    [("fr", "Décrire son lab dans un tableur", "Lab, Horaires, Machines"),
     ("en", "Describing a lab in a spreadsheet", "Lab, Opening hours, Machines")],
)  # fmt: skip
def test_every_template_is_there(site: Answering, lang: str, heading: str, sheets: str) -> None:
    page = site.get(f"/templates?lang={lang}").text
    valid(page)
    assert heading in Outline(page).text
    assert sheets in Outline(page).text
    found = re.findall(r'href="(/templates/fabcommons-[\w.]+)\?lang=(\w+)"', page)
    expected = [(f"/templates/fabcommons-{name}.{form}", lang) for name, form in templates.all_files()]
    assert sorted(found) == sorted(expected)
    for path, _ in found:
        answer = site.get(f"{path}?lang={lang}")
        assert (answer.status_code, bool(answer.data)) == (200, True)


def test_it_leads_on_in_the_reader_s_language(site: Answering) -> None:
    page = site.get("/templates?lang=en").text
    assert re.search(r'<form [^>]*method="get" action="/check\?lang=en"', page)
    assert 'formaction="/register?lang=en"' in page
    assert '<input type="hidden" name="lang" value="en">' in page
    assert 'href="/publish?lang=en"' in page
    assert 'href="/templates"' in site.get("/join").text


#: What the page tells to copy → whether the hub asks for a file in its place.
COPIED = (
    "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml", "https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing",
    "https://docs.google.com/spreadsheets/d/1aB/edit#gid=0", "https://cloud.exemple.fr/s/AbCdEfGhIjKlMnO",
    "https://lite.framacalc.org/lab-valrouge", "https://drive.google.com/file/d/1aB/view",
    "https://www.dropbox.com/s/abc/lab.xlsx?dl=0", "https://github.com/lab/fiche/blob/main/lab.xlsx",
    "https://gitlab.com/lab/fiche/-/blob/main/lab.xlsx",
)  # fmt: skip


def test_the_page_of_a_lab_at_fablabs_io_leads_to_its_record() -> None:
    record = "https://api.fablabs.io/0/labs/fablab-du-gier.json"
    for page in ("https://www.fablabs.io/labs/fablab-du-gier", "https://fablabs.io/labs/fablab-du-gier/?locale=fr"):
        assert download_address(page) == record
    assert download_address("https://www.fablabs.io/labs") == "https://www.fablabs.io/labs"


@pytest.mark.parametrize("address", COPIED)
def test_addresses_as_they_are_copied_lead_to_the_file(address: str) -> None:
    assert download_address(address) != address
