"""Maintenance of a lab, of the network, of a model: dangers first, then what is late, as page and as calendar."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from pages_kit import NOW, Answering, Outline, valid
from test_lab_page import text_of

GIER = "/labs/gier/maintenance"
FL6040 = "/models/furan-laser/fl-6040/maintenance"
pytestmark = pytest.mark.usefixtures("moderator")  # the world is not told which safety tasks are late
HOSTILE = ("/labs/hostile/maintenance", "/maintenance")


@pytest.fixture
def clock(site: Answering) -> Iterator[Answering]:
    """The site's clock may be moved, and goes back."""
    yield site
    site.now = NOW


def rows_of(site: Answering, path: str, lang: str = "fr") -> list[list[str]]:
    """The cells of each row of the tables of a page."""
    page = site.get(path, lang).text
    rows = re.findall(r"<tr[^>]*>(\s*<td.*?)</tr>", page, re.DOTALL)
    return [[Outline(cell).text.strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def events(site: Answering, path: str, lang: str = "fr") -> dict[str, date]:
    """Summary → day, of a calendar read by a library."""
    found = Calendar.from_ical(site.get(path, lang).data)
    return {str(event["summary"]).replace("\u00a0", " "): event["dtstart"].dt for event in found.walk("VEVENT")}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", [GIER, "/labs/boen/maintenance", "/labs/unieux/maintenance", "/maintenance", FL6040])
def test_pages_are_valid(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)


def test_overdue_then_never_noted_then_planned_by_date(site: Answering) -> None:
    """gier: the emergency stop is due 15 September + 30 days; the printers and the cutter were never noted."""
    rows = rows_of(site, GIER)
    assert [row[0].partition("  ")[0].split(" plan ")[0].split(" propre ")[0] for row in rows] == [
        "Essayer l'arrêt d'urgence et les capteurs de capot sécurité",
        "Changer la lame et nettoyer la bande de coupe",
        "Nettoyer ou changer la buse",
        "Retendre les courroies et graisser les axes",
        "Nettoyer ou changer la buse",
        "Retendre les courroies et graisser les axes",
        "Nettoyer la lentille et les miroirs sécurité",
        "Dépoussiérer et graisser les rails",
        "Contrôler l'extincteur à côté de la laser sécurité",
        "Changer les filtres d'extraction",
    ]
    assert rows[0][1:] == ["La grande laser", "en retard depuis le 15 octobre 2026", "15 septembre 2026"]
    assert rows[6][2:] == ["avant le 1er décembre 2026", "24 novembre 2026"]
    assert [row[2] for row in rows[7:]] == ["avant le 3 décembre 2026", "avant le 10 février 2027", "selon l'usage"]
    assert "1 tâche en retard, dont 1 pour la sécurité" in text_of(site, GIER)


def test_what_endangers_somebody_is_first_of_what_is_late(site: Answering) -> None:
    """forez: the spindle (15 November) is not critical; the saw (17 August) and the optics (5 November) are."""
    late = [row[1] for row in rows_of(site, "/labs/forez/maintenance") if "en retard" in row[2]]
    assert late == ["Scie à ruban", "Laser grand format", "Défonceuse numérique"]


def test_guide_to_follow_leads_to_its_page(site: Answering) -> None:
    page = site.get("/labs/forez/maintenance")
    assert "/guides/forez/guide-ruban" in [site.get(link).headers.get("Location", link) for link in _guides(page.text)]


def _guides(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'Guide à suivre.*?href="([^"]+)"', page)]


def test_one_machine_has_an_address(site: Answering) -> None:
    rows = rows_of(site, f"{GIER}?machine=plotter")
    assert [row[1] for row in rows] == ["Découpeuse vinyle"]
    assert GIER in Outline(site.get(f"{GIER}?machine=plotter").text).links
    answer = site.get(f"{GIER}?machine=nulle")
    assert answer.status_code == 400
    assert "choisissez-en une dans la liste" in answer.text


def test_day_before_it_is_late_and_day_after(clock: Answering) -> None:
    clock.now = datetime(2026, 10, 15, 21, 30)  # still the 15th in Paris
    assert "Rien n'est en retard" in text_of(clock, GIER)
    clock.now = datetime(2026, 10, 15, 22, 30)  # the 16th in Paris, the 15th in Greenwich
    assert "1 tâche en retard" in text_of(clock, GIER)


def test_nothing_to_look_after_is_said(site: Answering) -> None:
    assert "Aucun entretien n'est prévu" in text_of(site, "/labs/unieux/maintenance")
    assert site.get("/labs/nulle-part/maintenance").status_code == 404
    assert site.get("/labs/parti/maintenance").status_code == 410


def test_calendar_is_read_back(site: Answering) -> None:
    answer = site.get(f"{GIER}.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.data)
    assert str(found["x-wr-calname"]) == "Entretien –\u00a0La Fabrique du Gier"
    assert events(site, f"{GIER}.ics") == {
        "Sécurité : Essayer l'arrêt d'urgence et les capteurs de capot – La grande laser": date(2026, 11, 26),
        "Sécurité : Nettoyer la lentille et les miroirs – La grande laser": date(2026, 12, 1),
        "Dépoussiérer et graisser les rails – La grande laser": date(2026, 12, 3),
        "Sécurité : Contrôler l'extincteur à côté de la laser – La grande laser": date(2027, 2, 10),
    }
    for event in found.walk("VEVENT"):
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["dtstamp"].dt == datetime(2026, 11, 26, 9, tzinfo=UTC)  # when the file was read
        assert str(event["url"]) == "https://commons.example/machines/gier/laser-1"
        assert str(event["description"]).endswith(str(event["url"]))


def test_what_is_late_follows_today_under_the_same_name(clock: Answering) -> None:
    def emergency() -> tuple[date, str]:
        found = Calendar.from_ical(clock.get(f"{GIER}.ics").data)
        event = next(each for each in found.walk("VEVENT") if "arrêt" in str(each["summary"]))
        return event["dtstart"].dt, str(event["uid"])

    today, name = emergency()
    clock.now = NOW + timedelta(days=2)
    assert emergency() == (today + timedelta(days=2), name)


def test_calendar_is_asked_again_by_its_tag(site: Answering) -> None:
    site.session = ""
    tag = site.get(f"{GIER}.ics").headers["ETag"]
    assert site.get(f"{GIER}.ics", If_None_Match=tag).status_code == 304
    assert "Safety: " in "".join(events(site, f"{GIER}.ics?lang=en"))
    assert set(events(site, f"{GIER}.ics?machine=plotter")) == set()


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_lab_is_only_text(site: Answering, path: str) -> None:
    page = site.get(path).text
    valid(page)
    assert "&lt;script&gt;" in page
    assert not {"em", "u", "script", "i"} & set(Outline(page).tags)
    assert "m" * 200 not in page


def test_network_tells_dangers_first(site: Answering) -> None:
    """The ten tasks of competency question 8, by lab: seven critical; then labs with none late."""
    rows = rows_of(site, "/maintenance")
    assert [row[:4] for row in rows[:8]] == [
        ["L'Atelier du Vizézy", "2", "3", "17 août 2026"],
        ["Le Proto de la Gravière", "1", "1", "18 juin 2026"],
        ["Le Labo des gestes, living lab santé", "1", "1", "10 août 2026"],
        ["CampusLab, université des Crêts", "1", "1", "30 septembre 2026"],
        ["La Fabrique du Gier", "1", "1", "15 octobre 2026"],
        ["L'Établi de l'Ondaine", "1", "1", "19 novembre 2026"],
        ["Bords de Loire, fabrique et recyclerie", "–", "1", "29 septembre 2026"],
        ["Le Ruban partagé", "–", "1", "5 novembre 2026"],
    ]
    assert rows[4][4] == "5"
    assert {row[2] for row in rows[8:]} == {"–"}
    assert "10 tâches en retard, dont 7 pour la sécurité, dans 8 labs" in text_of(site, "/maintenance")


def test_network_follows_the_day(clock: Answering) -> None:
    """On 2 December the optics of gier, due on the 1st, are late too; on the 1st they are not."""
    clock.now = datetime(2026, 12, 1, 11)
    assert ["La Fabrique du Gier", "1", "1"] in [row[:3] for row in rows_of(clock, "/maintenance")]
    clock.now = datetime(2026, 12, 2, 11)
    assert ["La Fabrique du Gier", "2", "2"] in [row[:3] for row in rows_of(clock, "/maintenance")]


def test_model_gathers_every_machine_and_what_was_noted(site: Answering) -> None:
    rows = rows_of(site, FL6040)
    assert [row[0] for row in rows[:2]] == [
        "La découpeuse laser L'Établi de l'Ondaine",
        "La grande laser La Fabrique du Gier",
    ]
    assert len(rows) == 5  # gier, ondaine, bords, campus, sante
    assert rows[0][2] == "en retard depuis le 19 novembre 2026faite le 12 novembre 2026"
    assert {row[3] for row in rows} == {"selon l'usage"}
    text = text_of(site, FL6040)
    assert text.index("Miroir 2 piqué") < text.index("Lentille nettoyée") < text.index("capteur de capot gauche")


def test_model_without_a_plan_and_unknown_model(site: Answering) -> None:
    assert "ne donne pas encore de plan" in text_of(site, "/models/ligerine-3d/lg-200/maintenance")
    assert site.get("/models/furan-laser/rien/maintenance").status_code == 404


def test_empty_network_has_nothing_late(empty: Answering) -> None:
    assert "Aucun entretien n'est en retard" in text_of(empty, "/maintenance")
