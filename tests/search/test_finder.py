"""The finder over generations that come and go, and what its answers hold."""

import csv
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from made_up import loaded
from pages_kit import LOIRE, NOW, SmallHub

from ontology.names import VOCAB
from server.places import Places
from server.search import export
from server.search.criteria import PAGE, Criteria
from server.search.find import Finder
from server.search.found import NOTHING
from server.search.places import Place
from server.store import generations
from server.store.reader import FINDER
from tests.search.searching import finder_over

FLAGSHIP = Criteria(
    process=(f"{VOCAB}process/decoupe-laser",),
    material=(f"{VOCAB}material/contreplaque",),
    thickness=6,
    status=(f"{VOCAB}status/en-service",),
    day=date(2026, 11, 26),
    hour="19:00",
    near=Place(45.4397, 4.3872, "Saint-Étienne"),
    radius_km=20,
)


def test_the_flagship_question(finder: Finder) -> None:
    """As `tests/queries/expected/cq01.csv` has it, worked out by hand."""
    found = finder.find(FLAGSHIP, NOW)
    rows = [
        (
            h.slug,
            h.distance_km,
            h.slot and (h.slot.opens, h.slot.closes),
            m.id,
            m.inferred,
            m.ability and m.ability.thickness,
        )
        for h in found.hits
        for m in h.machines
    ]
    assert rows == [
        ("ondaine", 9.6, ("17:00", "21:00"), "laser", (), 6),
        ("gier", 10.7, ("17:30", "21:30"), "laser-1", (), 8),
        ("lycee", 19.1, ("17:30", "20:00"), "laser", ("type",), None),
    ]
    assert (found.total, found.machines, found.day) == (3, 3, date(2026, 11, 26))
    assert {point.slug for point in found.points} == {"ondaine", "gier", "lycee"}
    assert found.facets["commune"][0].labs == 1
    gier = found.hits[1].machines[0]
    assert gier.since == "2025-11-03"
    assert gier.model == "Furan Laser FL-6040"


def test_credentials_of_other_labs_have_their_names(finder: Finder) -> None:
    machines = [
        m for hit in finder.everything(Criteria(type=(f"{VOCAB}type/machine-laser",)), NOW).hits for m in hit.machines
    ]
    needed = {iri: name for machine in machines for iri, name in machine.credentials.items()}
    assert needed["https://gier.example/fablab.jsonld#hab-laser"]["fr"] == "Habilitation découpe laser CO2"


def test_pages_hold_so_many(finder: Finder) -> None:
    everything = finder.everything(Criteria(), NOW)
    first = finder.find(Criteria(), NOW)
    assert first.total == everything.total == len(everything.hits)
    assert len(first.hits) == min(PAGE, first.total)
    assert finder.find(Criteria(page=99), NOW).hits == []


def test_closed_labs_answer_to_their_name_only(finder: Finder) -> None:
    assert "unieux" not in {hit.slug for hit in finder.everything(Criteria(), NOW).hits}
    assert "unieux" in {hit.slug for hit in finder.everything(Criteria(text="Unieux"), NOW).hits}
    assert "chambon" in {hit.slug for hit in finder.everything(Criteria(), NOW).hits}  # planned
    assert "chambon" not in {hit.slug for hit in finder.everything(Criteria(day=date(2026, 11, 26)), NOW).hits}


def test_places_are_the_communes_of_labs(finder: Finder) -> None:
    for name in ("Saint-Chamond", "saint chamond", "St Chamond", "Saint-Chamont", "42207"):
        place = finder.place(name)
        assert place is not None, name
        assert place.label == "Saint-Chamond"
    assert finder.place("Atlantide") is None
    assert finder.place("") is None


def test_nothing_is_found_before_the_first_generation(tmp_path: Path) -> None:
    small = SmallHub(tmp_path)
    finder = finder_over(small)
    assert finder.find(FLAGSHIP, NOW) == NOTHING
    assert finder.place("Saint-Chamond") is None
    small.engine.dispose()


def test_it_follows_generations_that_come_and_go(tmp_path: Path) -> None:
    """A lab changes, another leaves; the index of each generation is its own, and equals one built from nothing."""
    small = SmallHub(tmp_path)
    finder = finder_over(small)
    document = json.loads((LOIRE / "labs" / "gier.jsonld").read_bytes())
    source = small.register("gier")
    small.receive(source, json.dumps(document).encode())
    small.receive(small.register("boen"), (LOIRE / "labs" / "boen.jsonld").read_bytes())
    small.hub.publish()
    assert {hit.slug for hit in finder.find(Criteria(), NOW).hits} == {"gier", "boen"}
    for number in range(5):
        document["nom"] = f"Nom nouveau {number}"
        small.receive(small.source("gier"), json.dumps(document).encode())
        small.hub.publish()
        (gier,) = finder.find(Criteria(text=f"nouveau {number}"), NOW).hits
        assert gier.name["fr"] == f"Nom nouveau {number}"
    small.withdraw("boen")
    small.hub.publish()
    kept = finder.find(Criteria(), NOW)
    assert {hit.slug for hit in kept.hits} == {"gier"}
    assert len(generations.all_generations(tmp_path)) == generations.KEPT
    assert all((path / FINDER).is_dir() for path in generations.all_generations(tmp_path))
    small.hub.publish_anew()
    assert finder.find(Criteria(), NOW) == kept
    small.engine.dispose()


def test_many_threads_ask_while_generations_change(tmp_path: Path) -> None:
    small = SmallHub(tmp_path)
    document = json.loads((LOIRE / "labs" / "gier.jsonld").read_bytes())
    small.receive(small.register("gier"), json.dumps(document).encode())
    small.hub.publish()
    finder, stop = finder_over(small), threading.Event()

    def ask() -> set[int]:
        totals = set()
        while not stop.is_set():
            totals.add(finder.find(Criteria(text="laser"), NOW).total)
        return totals

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        for number in range(6):
            document["resume"] = f"Résumé {number}"
            small.receive(small.source("gier"), json.dumps(document).encode())
            small.hub.publish()
        stop.set()
    assert [future.result() for future in asking] == [{1}] * 4
    small.engine.dispose()


def test_the_table_of_answers(finder: Finder) -> None:
    found = finder.everything(FLAGSHIP, NOW)
    rows = list(csv.DictReader(io.StringIO("".join(export.csv_pieces(found, "https://commons.example")))))
    assert [
        (row["slug"], row["distance_km"], row["opens"], row["max_thickness_mm"], row["to_confirm"]) for row in rows
    ] == [
        ("ondaine", "9.6", "17:00", "6", ""),
        ("gier", "10.7", "17:30", "8", ""),
        ("lycee", "19.1", "17:30", "", "type"),
    ]
    assert rows[1]["page_url"] == "https://commons.example/machines/gier/laser-1"
    assert rows[1]["materials"] == "contreplaque"
    features = json.loads("".join(export.geojson_pieces(found, "https://commons.example")))["features"]
    assert [feature["geometry"]["coordinates"] for feature in features][1] == [4.5148, 45.4752]


def test_hostile_values_stay_in_their_cells(finder: Finder) -> None:
    found = finder.everything(Criteria(), NOW)
    rows = list(csv.reader(io.StringIO("".join(export.csv_pieces(found, "https://commons.example")))))
    assert {len(row) for row in rows} == {len(export.FOUND.names)}
    assert len(rows) == found.total + 1
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@", "\t")]


def test_a_lab_without_position_stands_at_the_centre_of_its_commune(network: SmallHub, tmp_path: Path) -> None:
    """Le Chambon-Feugerolles plans a lab and gives no position yet; its Insee code is 42044."""
    loaded(
        tmp_path, "code_insee,nom,codes_postaux,population,lon,lat\n42044,Le Chambon-Feugerolles,42500,1,4.32,45.39\n"
    )

    def current() -> Path | None:
        return generations.current(network.settings.data)

    finder = Finder(current, network.settings.zone, Places(tmp_path))
    hits = {hit.slug: hit for hit in finder.everything(Criteria(), NOW).hits}
    assert (hits["chambon"].lat, hits["chambon"].lon, hits["chambon"].approximate) == (45.39, 4.32, True)
    assert not hits["gier"].approximate
    near = finder.everything(Criteria(near=Place(45.4, 4.32, "ici"), radius_km=2), NOW)
    assert [(hit.slug, hit.distance_km) for hit in near.hits] == [("chambon", 1.1)]
