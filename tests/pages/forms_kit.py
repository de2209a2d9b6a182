"""What labs already have, one file each: web pages, spreadsheets, a calendar, records of directories."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from adapters_kit import HERE, MEDIA_TYPES, ods, samples, sheets_of, xlsx

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
    yield from (Form(path.name, path.read_bytes()) for path in samples())
    for path in sorted(HERE.glob("table/*.json")):
        if path.name.count(".") == 1:
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
_OF_BOOKS = ("table_rows", "table_columns", "table_cells", "unpacked_bytes", "unpacked_members")
PAGE = b"""<!doctype html><title>Lab</title><link rel="alternate" type="application/ld+json" href="f.jsonld">
<script type="application/json">{}</script>"""
DESCRIBED = b"""<!doctype html><title>Lab</title><script type="application/ld+json">{"@context": "https://schema.org",
"@graph": [{"@type": "Library", "name": "Lab", "telephone": "+33400000000"}, {"@type": "Event"}]}</script>"""
FORMS = [
    *_beside(),
    Form("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000),
    Form("letter.docx", _archive("word/document.xml")),
    Form("both.csv", "Quoi;Nom;Modèle;Site web\nmachine;La laser;SP-400;https://a.example\n".encode()),
    Form("half.xlsx", BOOK[: len(BOOK) // 2]),
    *(Form("large.xlsx", BOOK, {name: 1}) for name in _OF_BOOKS),
    *(Form("large.html", PAGE, limits) for limits in ({"page_tags": 1}, {"page_tag": 20}, {"page_head": 20})),
    Form("many.html", DESCRIBED, {"page_things": 2}),
    Form("space.json", json.dumps(SPACE).encode()),
    Form("directory.json", json.dumps(DIRECTORY).encode()),
    Form("agenda.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
    Form("okh.toml", b'okhv = "OKH-LOSHv1.0"\nname = "Lampe"\nrepo = "https://git.example/lampe"\n'),
]
