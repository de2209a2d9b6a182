"""Criteria from addresses and back: codes of both languages, days and hours, mistakes with a mend."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from ontology.names import VOCAB
from server.search.address import Asked, read, written
from server.search.criteria import Criteria
from server.search.places import Place

SAINT_ETIENNE = Place(45.4397, 4.3872, "Saint-Étienne")


def asked(parameters: str) -> Asked:
    pairs = [pair.partition("=") for pair in parameters.split("&") if pair]
    known = {"Saint-Étienne": SAINT_ETIENNE}
    return read(MultiDict((name, value) for name, _, value in pairs), known.get)


def materials(codes: str) -> tuple[str, ...]:
    return tuple(f"{VOCAB}material/{code}" for code in codes.split())


READ = (
    ("q= laser ", Criteria(text="laser")),
    ("procede=decoupe-laser", Criteria(process=(f"{VOCAB}process/decoupe-laser",))),
    ("process=laser-cutting", Criteria(process=(f"{VOCAB}process/decoupe-laser",))),
    ("materiau=pmma,cuir&material=plywood", Criteria(material=materials("pmma cuir contreplaque"))),
    ("materiau=contreplaque&epaisseur=8,5", Criteria(material=(f"{VOCAB}material/contreplaque",), thickness=8.5)),
    ("width=600&depth=400", Criteria(width=600, depth=400)),
    ("pret=1&sans-formation=oui", Criteria(loanable=True, no_training=True)),
    ("jour=jeudi&heure=19h30", Criteria(weekday=3, hour="19:30")),
    ("day=thursday&hour=19", Criteria(weekday=3, hour="19:00")),
    ("jour=2026-11-26&heure=9:05&jusqu-a=12h", Criteria(day=date(2026, 11, 26), hour="09:05", until="12:00")),
    ("jour=demain", Criteria(days_ahead=1)),
    ("lieu=Saint-Étienne", Criteria(near=SAINT_ETIENNE, radius_km=20)),
    ("place=Saint-Étienne&radius=35", Criteria(near=SAINT_ETIENNE, radius_km=35)),
    ("lat=45.43971&lon=4.38725", Criteria(near=Place(45.44, 4.39, mine=True), radius_km=20)),
    ("tri=pertinence&page=3", Criteria(sort="relevance", page=3)),
    ("age=12&public=enfants", Criteria(age=12, audience=(f"{VOCAB}audience/enfants",))),
    ("utm_source=somewhere&procede=&jour=", Criteria()),
)  # fmt: skip


@pytest.mark.parametrize(("parameters", "criteria"), READ, ids=[row[0] for row in READ])
def test_read(parameters: str, criteria: Criteria) -> None:
    assert asked(parameters) == Asked(criteria)


@pytest.mark.parametrize("criteria", [row[1] for row in READ], ids=[row[0] for row in READ])
def test_what_is_written_is_read_again(criteria: Criteria) -> None:
    again = read(MultiDict(written(criteria)), {"Saint-Étienne": SAINT_ETIENNE}.get)
    assert again == Asked(criteria)


#: Parameters; the name of the one that is wrong; words of the mend in French and in English.
WRONG = (
    ("procede=laser-a-pain", "procede", "fabrication-additive", "for example"),
    ("jour=jeudis", "jour", "2026-11-26", "thursday"),
    ("jour=2026-13-45", "jour", "2026-11-26", "thursday"),
    ("heure=25:00", "heure", "19:00", "19:00"),
    ("jusqu-a=20:00", "jusqu-a", "heure", "hour"),
    ("rayon=5000&lieu=Saint-Étienne", "rayon", "entre 1 et 500", "between 1 and 500"),
    ("rayon=12", "rayon", "commune", "town"),
    ("rayon=nan&lieu=Saint-Étienne", "rayon", "entre 1 et 500", "between 1 and 500"),
    ("lieu=Atlantide", "lieu", "voisine", "nearby"),
    ("lat=95&lon=4", "lat", "latitude", "latitude"),
    ("lat=nan&lon=4", "lat", "latitude", "latitude"),
    ("lat=45", "lat", "latitude", "latitude"),
    ("epaisseur=6", "epaisseur", "procédé", "process"),
    ("epaisseur=six&procede=decoupe-laser", "epaisseur", "sans unité", "without a unit"),
    ("largeur=-1", "largeur", "compris", "between"),
    ("age=3.5", "age", "compris", "between"),
    ("pret=peut-etre", "pret", "1 pour oui", "1 for yes"),
    ("tri=couleur", "tri", "distance", "distance"),
    ("page=0", "page", "compris", "between"),
)


@pytest.mark.parametrize(("parameters", "name", "french", "english"), WRONG, ids=[row[0] for row in WRONG])
def test_a_mistake_says_how_to_mend_it(parameters: str, name: str, french: str, english: str) -> None:
    (mistake,) = asked(parameters).mistakes
    assert mistake.name == name
    assert french in mistake.fr
    assert english in mistake.en


def test_the_rest_is_read_beside_a_mistake() -> None:
    found = asked("procede=laser-a-pain&type=laser-co2&jour=jeudis&heure=19:00")
    assert found.criteria == Criteria(type=(f"{VOCAB}type/laser-co2",), hour="19:00")
    assert len(found.mistakes) == 2


def test_the_position_of_a_visitor_is_rounded_in_the_address() -> None:
    assert written(asked("lat=45.43971&lon=4.38725").criteria) == {"lat": ["45.44"], "lon": ["4.39"]}


def test_weekdays_are_the_next_ones() -> None:
    thursday = date(2026, 11, 26)
    assert Criteria(weekday=3).asked_day(thursday) == thursday
    assert Criteria(weekday=2).asked_day(thursday) == date(2026, 12, 2)
    assert Criteria(hour="19:00").asked_day(thursday) == thursday
    assert Criteria().asked_day(thursday) is None
