"""Maintenance: of a lab, of the network, of a model, and the calendar of a lab; expectations worked out by hand."""

import re
from datetime import date, timedelta

import icalendar
import pytest
from pages_kit import Answering, Outline, valid
from test_lab_page import text_of

from server.pages import due

GIER = [
    # task, machine, state in words: overdue first, dangers before the rest, then never noted, then by date, then by use
    ("Essayer l'arrêt d'urgence et les capteurs de capot", "La grande laser", "en retard depuis le 15 octobre 2026"),
    ("Changer la lame et nettoyer la bande de coupe", "Découpeuse vinyle", "jamais notée"),
    ("Nettoyer ou changer la buse", "Imprimante 3D de l'accueil", "jamais notée"),
    ("Retendre les courroies et graisser les axes", "Imprimante 3D de l'accueil", "jamais notée"),
    ("Nettoyer ou changer la buse", "Imprimante 3D nomade", "jamais notée"),
    ("Retendre les courroies et graisser les axes", "Imprimante 3D nomade", "jamais notée"),
    ("Nettoyer la lentille et les miroirs", "La grande laser", "avant le 1er décembre 2026"),
    ("Dépoussiérer et graisser les rails", "La grande laser", "avant le 3 décembre 2026"),
    ("Contrôler l'extincteur à côté de la laser", "La grande laser", "avant le 10 février 2027"),
    ("Changer les filtres d'extraction", "La grande laser", "selon l'usage"),
]


def rows_of(page: str) -> list[str]:
    """The rows of the first table, as text."""
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = (Outline(row).text.replace("\u00a0", " ") for row in table.split("</tr>"))
    return [row for row in rows if row.strip()]


def test_lab_tells_what_presses_most_first(site: Answering) -> None:
    rows = rows_of(site.get("/labs/gier/maintenance").text)
    assert len(rows) == len(GIER)
    for row, said in zip(rows, GIER, strict=True):
        assert all(part in row for part in said), (row, said)


def test_one_machine_can_be_chosen(site: Answering) -> None:
    rows = rows_of(site.get("/labs/gier/maintenance?machine=laser-1").text)
    assert [row for row in rows if "La grande laser" in row] == rows
    assert len(rows) == 5
    answer = site.get("/labs/gier/maintenance?machine=laser-9")
    assert answer.status_code == 400
    assert "Choisissez-en une dans la liste" in answer.text


def test_clock_makes_tasks_late(site: Answering) -> None:
    before = site.now
    site.now = before + timedelta(days=6)  # 2 December: the optics were due on the first
    try:
        rows = rows_of(site.get("/labs/gier/maintenance").text)
    finally:
        site.now = before
    assert "Nettoyer la lentille et les miroirs" in rows[1]
    assert "en retard depuis le 1er décembre 2026" in rows[1]


def test_calendar_is_read_back(site: Answering) -> None:
    answer = site.get("/labs/gier/maintenance.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.data)
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert {name: event["DTSTART"].dt for name, event in events.items()} == {
        "La grande laser – Essayer l'arrêt d'urgence et les capteurs de capot": date(2026, 11, 26),  # overdue: today
        "La grande laser – Nettoyer la lentille et les miroirs": date(2026, 12, 1),
        "La grande laser – Dépoussiérer et graisser les rails": date(2026, 12, 3),
        "La grande laser – Contrôler l'extincteur à côté de la laser": date(2027, 2, 10),
    }
    late = events["La grande laser – Essayer l'arrêt d'urgence et les capteurs de capot"]
    assert "En retard depuis le 15 octobre 2026." in str(late["DESCRIPTION"]).replace("\u00a0", " ")
    assert str(late["URL"]) == "https://commons.example/labs/gier/maintenance"
    assert late["DTEND"].dt - late["DTSTART"].dt == timedelta(days=1)
    assert late["TRANSP"] == "TRANSPARENT"
    assert len({str(event["UID"]) for event in events.values()}) == 4


def test_an_entry_keeps_its_name_and_its_revision_grows(site: Answering) -> None:
    before = site.now
    first = _events(site)
    site.now = before + timedelta(days=1)
    try:
        second = _events(site)
    finally:
        site.now = before
    assert first.keys() == second.keys()
    grown = [uid for uid in first if second[uid] > first[uid]]
    assert len(grown) == 1  # the overdue one, which moved to the new today


def _events(site: Answering) -> dict[str, int]:
    calendar = icalendar.Calendar.from_ical(site.get("/labs/gier/maintenance.ics").data)
    return {str(event["UID"]): int(event["SEQUENCE"]) for event in calendar.walk("VEVENT")}


def test_network_puts_the_labs_in_danger_first(site: Answering) -> None:
    rows = rows_of(site.get("/maintenance").text)
    figures = {
        "L'Atelier du Vizézy": (2, 3, 6), "Le Proto de la Gravière": (1, 1, 4), "La Fabrique du Gier": (1, 1, 10),
        "L'Établi de l'Ondaine": (1, 1, 7), "Le Ruban partagé": (0, 1, 2), "Le Quai des Bidouilles": (0, 0, 5),
    }  # fmt: skip
    assert "L'Atelier du Vizézy" in rows[0]
    for name, numbers in figures.items():
        row = next(row for row in rows if name in row)
        assert tuple(map(int, re.findall(r"\b\d+\b", row))) == numbers, row
    places = [next(i for i, row in enumerate(rows) if name in row) for name in figures]
    assert places == sorted(places)


def test_network_and_labs_count_alike(site: Answering) -> None:
    text = text_of(site, "/labs/forez/maintenance")
    assert "2 tâches de sécurité en retard" in text
    assert "3 tâches en retard en tout" in text


def test_model_tells_who_is_late_and_who_noted_what(site: Answering) -> None:
    page = site.get("/models/furan-laser/fl-6040/maintenance").text
    rows = rows_of(page)
    assert "La Fabrique du Gier" in rows[0]
    assert "15 octobre 2026" in rows[0]
    assert "L'Établi de l'Ondaine" in rows[1]
    assert "19 novembre 2026" in rows[1]
    text = Outline(page).text
    assert text.index("Miroir 2 piqué") < text.index("Lentille nettoyée, rien à signaler.")
    assert site.get("/models/furan-laser/xx/maintenance").status_code == 404


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path",
    ["/maintenance", "/labs/gier/maintenance", "/labs/boen/maintenance", "/models/furan-laser/fl-6040/maintenance"],
)
def test_pages_are_whole(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)


def test_nothing_yet(empty: Answering) -> None:
    assert "Aucun lab n'a encore d'entretien à suivre" in text_of(empty, "/maintenance")
    assert "Aucun lab n'a encore partagé de guide." in text_of(empty, "/guides")


def test_overdue_dangers_can_be_kept_from_the_world(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    """One place decides (docs/decisions.md): pages, counts and the feed follow."""
    monkeypatch.setattr(due, "OVERDUE_DANGERS_ARE_PUBLIC", False)
    late = "Essayer l'arrêt d'urgence et les capteurs"
    assert late not in "".join(rows_of(site.get("/labs/gier/maintenance").text))
    assert late not in site.get("/labs/gier/maintenance.ics").text.replace("\r\n ", "")
    assert "en retard depuis" not in text_of(site, "/machines/gier/laser-1")
    assert "0 tâche de sécurité en retard" in text_of(site, "/maintenance")
