"""Who has access to what, over made-up communes 11.12 km apart on a meridian: worked out by hand."""

import csv
import io
import json
import re
import time
from datetime import date, timedelta
from pathlib import Path

import made_up
import pytest
from pages_kit import NOW, Answering, Outline, SmallHub, valid
from pyoxigraph import Literal, NamedNode
from support.labs import lab, machine, text

from harvester.names import SCHEMA
from server.pages.coverage.facts import Facts, Lab, known_types
from server.pages.coverage.gaps import gap, sites, too_far
from server.pages.coverage.survey import survey
from server.pages.coverage.weekly import public_hours
from server.pages.rows import Record
from server.places import Place
from server.places.standing import Address, Position
from server.store.guard import GuardPool

VALROUGE = lab(
    {
        "#laser": machine("Laser"),
        "#imp": {
            "nom": "Imprimante",
            "typeMachine": "imprimante-3d-fff",
            "etat": "en-panne",
            "etatDepuis": "2026-11-16",
        },
        "#scie": {"nom": "Scie", "typeMachine": "scie-a-ruban"},
    },
    adresse={"commune": "Valrouge", "codePostal": "99100", "pays": "FR"},
    position={"lat": 45.0, "lon": 4.0},
)  # fmt: skip
#: No position: it stands at the centre of its commune.
FICTIF = lab(
    {
        "#vinyle": {
            "nom": "Découpeuse vinyle", "typeMachine": "decoupeuse-vinyle", "etat": "en-service", "quantite": 1,
            "offreDePret": {
                "beneficiaires": "labs-du-reseau", "dureeMaxJours": 14, "prixEuros": 20, "cautionEuros": 100,
                "disponible": "oui",
            },
        },
    },
    nom="FabLab d'en haut",
    adresse={"commune": "St-Fictif le Haut", "codePostal": "99120", "pays": "FR"},
    besoins=[{"nom": "Une laser", "typeMachine": "laser-co2"}],
)  # fmt: skip
del FICTIF["position"]


def hub_of_two(data: Path, pool: GuardPool, *, table: bool = True) -> Answering:
    """A hub of two labs, with the made-up communes or without."""
    small = SmallHub(data)
    for slug, document in (("valrouge", VALROUGE), ("fictif", FICTIF)):
        assert small.receive(small.register(slug), text(document)).outcome == "LOADED"
    assert small.hub.publish() is not None
    if table:
        made_up.loaded(small.settings.data)
    return Answering(small, pool)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Answering:
    return hub_of_two(tmp_path_factory.mktemp("coverage"), pool)


def words(site: Answering, path: str, lang: str = "fr") -> str:
    answer = site.get(path, lang)
    assert answer.status_code == 200, path
    valid(answer.text)
    return " ".join(Outline(answer.text).text.replace("\u00a0", " ").replace("\u202f", " ").split())


def table(site: Answering, query: str = "") -> list[dict[str, str]]:
    answer = site.get(f"/coverage.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


# --- the numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("radius", "within", "without", "communes"), [("10", 1000, 500, 2), ("11.2", 1200, 300, 1), ("22,3", 1500, 0, 0)]
)
def test_who_is_near_a_laser(two: Answering, radius: str, within: int, without: int, communes: int) -> None:
    """The laser is at Valrouge (1,000 inhabitants); L'Ormeau (200) is 11.12 km away, Saint-Fictif (300) 22.24 km."""
    rows = table(two, f"?type=laser-co2&radius={radius}")
    near = {row["commune"]: int(row["population"]) for row in rows if row["dans_le_rayon"] == "true"}
    assert (len(rows), sum(near.values())) == (3, within)
    told = words(two, f"/coverage?type=laser-co2&radius={radius}")
    assert f"{without} habitants trop loin" in told
    assert f"{communes} commune" in told


def test_distances_go_from_the_centre(two: Answering) -> None:
    rows = {row["commune"]: row for row in table(two, "?type=laser-co2")}
    told = {name: (row["distance_km"], row["lab"], row["position_approximative"]) for name, row in rows.items()}
    assert told == {
        "Valrouge": ("0", "valrouge", "false"),
        "L'Ormeau": ("11.1", "valrouge", "false"),
        "Saint-Fictif-le-Haut": ("22.2", "valrouge", "false"),
    }


def test_a_lab_without_a_position_is_approximate(two: Answering) -> None:
    row = next(row for row in table(two, "?type=decoupeuse-vinyle") if row["commune"] == "Valrouge")
    assert (row["distance_km"], row["lab"], row["position_approximative"]) == ("22.2", "fictif", "true")
    assert "FabLab d'en haut approximatif" in words(two, "/coverage?type=decoupeuse-vinyle")


@pytest.mark.parametrize(
    ("radius", "steps"),
    [
        ("10", ["Saint-Fictif-le-Haut : 300 habitants de 1 commune", "L'Ormeau : 200 habitants de 1 commune"]),
        ("11.2", ["Saint-Fictif-le-Haut : 300 habitants de 1 commune"]),  # L'Ormeau would too: the larger is chosen
    ],
)
def test_where_one_more_reaches_most(two: Answering, radius: str, steps: list[str]) -> None:
    told = words(two, f"/coverage?type=laser-co2&radius={radius}")
    assert [step for step in steps if step in told] == steps
    assert told.count("y gagnent l'accès") == len(steps)


def test_nobody_is_left_where_all_are_near(two: Answering) -> None:
    assert "Toutes les communes de la zone" in words(two, "/coverage?type=laser-co2&radius=30")


def test_a_commune_with_what_its_labs_say(two: Answering) -> None:
    """One slot, Thursday 17:30 to 21:00; one printer down since the 16th; on the 26th that is ten days."""
    told = words(two, "/coverage?commune=99001")
    for said in ("Habitants 1 000", "Heures tout public par semaine 3,5 h", "Machines en service 1", "depuis 10 jours"):
        assert said in told
    row = next(row for row in table(two, "?type=laser-co2&commune=99003") if row)
    assert (row["besoins"], row["machines_comptees"], row["heures_public_semaine"]) == ("1", "0", "3.5")


def test_days_down_move_with_the_clock(two: Answering) -> None:
    two = Answering(two.small, two.pool, NOW + timedelta(days=7))
    assert "depuis 17 jours" in words(two, "/coverage?commune=99001")
    rows = [row for row in table(two, "?type=imprimante-3d") if row["machines_en_panne"] != "0"]
    assert [(row["commune"], row["jours_arret"], row["date"]) for row in rows] == [("Valrouge", "17", "2026-12-03")]


def test_machines_whose_state_is_not_said_count_only_if_asked(two: Answering) -> None:
    assert "1 machine dont l'état n'est pas dit n'est pas comptée" in words(two, "/coverage")
    assert {row["distance_km"] for row in table(two, "?type=scie-a-ruban")} == {""}
    rows = table(two, "?type=scie-a-ruban&unsure=1")
    assert {row["commune"]: row["distance_km"] for row in rows}["Valrouge"] == "0"


# --- repair, borrow, buy --------------------------------------------------------------------------------------------


def test_repair_and_purchase_by_the_readers_own_figures(two: Answering) -> None:
    """Mended, the printer reaches 1,000; bought once 1,000 for 2,000 €; twice 1,300 for 4,000 €."""
    told = words(two, "/coverage?type=imprimante-3d-fff&radius=10&budget=4500&price=2 000&repair=500 €")
    ways = told[told.index("Par habitant gagné") :]
    assert "Réparer Imprimante, FabLab d'essai en panne, depuis 10 jours 500 € 1 000 habitants 0,50 € tient" in ways
    assert "Acheter 1 machine Valrouge 2 000 € 1 000 habitants 2 € tient" in ways
    assert "Acheter 2 machines Valrouge et 1 autre commune 4 000 € 1 300 habitants 3,08 € tient" in ways
    assert ways.index("Réparer") < ways.index("Acheter 1") < ways.index("Acheter 2")


def test_no_price_is_invented(two: Answering) -> None:
    told = words(two, "/coverage?type=imprimante-3d-fff&radius=10")
    assert told.count("à chiffrer") == 2
    assert "aucun n'est inventé ici" in told


def test_a_loan_counts_whom_it_leaves_without(two: Answering) -> None:
    """Lent to Valrouge the vinyl cutter reaches 1,000 and leaves the 300 of Saint-Fictif: 700, 22.2 km away."""
    told = words(two, "/coverage?type=decoupeuse-vinyle&radius=10&budget=10")
    ways = told[told.index("Par habitant gagné") :]
    assert (
        "Emprunter Découpeuse vinyle, FabLab d'en haut → Valrouge 22,2 km, 14 jours au plus, caution 100 € 20 € "
        "700 habitants 0,03 € dépasse"
    ) in ways


# --- areas, parameters ----------------------------------------------------------------------------------------------


def test_area_is_that_of_the_labs_until_another_is_chosen(two: Answering) -> None:
    assert "CC des Essais, 3 communes, 1 500 habitants" in words(two, "/coverage")
    assert len(table(two, "?type=laser-co2&zone=dep-99")) == 5
    assert len(table(two, "?type=laser-co2&zone=reseau")) == 6
    assert {row["commune"] for row in table(two, "?commune=99004")} == {"Ormeau"}  # its own EPCI
    assert "CC du Modèle, 2 communes" in words(two, "/coverage?zone=epci-900000001&commune=ormeau")
    assert "CC des Essais, 3 communes" in words(two, "/coverage?zone=&commune=st+fictif+le+haut&type=")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?radius=far", 400, "« radius » est un nombre entre 0 et 200"), ("?radius=0", 400, "radius"),
        ("?radius=201", 400, "radius"), ("?budget=-5", 400, "budget"), ("?price=nan", 400, "price"),
        ("?repair=1e99", 400, "repair"), ("?sort=joy", 400, "« sort » peut être"),
        ("?type=joy", 404, "n'est pas dans la liste"), ("?zone=epci-1", 404, "Aucune commune connue"),
        ("?zone=%3Cscript%3E", 404, "Aucune commune connue"), ("?commune=00000", 404, "n'est connue ici"),
        ("?commune=St Ficti Bas", 404, "Vouliez-vous dire : Saint-Fictif-le-Haut (99003) ?"),
        ("?commune=%3Cscript%3E", 404, "n'est connue ici"),
        ("?page=9", 404, "ne mène à aucune page"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(two: Answering, query: str, status: int, said: str) -> None:
    answer = two.get(f"/coverage{query}")
    assert answer.status_code == status
    assert said in Outline(answer.text).text.replace("\u00a0", " ")


def test_radius_is_a_setting_until_a_reader_chooses(
    tmp_path: Path, pool: GuardPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FABCOMMONS_COVERAGE_RADIUS", "25")
    site = hub_of_two(tmp_path, pool)
    assert "rayon de 25 km" in words(site, "/coverage")
    assert "rayon de 5 km" in words(site, "/coverage?radius=5")


def test_an_area_with_too_many_communes_is_refused(
    tmp_path: Path, pool: GuardPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FABCOMMONS_COVERAGE_COMMUNES", "4")
    site = hub_of_two(tmp_path, pool)
    assert site.get("/coverage").status_code == 200
    answer = site.get("/coverage?zone=dep-99")
    assert answer.status_code == 400
    assert "5 communes ; cette page en mesure 4 au plus" in Outline(answer.text).text.replace("\u00a0", " ")


def test_without_a_table_the_communes_are_those_of_the_labs(tmp_path: Path, pool: GuardPool) -> None:
    """The lab without a position is nowhere then; a table that is loaded later is followed."""
    site = hub_of_two(tmp_path, pool, table=False)
    told = words(site, "/coverage")
    assert "Aucun tableau de communes n'est chargé" in told
    assert "les communes des labs, 1 commune ·" in told
    assert "1 lab sans position ni commune reconnue n'entre dans aucune distance" in told
    assert [row["commune"] for row in table(site, "?type=laser-co2&commune=VALROUGE")] == ["Valrouge"]
    made_up.loaded(site.small.settings.data)
    assert "3 communes, 1 500 habitants" in words(site, "/coverage")


def test_before_anything_is_published(empty: Answering) -> None:
    assert "rien ne peut être mesuré" in words(empty, "/coverage")
    assert "nothing can be measured" in words(empty, "/coverage", "en")
    assert table(empty) == []


def test_sources_and_hypotheses_are_written_out(two: Answering) -> None:
    told = words(two, "/coverage?type=laser-co2")
    assert "Communes : Institut des essais, licence etalab-2.0." in told
    assert "à vol d'oiseau" in told
    assert "code Insee de la commune" in told
    assert {row["source_communes"] for row in table(two)} == {"Institut des essais (etalab-2.0)"}
    assert "jeudi" not in told
    assert "26 novembre 2026" in told


def test_choices_are_kept_from_link_to_link(two: Answering) -> None:
    links = Outline(two.get("/coverage?zone=dep-99&radius=7&lang=en", "fr").text).links
    kept = [link for link in links if link.startswith("/coverage?") and "zone" in link]
    assert len(kept) > 1  # the one in the foot of the page begins anew
    assert all("zone=dep-99" in link and "radius=7" in link and "lang=en" in link for link in kept)


# --- pure -----------------------------------------------------------------------------------------------------------


def slot(**columns: str) -> Record:
    lists = {"access": "access", "weeks": "week-pattern", "period": "school-period"}
    values = {"day": NamedNode(f"{SCHEMA}Monday"), "opens": Literal("14:00"), "closes": Literal("18:00")} | {
        name: NamedNode(f"https://w3id.org/fabcommons/{lists[name]}/{value}") if name in lists else Literal(value)
        for name, value in columns.items()
    }
    return Record(Literal(str(sorted(columns.items()))), {name: (value,) for name, value in values.items()})


@pytest.mark.parametrize(
    ("slots", "hours"),
    [
        ([slot()], 4), ([slot(access="tout-public")], 4), ([slot(access="adherents")], 0),
        ([slot(weeks="paires")], 2), ([slot(weeks="premiere-du-mois")], 4 * 12 / 52), ([slot(weeks="toutes")], 4),
        ([slot(), slot(opens="16:00", closes="20:00")], 6), ([slot(opens="22:00", closes="00:00")], 2),
        ([slot(until="2026-11-25")], 0), ([slot(**{"from": "2026-11-27"})], 0), ([slot(period="ete")], 0),
        ([slot(period="hors-vacances")], 4), ([slot(opens="tôt")], 0), ([], 0),
    ],
)  # fmt: skip
def test_public_hours(slots: list[Record], hours: float) -> None:
    assert public_hours(slots, date(2026, 11, 26)) == pytest.approx(hours)


def generated(labs: int, communes: int) -> tuple[Facts, list[Place]]:
    """A network spread over a grid, each lab with seven types."""
    places = [Place(f"{n:05}", f"C{n}", (), 45 + n % 20 / 10, 4 + n // 20 / 10, n) for n in range(communes)]
    known = {
        str(n): Lab(str(n), (), True, Position(45 + n % 41 / 20, 4 + n // 41 / 20, False, None), None, Address())
        for n in range(labs)
    }
    types = known_types()
    stock = {kind: {str(n): 1 for n in range(k % 6, labs, 6)} for k, kind in enumerate(types)}
    return Facts(known, stock, {}, {}, 0, [], [], {}), places


def test_a_department_is_measured_in_a_moment() -> None:
    """All types, 326 communes, 1,596 labs; the greedy choice for each type too."""
    facts, places = generated(1596, 326)
    begun = time.process_time()
    found = survey(facts, places, unsure=False)
    for kind in known_types():
        far = too_far(found, kind, 10)
        assert gap(found, kind, 10, frozenset()).communes == len(far)
        sites(found, far, 10)
    assert time.process_time() - begun < 5  # about 1 s on an idle machine


def test_every_nearest_is_the_nearest() -> None:
    """The short way by cosines gives what the haversine gives."""
    from server.places.distance import kilometres  # noqa: PLC0415

    facts, places = generated(60, 30)
    kind = known_types()[0]
    found = survey(facts, places, unsure=False)
    for place, reach in zip(places, found.nearest[kind], strict=True):
        ends = [(facts.labs[slug].point or (0.0, 0.0)) for slug in facts.stock[kind]]
        expected = min(kilometres((place.lat, place.lon), end) for end in ends)
        assert reach
        assert reach.km == pytest.approx(expected, abs=1e-3)


def test_a_map_is_drawn_where_outlines_are_loaded(tmp_path: Path, pool: GuardPool) -> None:
    """Two squares of a tenth of a degree, one above the other: the north one is too far from the laser in the south."""
    site = hub_of_two(tmp_path, pool)
    assert '<svg class="chart map"' not in site.get("/coverage?type=laser-co2").text
    squares = [made_up.square("99001", "Valrouge", 3.95, 44.95), made_up.square("99002", "L'Ormeau", 3.95, 45.05)]
    outlines = json.dumps({"type": "FeatureCollection", "features": squares})
    made_up.loaded(site.small.settings.data, made_up.TABLE, made_up.write(tmp_path, "contours.geojson", outlines))
    page = site.get("/coverage?type=laser-co2&radius=5").text
    valid(page)
    drawn = re.findall(r'<path class="fill-(\w+)" d="([^"]+)"><title>([^<]+)</title>', page)
    assert [(kind, title.replace("\u00a0", " ")) for kind, _, title in drawn] == [
        ("far", "L&#39;Ormeau : 11,1 km"), ("within", "Valrouge : 0 km")
    ]  # fmt: skip
    tops = {kind: min(int(y) for y in re.findall(r"\d+ (\d+)", path)) for kind, path, _ in drawn}
    assert tops == {"far": 0, "within": 500}
    assert page.count('<circle class="dot"') == 2  # the lab, and the key
