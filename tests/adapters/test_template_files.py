"""The templates as other programs read them, and what the hub makes of one that was filled in and put at an address."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from adapters_kit import judged
from click.testing import CliRunner
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from support.clock import Clock
from support.commons import Commons
from support.web import Web

from harvester.adapters.table import template
from harvester.report import Outcome
from server.cli import cli

TODAY = Clock()().date()
FILES = [(name, lang, form) for name in template.NAMES for lang in template.LANGUAGES for form in template.FORMATS]
#: What a template leaves to be said elsewhere, beyond advice.
LEFT: Mapping[str, set[str]] = {"lab": set(), "machines": {"W2-hours"}, "events": {"W2-hours"}}
CREDENTIAL = "EducationalOccupationalCredential"


@pytest.fixture
def commons(tmp_path: Path, web: Web) -> Iterator[Commons]:
    hub = Commons(tmp_path, web, Clock())
    yield hub
    hub.close()


@pytest.mark.parametrize(("name", "lang", "form"), FILES)
def test_a_template_is_a_lab_file_without_a_fault(name: str, lang: str, form: str) -> None:
    verdict = judged(template.template(name, lang, form, TODAY), template.FORMATS[form])
    assert (verdict.outcome, verdict.kind) == (Outcome.LOADED, "table")
    assert {finding.rule for finding in verdict.findings if finding.severity != "Info"} == LEFT[name]


@pytest.mark.parametrize(("name", "lang"), {(name, lang) for name, lang, _ in FILES})
def test_other_readers_see_the_same_sheets_and_no_formula(name: str, lang: str) -> None:
    books = {form: template.template(name, lang, form, TODAY) for form in ("xlsx", "ods")}
    read = {form: CalamineWorkbook.from_filelike(io.BytesIO(content)) for form, content in books.items()}
    assert read["xlsx"].sheet_names == read["ods"].sheet_names
    assert read["xlsx"].sheet_names[:-2] == template.sheet_names(name, lang)
    cells = [cell for page in load_workbook(io.BytesIO(books["xlsx"])) for row in page.iter_rows() for cell in row]
    assert cells
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("form", template.FORMATS)
def test_at_an_address_it_is_checked_and_gathered_with_its_machines_and_events(
    commons: Commons, web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    monkeypatch.setenv("FABCOMMONS_ALLOW_LOOPBACK", "true")
    content = template.template("lab", "fr", form, TODAY)
    commons.register("lab", content)
    commons.put("lab", content, headers={"Content-Type": template.FORMATS[form]})
    command = ["check", web.url("/lab"), "--json", "--data", str(tmp_path / "none")]
    told = json.loads(CliRunner().invoke(cli, command).output)
    assert (told["outcome"], commons.round()["lab"].outcome) == ("LOADED", Outcome.LOADED)
    kinds = Counter(
        re.split("[/#]", value.strip("<>"))[-1] for _, key, value in commons.graph("lab") if key.endswith("#type")
    )
    assert kinds == Counter({"FabLab": 1, "Machine": 2, "Event": 1, "EducationEvent": 1, CREDENTIAL: 1})
