"""When two sources are one lab: surely, perhaps, not at all; a directory's record gives way to the lab's own file."""

from typing import Any

import pytest
from support.commons import Commons
from support.labs import lab

from harvester import registry
from harvester.desk import moderation, reviews
from harvester.desk.acts import on as acts_on
from harvester.desk.duplicates import Index, compare, distance
from harvester.desk.moderation import By
from harvester.desk.traits import Traits, of_row, page
from harvester.desk.undo import undo

HERE = {"lat": 45.38, "lon": 4.28}
NEXT_DOOR = {"lat": 45.3801, "lon": 4.2801}  # 13 m
ACROSS = {"lat": 45.3804, "lon": 4.2804}  # 54 m
FAR = {"lat": 48.85, "lon": 2.35}

TABLE: list[tuple[str, dict[str, Any], dict[str, Any], set[str], bool]] = [
    (
        "near, same name",
        {"names": ("FabLab du Gier",), **HERE},
        {"names": ("Fablab du Gier",), **NEXT_DOOR},
        {"near", "name"},
        True,
    ),
    ("near, other name", {"names": ("La Bobine",), **HERE}, {"names": ("Usinette",), **NEXT_DOOR}, set(), False),
    ("54 m away", {"names": ("La Bobine",), **HERE}, {"names": ("La Bobine",), **ACROSS}, set(), False),
    (
        "accents and order",
        {"names": ("L'Établi du Gier",), **HERE},
        {"names": ("gier ETABLI",), **NEXT_DOOR},
        {"near", "name"},
        True,
    ),
    (
        "names in two languages",
        {"names": ("Workshop of Gier", "Atelier du Gier"), **HERE},
        {"names": ("Atelier Gier",), **HERE},
        {"near", "name"},
        True,
    ),
    (
        "only «fablab» in common",
        {"names": ("FabLab de Paris",), **HERE},
        {"names": ("FabLab du Gier",), **HERE},
        set(),
        False,
    ),
    ("no name at all", {**HERE}, {**HERE}, set(), False),
    (
        "same SIRET and name",
        {"siret": "12345678901234", "names": ("La Bobine",)},
        {"siret": "12345678901234", "names": ("La bobine",)},
        {"siret", "name"},
        True,
    ),
    ("same SIRET, nothing else", {"siret": "12345678901234"}, {"siret": "12345678901234"}, {"siret"}, False),
    ("same RNA, far away", {"rna": "W421000000", **HERE}, {"rna": "W421000000", **FAR}, {"rna"}, False),
    ("same RNA, same place", {"rna": "W421000000", **HERE}, {"rna": "W421000000", **ACROSS}, {"rna"}, True),
    (
        "same site, same name",
        {"pages": ("gier.example",), "names": ("Gier",)},
        {"pages": ("gier.example",), "names": ("Le Gier",)},
        {"page", "name"},
        True,
    ),
    (
        "same site, other name",
        {"pages": ("metropole.example",), "names": ("Gier",)},
        {"pages": ("metropole.example",), "names": ("Furan",)},
        {"page"},
        False,
    ),
    ("nothing", {}, {}, set(), False),
]


@pytest.mark.parametrize(("one", "other", "reasons", "sure"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_likeness(one: dict[str, Any], other: dict[str, Any], reasons: set[str], sure: bool) -> None:
    a, b = Traits(**one), Traits(**other)
    found = compare(a, b)
    assert compare(b, a) == found, "both ways"
    assert (set(found.reasons), found.sure) == (reasons, sure) if found else not reasons
    assert [key for key, _ in Index([("b", b)]).candidates(a)] == (["b"] if found else []), "the index misses nobody"
    assert of_row(a.as_row()) == a


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.Gier.example/", "gier.example"),
        ("http://gier.example/labo/?x=1", "gier.example/labo?x=1"),
        ("ftp://gier.example", ""),
        ("gier.example", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_pages_are_compared_without_what_varies(address: str, told: str) -> None:
    assert page(address) == told


def test_distance_is_in_metres() -> None:
    metres = distance(Traits(**HERE), Traits(**NEXT_DOOR))  # type: ignore[arg-type]
    assert metres is not None
    assert 12 < metres < 15


def test_a_page_that_many_labs_share_tells_nothing() -> None:
    crowd = Index((n, Traits(names=("Lab",), pages=("network.example",))) for n in range(60))
    assert list(crowd.candidates(Traits(names=("Lab",), pages=("network.example",)))) == []


def seed(commons: Commons, slug: str, document: Any) -> None:
    """A directory's record."""
    commons.put(slug, document)
    with commons.hub.engine.begin() as db:
        entry = (commons.web.url(f"/{slug}", "directory.example"), slug, f"https://directory.example/{slug}")
        registry.add_all(db, [entry], commons.clock(), seeded=True)


def test_a_record_gives_way_to_the_lab_itself_and_the_undo_holds(commons: Commons) -> None:
    seed(commons, "gier-annuaire", lab(nom="Fablab Gier", memeQue=["https://gier.example/"]))
    seed(commons, "autre", lab(nom="La Forge", position=FAR))
    commons.hub.round()
    assert commons.source("gier-annuaire").graph
    commons.register("gier", lab(nom="FabLab du Gier", contact={"site": "https://www.gier.example"}))
    commons.hub.round()
    record = commons.source("gier-annuaire")
    assert (record.status, record.successor, record.graph) == ("superseded", commons.source("gier").id, None)
    assert commons.source("autre").status == "accepted"
    act = acts_on(commons.hub.engine, "gier-annuaire")[0]
    assert (act.who, act.act, act.reason) == ("hub", "merge", "page, near, name")
    with commons.hub.engine.begin() as db:
        undo(db, By("Aïcha", commons.clock(), "deux lieux"), act.id)
    for _ in range(2):
        commons.clock.pass_by(hours=7)
        commons.put("gier", lab(nom="FabLab du Gier", contact={"site": "https://www.gier.example"}, note="encore"))
        commons.hub.round()
    assert commons.source("gier-annuaire").status == "accepted", "the hub does not join again what was told apart"
    assert commons.source("gier-annuaire").graph


@pytest.mark.parametrize("degrees", ["-INF", "INF", "NaN", "-1e999", "1e308", "-181"])
def test_a_place_that_is_nowhere_ends_no_round(commons: Commons, degrees: str) -> None:
    """An address may bear numbers that no position has; comparing them must not break the round of everybody."""
    address = {"commune": "Saint-Étienne", "codePostal": "42000", "pays": "FR", "lat": degrees, "lon": degrees}
    for slug in ("un", "deux"):
        commons.register(slug, lab(nom="La Bobine", siret="12345678200010", adresse=address))
    commons.hub.round()
    assert [commons.source(slug).outcome for slug in ("un", "deux")] == ["LOADED", "LOADED"]
    assert len(reviews.waiting(commons.hub.engine)) == 1


def test_two_files_of_labs_are_a_question_asked_once(commons: Commons) -> None:
    commons.register("un", lab(nom="La Bobine"))
    commons.register("deux", lab(nom="La Bobine"))
    for _ in range(2):
        commons.hub.round()
        commons.clock.pass_by(hours=7)
    (review,) = reviews.waiting(commons.hub.engine)
    assert review.kind == "duplicate"
    assert {review.source, review.other} == {commons.source("un").id, commons.source("deux").id}
    assert review.why == {"reasons": ["near", "name"], "metres": 0, "sure": True}
    with commons.hub.engine.begin() as db:
        number = moderation.tell_apart(db, By("Aïcha", commons.clock()), "deux", "un")
    assert reviews.waiting(commons.hub.engine) == []
    commons.put("un", lab(nom="La bobine !"))
    commons.hub.round()
    assert reviews.waiting(commons.hub.engine) == []
    with commons.hub.engine.begin() as db:
        undo(db, By("Aïcha", commons.clock()), number)
    assert len(reviews.waiting(commons.hub.engine)) == 1


def test_a_merge_closes_the_question_and_its_undo_opens_it(commons: Commons) -> None:
    commons.register("un", lab(nom="La Bobine"))
    commons.register("deux", lab(nom="La Bobine"))
    commons.hub.round()
    with commons.hub.engine.begin() as db:
        number = moderation.merge(db, By("Aïcha", commons.clock()), "deux", "un")
    commons.hub.round()
    assert reviews.waiting(commons.hub.engine) == []
    assert commons.graph("deux") == set()
    with commons.hub.engine.begin() as db:
        undo(db, By("Aïcha", commons.clock()), number)
    assert len(reviews.waiting(commons.hub.engine)) == 1
