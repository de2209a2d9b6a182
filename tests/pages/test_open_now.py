"""Open now, closed now, opens at: a table of moments at the labs of the sample network."""

from datetime import date, datetime

import pytest
from pages_kit import Answering
from test_lab_page import text_of

from server.pages.opening import _is_holiday

#: Lab, time in UTC (an hour behind the Loire in winter), what its page says.
MOMENTS = [
    ("gier", "2026-11-26T11:00", "Fermé maintenant ouvre aujourd'hui à 17 h 30, tout public"),
    ("gier", "2026-11-26T16:29", "Fermé maintenant ouvre aujourd'hui à 17 h 30"),
    ("gier", "2026-11-26T16:30", "Ouvert maintenant jusqu'à 21 h 30, tout public"),
    ("gier", "2026-11-26T20:30", "Fermé maintenant ouvre samedi 28 novembre 2026 à 10 h"),
    ("gier", "2026-11-28T15:00", "Ouvert maintenant jusqu'à 18 h, tout public"),  # special opening
    ("gier", "2026-12-22T17:00", "Fermé maintenant ouvre mardi 5 janvier 2027 à 17 h 30"),  # closure
    ("bords", "2026-11-26T09:00", "Fermé maintenant ouvre samedi 28 novembre 2026 à 9 h"),  # closed 25 and 26
    ("bords", "2026-11-24T09:00", "Fermé maintenant ouvre samedi 28 novembre 2026 à 9 h"),
    ("ruban", "2026-11-27T19:30", "Ouvert maintenant jusqu'à 1 h, tout public"),  # even week
    ("ruban", "2026-11-27T23:30", "Ouvert maintenant jusqu'à 1 h"),  # after midnight in the Loire
    ("ruban", "2026-12-04T19:30", "Fermé maintenant ouvre mardi 8 décembre 2026 à 10 h"),  # odd week
    ("roanne", "2026-11-26T13:30", "Ouvert maintenant jusqu'à 18 h 30 (à confirmer : vacances ou jour férié)"),
    ("roanne", "2026-11-25T10:00", "Ouvert maintenant jusqu'à 18 h, tout public"),  # all the year
    ("andrezieux", "2027-05-06T13:00", "Ouvert maintenant jusqu'à 20 h (à confirmer"),  # Ascension
]


@pytest.mark.parametrize(("slug", "at", "said"), MOMENTS)
def test_what_a_lab_says_of_now(site: Answering, slug: str, at: str, said: str) -> None:
    before = site.now
    site.now = datetime.fromisoformat(at)
    try:
        assert said in text_of(site, f"/labs/{slug}")
    finally:
        site.now = before


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("chambon", "Ce lab est en projet : il n'accueille encore personne."),
        ("unieux", "Ce lab a fermé. Sa fiche reste pour ses guides et ses projets."),
    ],
)
def test_lab_that_nobody_can_visit(site: Answering, slug: str, said: str) -> None:
    text = text_of(site, f"/labs/{slug}")
    assert said in text
    assert "maintenant" not in text.partition("Machines")[0]


def test_position_is_a_link_for_the_readers_own_map(site: Answering) -> None:
    assert '<a href="geo:45.4752,4.5148">' in site.get("/labs/gier").text


@pytest.mark.parametrize(
    ("day", "country", "held"), [("2026-07-14", "FR", True), ("2026-07-14", "DE", False), ("2026-07-14", "ZZ", False)]
)
def test_public_holidays(day: str, country: str, held: bool) -> None:
    assert _is_holiday(date.fromisoformat(day), country) is held
