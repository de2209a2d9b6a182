"""The templates as other programs read them, and what the hub makes of one that was filled in and put at an address."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from adapters_kit import judged
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
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
OFFICE = shutil.which("soffice")


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


def digits(sheet: Worksheet) -> dict[str, str]:
    """Header of what is no number, though made of digits → how its first cell is shown."""
    return {
        row[0].value: row[1].number_format for row in sheet.iter_rows() if row[0].value in ("Code postal", "Téléphone")
    }


def test_cells_are_shown_as_what_they_are() -> None:
    book = load_workbook(io.BytesIO(template.template("lab", "fr", "xlsx", TODAY)))
    assert digits(book["Lab"]) == {"Code postal": "@", "Téléphone": "@"}
    assert [cell.number_format for cell in book["Agenda"][3][2:5]] == ["dd/mm/yyyy", "hh:mm", "hh:mm"]
    with zipfile.ZipFile(io.BytesIO(template.template("lab", "fr", "ods", TODAY))) as archive:
        cells = re.findall(r"<table:table-cell[^>]*>", archive.read("content.xml").decode())
    kept = {kind: {cell for cell in cells if f'value-type="{kind}"' in cell} for kind in ("date", "time")}
    assert all(kept.values())
    assert all(f'style-name="{kind}"' in cell for kind, found in kept.items() for cell in found)


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice here: apt-get install libreoffice-calc")
@pytest.mark.parametrize("form", ["ods", "xlsx"])
def test_saved_by_libreoffice_a_template_says_the_same(tmp_path: Path, form: str) -> None:
    content = template.template("lab", "fr", form, TODAY)
    (tmp_path / f"lab.{form}").write_bytes(content)
    command = [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to"]
    for saved in ("ods", "xlsx"):
        words = [*command, saved, "--outdir", str(tmp_path / saved), str(tmp_path / f"lab.{form}")]
        subprocess.run(words, check=True, capture_output=True, timeout=120)
        again = judged((tmp_path / saved / f"lab.{saved}").read_bytes())
        assert json.loads(again.document or b"") == json.loads(judged(content).document or b"")
