"""A commune is found by what people type."""

import time
from pathlib import Path

import made_up
import pytest

from server.places import Places
from server.places.place import key

FRANCE = Path(__file__).parents[3] / "shared" / "data" / "geo" / "communes_fr_postcodes_centroids.csv"


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Saint-Étienne", "saint etienne"), ("ST ETIENNE", "saint etienne"), ("St. Étienne", "saint etienne"),
        ("Ste-Colombe s/ Seine", "sainte colombe sur seine"), ("L'Horme", "horme"), ("l’horme", "horme"),
        ("La", "la"), ("Œuilly", "oeuilly"), ("Bourg-lès-Valence", "bourg les valence"), ("  ", ""), ("<b>", "b"),
    ],
)  # fmt: skip
def test_key(name: str, same: str) -> None:
    assert key(name) == same


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Valrouge", "99001"), ("VALROUGE", "99001"), ("val-rouge", "99001"), ("Valrouje", "99001"),
        ("st fictif le haut", "99003"), ("Saint Fictiff le Haut", "99003"), ("oeuvry les bois", "99005"),
        ("L'Ormeau", "99002"), ("Ormeau", "99004"),
        ("99002", "99002"), ("99110", "99002"), ("99100", "99001"), ("98006", "98006"),
        ("99100 L'Ormeau", "99002"), ("Valrouge (98)", "98006"), ("Valrouge 98600", "98006"),
        ("Valrouge (42)", None), ("", None), ("x", None), ("Ailleurs", None), ("00000", None),
        ("\u202e\x00", None), ("m" * 10_000, None), ("'; DROP TABLE communes", None),
    ],
)  # fmt: skip
def test_found(communes: Places, text: str, code: str | None) -> None:
    found = communes.find(text)
    assert (found.code if found else None) == code


def test_of_two_that_share_a_name_the_nearest_is_meant_else_the_largest(communes: Places) -> None:
    codes = [place.code for place in (communes.find("Valrouge"), communes.find("Valrouge", (46.9, 4.5))) if place]
    assert codes == ["99001", "98006"]


def test_what_somebody_may_mean(communes: Places) -> None:
    assert [place.code for place in communes.suggest("val")] == ["99001", "98006"]
    assert [place.code for place in communes.suggest("Saint Ficti Bas")] == ["99003"]
    assert [place.name for place in communes.suggest("orm", 1)] == ["L'Ormeau"]
    assert communes.suggest("") == []


def test_asked_by_code_and_by_area(communes: Places) -> None:
    place = communes.by_code("99002")
    assert place
    assert (place.name, place.postcodes, place.population, place.department) == (
        "L'Ormeau",
        ("99100", "99110"),
        200,
        "99",
    )
    assert (place.lat, place.lon, place.epci_code, place.epci) == (45.1, 4.0, "900000001", "CC des Essais")
    assert [place.code for place in communes.all(epci="900000002")] == ["99004", "99005"]
    assert [place.code for place in communes.all(department="980")] == ["98006"]
    assert len(communes) == len(list(communes.all())) == 6
    assert communes.by_code("99999") is None


def test_nothing_loaded_finds_nothing(tmp_path: Path) -> None:
    none = Places(tmp_path)
    assert (len(none), none.about, none.stamp(), none.find("Valrouge"), none.suggest("val")) == (0, None, "", None, [])
    assert dict(none.outlines()) == {}


def test_a_new_table_is_followed_without_a_restart(tmp_path: Path) -> None:
    found = made_up.places(tmp_path)
    before = found.stamp()
    made_up.loaded(tmp_path, f"{made_up.HEAD}\n99007,Neuville-la-Feinte,99150,10,,,4.0,45.0\n")
    assert found.find("Neuville la Feinte") is not None
    assert found.find("Valrouge") is None
    assert found.stamp() != before


def test_a_damaged_file_leaves_the_site_without_communes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = made_up.places(tmp_path)
    (tmp_path / "places.jsonl").write_text("{}\n[[1]]\n")
    assert found.find("Valrouge") is None
    assert "cannot be read" in caplog.text


@pytest.mark.skipif(not FRANCE.exists(), reason="the table of France is not in ../shared/data/geo")
def test_the_communes_of_france(tmp_path: Path) -> None:
    france = made_up.places(tmp_path, FRANCE.read_text(encoding="utf-8"))
    for text, code in (
        ("St Etienne", "42218"), ("rive de gieer", "42186"), ("42400", "42207"), ("lyon", "69123"), ("2A004", "2A004"),
        ("Saint-Aubin (62)", "62742"), ("Le Chambon-Feugerolles", "42044"),
    ):  # fmt: skip
        found = france.find(text)
        assert found, text
        assert found.code == code
    begun = time.process_time()
    for _ in range(20):
        france.find("saint-étiene")
    assert (time.process_time() - begun) / 20 < 0.05  # 5 ms on an idle machine
