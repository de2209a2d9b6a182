"""Page, API and command say the same of what labs already have: pages, spreadsheets, calendars, records of lists."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from check_kit import Desk, of_page, of_report, printed
from forms_kit import FORMS, Form
from pages_kit import NOW
from support.subjects import FORMS as SUBJECTS

import shapes
from harvester.adapters.received import Limits
from harvester.check import NOWHERE
from harvester.judge import Profile, judge
from server.store.guard import GuardPool


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("forms"), pool)
    yield desk
    desk.close()


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_page_api_and_command_say_the_same(
    wide: Desk, form: Form, tmp_path: Path, pool: GuardPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "data", pool, **form.limits) if form.limits else wide
    file = tmp_path / form.name
    file.write_bytes(form.content)
    report = desk.api(form.content, form.media_type)
    assert json.loads(desk.command(monkeypatch, str(file), "--json")) == report
    for lang in ("fr", "en"):
        assert of_page(desk.page(lang, form.content, form.name)) == of_report(report, lang)
        printed(report, desk.command(monkeypatch, str(file), "--lang", lang), lang)
    if desk is not wide:
        desk.close()


def test_every_rule_that_a_check_of_them_can_say_is_said() -> None:
    """Rules of what a lab's file points to (F1 to F3) are said of visits, not of checks."""
    of_forms = {rule.id for rule in shapes.rules().values() if rule.subject in (*SUBJECTS, "feeds")}
    assert {rule for rule in of_forms if rule[:2] not in ("F1", "F2", "F3")} <= _said()


def _said() -> set[str]:
    profiles = [(form, Profile(NOW.date(), limits=Limits(**form.limits))) for form in FORMS]
    verdicts = [judge(form.content, NOWHERE, profile, content_type=form.media_type) for form, profile in profiles]
    return {finding.rule for verdict in verdicts for finding in verdict.findings}


@pytest.mark.parametrize("form", [form for form in FORMS if form.name.startswith("fautes.")], ids=str)
def test_who_has_a_table_is_told_what_to_type_in_cells(wide: Desk, form: Form) -> None:
    results = wide.api(form.content, form.media_type)["results"]
    hints = {result["code"]: result["hint"] for result in results if not result["code"].startswith("G")}
    assert len(hints) > 5
    for hint in hints.values():
        assert not re.search(r'["{}\[\]]|guillemet', hint["fr"])
        assert not re.search(r'["{}\[\]]|quotes', hint["en"])
    page = wide.page("fr", form.content, form.name)
    assert "dans la colonne" in page.casefold()
