"""The index of guides and its filters; a guide's page with its relatives; a model's page; sessions of trainings."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pages_kit import Answering, Outline, valid
from pyoxigraph import Literal, NamedNode
from test_lab_page import text_of

from server.pages.peers import kilometres
from server.pages.rows import Record
from server.pages.sessions import upcoming

PARIS = ZoneInfo("Europe/Paris")
FILTERS = [
    ("model=ligerine-3d/lg-220", {"Première impression sur la LG-220", "First print on the LG-220"}),
    ("lab=gier&kind=securite", {"Laser : ce qu'on ne découpe jamais"}),
    ("lab=gier&kind=safety", {"Laser : ce qu'on ne découpe jamais"}),
    (
        "language=en",
        {"First print on the LG-220", "Cleaning the optics of a CO2 laser", "Démarrer la défonceuse CU-1200"},
    ),
    ("licence=CC0-1.0&lab=ondaine", {"Fermer l'atelier sans rien oublier"}),
    ("type=studio-captation", {"Enregistrer son premier podcast"}),
    ("type=machine-laser&lab=forez", {"Optique de la FL-1390 : nos photos pas à pas"}),
    ("lab=roanne&licence=CC0-1.0", set()),
]


def names(site: Answering, query: str) -> set[str]:
    page = site.get(f"/guides?{query}").text
    cards = page.split('<li class="card">')[1:]
    return {Outline(card.split("</h3>")[0] + "</h3>").text.strip().replace("\u00a0", " ") for card in cards}


@pytest.mark.parametrize(("query", "found"), FILTERS)
def test_filters(site: Answering, query: str, found: set[str]) -> None:
    assert names(site, query) == found


def test_no_guide_is_a_sentence_and_an_unknown_value_an_error(site: Answering) -> None:
    assert "Aucun guide ne remplit toutes ces conditions" in text_of(site, "/guides?lab=roanne&licence=CC0-1.0")
    for query in ("type=teleporteur", "lab=nulle-part", "language=xx", "model=a/b"):
        answer = site.get(f"/guides?{query}")
        assert answer.status_code == 400
        assert "Choisissez dans la liste" in answer.text


def test_index_names_each_guide_of_a_lab_once(site: Answering) -> None:
    page = site.get("/guides").text
    valid(page)
    assert page.count('<li class="card">') == 19
    assert "La Fabrique du Gier" in page
    assert page.count("à relire") == 3  # gier#securite-laser, roanne#guide-lg220-en, unieux#guide-lg200


def test_guide_names_its_relatives(site: Answering) -> None:
    text = text_of(site, "/guides/gier/guide-optique")
    assert "Aussi traduit Cleaning the optics of a CO2 laser (anglais)" in text
    assert "A inspiré Optique de la FL-1390 : nos photos pas à pas" in text
    assert "Traduit de Nettoyer l'optique d'une laser CO2" in text_of(site, "/guides/campus/guide-optics")
    assert "D'après guide-brodeuse-2019 (campus.example) (introuvable ici)" in text_of(
        site, "/guides/ruban/guide-brodeuse"
    )


def test_old_guide_says_so(site: Answering) -> None:
    said = "Ce guide n'a pas été relu depuis plus de deux ans"
    assert said in text_of(site, "/guides/gier/securite-laser")
    assert said not in text_of(site, "/guides/gier/guide-optique")
    assert "à relire : plus de deux ans" in text_of(site, "/machines/gier/laser-1")


def test_model_tells_its_reference_guide_first(site: Answering) -> None:
    text = text_of(site, "/models/furan-laser/fl-6040")
    order = [
        "Matériaux interdits : PVC", "Prendre en main la découpeuse laser FL-6040", "guide de référence",
        "Cleaning the optics of a CO2 laser", "Plan d'entretien commun", "Miroir 2 piqué",
    ]  # fmt: skip
    places = [text.index(said) for said in order]
    assert places == sorted(places)


def test_machine_tells_the_next_session_its_peers_and_their_notes(site: Answering) -> None:
    text = text_of(site, "/machines/campus/laser")
    for said in (
        "Prochaine séance : jeudi 26 novembre 2026, de 18 h à 21 h – Ma première découpe laser, La Fabrique du Gier",
        "24 novembre 2026 – La grande laser, La Fabrique du Gier (Nettoyer la lentille et les miroirs)Miroir 2 piqué",
        "La grande laser – La Fabrique du Gier, Saint-Chamond en service depuis le 3 novembre 2025",
        "à 9 km à vol d'oiseau",
    ):
        assert said in text
    own = text_of(site, "/machines/gier/laser-1")
    notes = own[own.index("Ce que d'autres labs ont noté") : own.index("Du même modèle")]
    assert "Miroir 2 piqué" not in notes
    assert "Tout coupe bien." in notes


def test_a_session_that_has_begun_is_no_longer_next(site: Answering) -> None:
    before = site.now
    site.now = datetime(2026, 11, 26, 17, 1)  # 18 h 01 in the Loire
    try:
        assert "Aucune séance n'est annoncée : demandez au lab qui forme." in text_of(site, "/machines/campus/laser")
    finally:
        site.now = before


def test_machine_tells_how_it_is_lent(site: Answering) -> None:
    text = text_of(site, "/machines/gier/imp-nomade")
    assert "indisponible pour : labs du réseau · 21 jours au plus · gratuit · caution 150 €" in text


def event(start: str, rrule: str = "", status: str = "") -> Record:
    columns = {"start": (Literal(start),)}
    columns |= {"rrule": (Literal(rrule),)} if rrule else {}
    return Record(NamedNode("https://x.example/#e"), columns | ({"status": (NamedNode(status),)} if status else {}))


NEXT = [
    (event("2026-11-26T18:00:00+01:00"), "2026-11-26"),
    (event("2026-11-26T11:59:00+01:00"), None),
    (event("2026-11-26"), "2026-11-26"),  # all the day
    (event("2026-11-25"), None),
    (event("2026-10-07T14:00:00+02:00", "FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T225959Z"), "2026-12-02"),
    (event("2026-10-07T14:00:00+02:00", "FREQ=WEEKLY;BYDAY=WE;COUNT=3"), None),
    (event("2026-11-05T18:00:00", "FREQ=WEEKLY"), "2026-11-26"),
    (event("2026-12-01T18:00:00", status="http://schema.org/EventCancelled"), None),
    (event("2026-12-01T18:00:00", status="http://schema.org/EventPostponed"), None),
    (event("never"), None),
    (event("2020-01-01T00:00:00", "FREQ=SECONDLY"), None),
    (event("2020-01-01T00:00:00", "FREQ=<b>"), None),
]


@pytest.mark.parametrize(("event", "day"), NEXT)
def test_next_session(event: Record, day: str | None) -> None:
    found = upcoming([event], datetime(2026, 11, 26, 11, tzinfo=UTC).astimezone(PARIS), PARIS)
    assert [each.day.isoformat() for each in found] == ([day] if day else [])


def test_distance() -> None:
    """Saint-Étienne to Paris is 409 km; the antipodes are half the way round the Earth (radius 6,371 km)."""
    assert kilometres((45.4397, 4.3872), (48.8566, 2.3522)) == pytest.approx(409, abs=2)
    assert kilometres((0, 0), (0, 180)) == pytest.approx(20015, abs=1)
