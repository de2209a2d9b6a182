"""Page, API and command say the same of what labs already have: pages, spreadsheets, calendars, records of lists."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from adapters_kit import HERE, MEDIA_TYPES, ods, sheets_of, xlsx
from check_kit import Desk, of_page, of_report, printed
from pages_kit import NOW

import shapes
from harvester.adapters.received import Limits
from harvester.check import NOWHERE
from harvester.judge import Profile, judge
from server.store.guard import GuardPool

_KINDS = {
    **MEDIA_TYPES,
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".json": "application/json",
    ".ics": "text/calendar",
}


@dataclass(frozen=True)
class Form:
    """A file as a lab has it: its name, its bytes, the limits of a strict hub."""

    name: str
    content: bytes
    limits: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name} {''.join(self.limits)}".strip()

    @property
    def media_type(self) -> str:
        return _KINDS.get(Path(self.name).suffix, "")


def _archive(member: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(member, "x")
    return content.getvalue()


def _beside() -> Iterator[Form]:
    for path in sorted(HERE.glob("*/*")):
        if path.suffix in MEDIA_TYPES:
            yield Form(path.name, path.read_bytes())
        elif path.suffix == ".json" and path.name.count(".") == 1:
            yield Form(f"{path.stem}.xlsx", xlsx(sheets_of(path)))
            yield Form(f"{path.stem}.ods", ods(sheets_of(path)))


SPACE = {
    "api_compatibility": ["14"], "space": "Lab", "logo": "https://space.example/logo.png",
    "url": "https://space.example/", "state": {"open": True, "trigger_person": "Camille"},
    "location": {"address": "1 place de l'Exemple, 42000 Saint-Étienne", "lat": 45.44, "lon": 4.39, "timezone": "CET!"},
    "contact": {"email": "camille.martin@space.example", "keymasters": [{"name": "Camille"}]},
}  # fmt: skip
DIRECTORY = {
    "id": 7, "name": "Lab", "slug": "lab", "kind_name": "fab_lab", "email": "camille.martin@mail.example",
    "latitude": 45.47, "longitude": 4.51, "links": [], "employees": [{"first_name": "Camille"}],
}  # fmt: skip
BOOK = xlsx([{"name": "Machines", "rows": [["Nom", "Type"], *[["Laser", "laser-co2"]] * 9]}])
FORMS = [
    *_beside(),
    Form("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000),
    Form("letter.docx", _archive("word/document.xml")),
    Form("half.xlsx", BOOK[: len(BOOK) // 2]),
    *(Form("large.xlsx", BOOK, {name: 1}) for name in ("table_rows", "table_columns", "table_cells", "unpacked_bytes")),
    Form("space.json", json.dumps(SPACE).encode()),
    Form("directory.json", json.dumps(DIRECTORY).encode()),
    Form("agenda.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    Form("okh.toml", b'okhv = "OKH-LOSHv1.0"\nname = "Lampe"\nrepo = "https://git.example/lampe"\n'),
]


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
    of_forms = {rule.id for rule in shapes.rules().values() if rule.subject in ("page", "table", "feeds")}
    assert {rule for rule in of_forms if rule[:2] not in ("F1", "F2", "F3")} <= _said()


def _said() -> set[str]:
    profiles = [(form, Profile(NOW.date(), limits=Limits(**form.limits))) for form in FORMS]
    verdicts = [judge(form.content, NOWHERE, profile, content_type=form.media_type) for form, profile in profiles]
    return {finding.rule for verdict in verdicts for finding in verdict.findings}
