"""The agenda of the sample network, worked out by hand from its files; noon on 26 November 2026 unless said."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from agenda_kit import COMING, plain, shown
from pages_kit import Answering, Outline, SmallHub, valid
from support.labs import lab, text

from server.app import create_app
from server.pages.directory import directory
from server.pages.planning.dates import unfolded
from server.pages.planning.events import events
from server.pages.site import Site
from server.store.guard import GuardPool


def names(page: str) -> set[str]:
    return {name for _, _, name in shown(page)}


def at(site: Answering, moment: datetime) -> Answering:
    """The same site at another time."""
    return Answering(site.small, site.pool, moment)


def test_what_is_to_come(site: Answering) -> None:
    page = site.get("/agenda").text
    assert shown(page) == COMING
    assert f"{len(COMING)} dates à venir" in plain(page)


def test_what_is_off_says_so(site: Answering) -> None:
    entries = {plain(e.split("</p>")[1]): e for e in site.get("/agenda").text.split('<li class="event')[1:]}
    cancelled, postponed = entries["Café réparation annulé"], entries["Un fanzine en une soirée reporté"]
    assert cancelled.startswith(" off")
    assert "Annulé : la salle est prise" in plain(cancelled)
    assert "Reporté au 12 janvier" in plain(postponed)
    assert "en ligne, avec" in plain(entries["Rencontre « le son libre » passé en ligne"])


@pytest.mark.parametrize(("query", "expected"), [
    ("lab=gier", {"Ma première découpe laser", "Fête des communs"}),
    ("theme=sante-living-lab", {"Habilitation résine", "Fabriquer pour un proche"}),
    ("theme=livre-edition", {"Samedi 3D", "Un fanzine en une soirée", "Rencontre « le son libre »"}),
    ("genre=formation", {
        "Ma première découpe laser", "Filles qui soudent", "Graver son premier circuit", "Habilitation résine",
        "Stage broderie numérique", "Habilitation machines à bois, session de décembre",
    }),
    ("genre=rendez-vous&gratuit=oui&public=tout-public", {
        "Fête des communs", "Réunion publique : quel FabLab voulons-nous ?", "Portes ouvertes du lycée",
    }),
    ("public=seniors", {"Fabriquer pour un proche"}),
    ("public=families", {"Réparer ses jouets", "Samedi 3D", "Mercredi couture", "Fabriquer un nichoir"}),
    ("en-ligne=oui", {"Rencontre « le son libre »"}),
    # Charlieu is 13.9 km north and 8.1 km east of Roanne: 16 km; Boën and Feurs, the next ones, are over 30 km away
    ("lieu=Roanne&rayon=20", {
        "Samedi 3D", "Un fanzine en une soirée", "Rencontre « le son libre »", "Pochoir sur soie",
    }),
    ("lieu=montbrison&rayon=5", {"Fabriquer un nichoir", "Habilitation machines à bois, session de décembre"}),
    ("lieu=rive de gier&rayon=1", {"Filles qui soudent", "Portes ouvertes du lycée"}),
    ("lab=gier&gratuit=oui", {"Fête des communs"}),
])  # fmt: skip
def test_choices(site: Answering, query: str, expected: set[str]) -> None:
    answer = site.get(f"/agenda?{query}")
    assert answer.status_code == 200
    assert names(answer.text) == expected
    assert "Tout l'agenda" in plain(answer.text)


def test_distance_is_as_the_crow_flies(site: Answering) -> None:
    """From Montbrison (45.6071, 4.0652) to Feurs (45.7421, 4.2258): 15.0 km north, 12.5 km east."""
    assert "(à 20 km à vol d'oiseau)" in plain(site.get("/agenda?lab=plaine&lieu=Montbrison").text)


@pytest.mark.parametrize(("query", "mend"), [
    ("lab=personne", "Choisissez-le dans le formulaire"), ("theme=poterie", "Choisissez dans le formulaire"),
    ("genre=fete", "atelier, formation, rendez-vous"), ("public=chats", "Choisissez dans le formulaire"),
    ("gratuit=peut-etre", "Écrivez « oui »"), ("lieu=Atlantis", "vérifiez son nom, ou prenez celle d'un lab"),
    ("rayon=loin", "de 1 à 1000, par exemple 20"), ("rayon=0", "de 1 à 1000"), ("rayon=²", "de 1 à 1000"),
    ("vue=semaine", "liste, mois"), ("vue=mois&mois=decembre", "de 2025-11 à 2028-11"),
    ("vue=mois&mois=2031-01", "de 2025-11 à 2028-11"), ("vue=mois&mois=2026-13", "écrivez l'année et le mois"),
    ("lab=<script>", "Aucun lab ne s'appelle"),
])  # fmt: skip
def test_a_wrong_choice_names_the_mend(site: Answering, query: str, mend: str) -> None:
    for path in ("/agenda", "/agenda.ics"):
        if path == "/agenda.ics" and "vue" in query:
            continue
        answer = site.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert mend in plain(answer.text)
        assert "<script>" not in answer.text.split("</head>")[1]


def test_nothing_to_come_is_said(site: Answering, empty: Answering) -> None:
    chosen = site.get("/agenda?theme=icc&public=enfants").text
    assert "Rien n'est annoncé avec ces choix." in plain(chosen)
    for view in ("/agenda", "/agenda?vue=mois"):
        answer = empty.get(view)
        assert answer.status_code == 200
        valid(answer.text)
    assert "Aucun lab n'annonce de date" in plain(empty.get("/agenda").text)
    assert site.get("/agenda?page=2").status_code == 404


# --- the clock ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("moment", "there"), [
    (datetime(2026, 11, 26, 19, 59), True), (datetime(2026, 11, 26, 20, 1), False),  # it ends at 21 h, 20 h UTC
])  # fmt: skip
def test_what_has_ended_is_gone(site: Answering, moment: datetime, there: bool) -> None:
    assert ("Ma première découpe laser" in names(at(site, moment).get("/agenda").text)) is there


def test_a_night_is_shown_until_it_ends(site: Answering) -> None:
    """The night of 27 November ends at 1 h on the 28th; at half past midnight it stands under that day."""
    found = shown(at(site, datetime(2026, 11, 27, 23, 30)).get("/agenda").text)
    assert found[0][0] == "2026-11-28"
    assert ("2026-11-28", "de 20 h à 1 h", "Nocturne « aiguilles et synthés »") in found
    assert "Nocturne « aiguilles et synthés »" not in names(at(site, datetime(2026, 11, 28, 0, 1)).get("/agenda").text)


def test_hours_stay_when_the_clocks_change(site: Answering) -> None:
    """28 March 2027: summer time begins. The talk is at 12 h 30, in winter and on 31 March and 28 April, its last."""
    for moment in (datetime(2027, 3, 27, 11), datetime(2027, 3, 28, 11)):
        assert shown(at(site, moment).get("/agenda").text) == [
            ("2027-03-31", "de 12 h 30 à 13 h 30", "Open hardware lunch talk"),
            ("2027-04-28", "de 12 h 30 à 13 h 30", "Open hardware lunch talk"),
        ]


@pytest.mark.parametrize(("moment", "month", "first"), [
    (datetime(2026, 12, 31, 22, 59), "décembre 2026", "2027-01-27"),
    (datetime(2026, 12, 31, 23, 1), "janvier 2027", "2027-01-27"),
])  # fmt: skip
def test_the_year_ends_by_the_clock_of_the_network(site: Answering, moment: datetime, month: str, first: str) -> None:
    there = at(site, moment)
    assert f">{month}</h2>" in there.get("/agenda?vue=mois").text
    assert shown(there.get("/agenda").text)[0][0] == first


def test_what_repeats_is_unfolded_for_so_many_days(site: Answering, pool: GuardPool) -> None:
    settings = site.small.settings.model_copy(update={"agenda_days": 7})
    app = create_app(settings, pool, site.small.engine, lambda: site.now)
    found = shown(app.test_client().get("/agenda", headers={"Accept": "text/html", "Accept-Language": "fr"}).text)
    assert [day for day, _, name in found if name == "Mercredi couture"] == ["2026-12-02"]
    assert [day for day, _, name in found if name == "Samedi 3D"] == ["2026-11-28"]
    assert "Portes ouvertes du lycée" in {name for _, _, name in found}


def test_recurrences_of_a_lab_are_unfolded_up_to_the_limit(site: Answering) -> None:
    with site.app.test_request_context("/agenda"):
        view = site.app.view_functions["pages.agenda"]
        whole: Site = view.args[0]  # type: ignore[attr-defined]
        found = [e for e in events(whole, directory(whole), date(2026, 11, 26)) if e.rule]
    window = date(2026, 11, 26), date(2026, 12, 31), 1000
    assert len(unfolded(found, *window, 50)) == 8  # three Wednesdays, four Saturdays, one talk
    # The same again is over the limit: of each only the first time is shown, which only for the Saturdays is to come.
    assert len(unfolded([*found, *found], *window, 1)) == 9


# --- a month --------------------------------------------------------------------------------------------------------


def cells(page: str) -> Iterator[tuple[str, list[str]]]:
    """Day and names of each cell of the month."""
    for cell in page.split("<td ")[1:]:
        day = re.search(r'<time datetime="([^"]+)"', cell)
        assert day
        yield day[1], [plain(name) for name in re.findall(r"<a [^>]*>(.*?)</a>", cell.split("</td>")[0])]


def test_a_month_is_whole_weeks_with_their_numbers(site: Answering) -> None:
    page = site.get("/agenda?vue=mois&mois=2026-12").text
    valid(page)
    found = dict(cells(page))
    assert next(iter(found)) == "2026-11-30"
    assert list(found)[-1] == "2027-01-03"
    assert len(found) == 35
    assert re.findall(r'<th scope="row">.*?(\d+)</th>', page) == ["49", "50", "51", "52", "53"]
    assert found["2026-12-05"] == ["Samedi des prototypes", "Stage broderie numérique", "Samedi 3D"]
    assert found["2026-12-16"] == ["Mercredi couture"]
    assert found["2026-12-23"] == []
    assert 'mois=2026-11"' in page
    assert 'mois=2027-01"' in page


def test_a_month_that_is_over_can_be_seen(site: Answering) -> None:
    """October: sewing on the 7th, 14th, 21st, 28th, before and after winter time begins on the 25th."""
    found = dict(cells(site.get("/agenda?vue=mois&mois=2026-10&lab=ondaine").text))
    assert [day for day, found_names in found.items() if found_names] == [
        "2026-10-07", "2026-10-14", "2026-10-21", "2026-10-28",
    ]  # fmt: skip
    assert "mois=2025-10" not in site.get("/agenda?vue=mois&mois=2025-11").text


# --- crowds ----------------------------------------------------------------------------------------------------------


def test_one_lab_leaves_room_for_the_others(tmp_path: Path, pool: GuardPool) -> None:
    """A thousand events are shown; with one more, the lab has its own page for them."""
    small = SmallHub(tmp_path)
    for slug, number in (("crowded", 1001), ("large", 1000), ("small", 1)):
        agenda = {f"#e{n}": {"nom": f"{slug} {n}", "debut": "2026-12-03T18:00"} for n in range(number)}
        more = {"projets": {"#p": {"nom": f"Projet {slug}", "licence": "CC-BY-4.0"}}}
        assert small.receive(small.register(slug), text(lab(machines=0, agenda=agenda, **more))).outcome == "LOADED"
    small.hub.publish()
    page = Answering(small, pool).get("/agenda?page=11").text
    assert "1001 dates à venir" in plain(page)
    assert "crowded" not in "".join(name for _, _, name in shown(page))
    projects = Answering(small, pool).get("/projects").text
    assert re.findall(r">(Projet [a-z]+)<", projects) == ["Projet large", "Projet small"]
    assert Answering(small, pool).get("/labs/crowded").status_code == 200


def test_a_lab_leads_to_its_agenda(site: Answering) -> None:
    links = Outline(site.get("/labs/gier").text).links
    assert {"/agenda?lab=gier", "/labs/gier/agenda.ics"} <= set(links)
