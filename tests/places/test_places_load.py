"""Public tables are loaded whole or not at all; what is wrong is told with its line, in both languages."""

import json
from pathlib import Path

import made_up
import pytest
from click.testing import CliRunner
from made_up import HEAD, OUTLINES, TABLE, write

from server.cli import cli
from server.places import Places
from server.places.errors import PlacesError
from server.places.load import put_together

LOIRE = Path(__file__).parents[3] / "shared" / "data" / "geo"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("CODGEO;LIBGEO;PMUN;EPCI;LIBEPCI;Latitude;Longitude", "99001;Valrouge;1 000;900000001;CC des Essais;45,0;4,0"),
        ("INSEE_COM\tNOM_COM\tPopulation municipale\tlat\tlon", "99001\tValrouge\t1000\t45\t4"),
        ("nom,code_commune_INSEE,code_postal,latitude,longitude,pop", "Valrouge,99001,99100,45.0,4.0,1000.0"),
    ],
)
def test_other_names_of_columns(head: str, row: str) -> None:
    found, problems = put_together({"communes.csv": f"{head}\n{row}\n"})
    assert not problems
    place = found.places[0]
    assert (place.code, place.name, place.population, place.lat, place.lon) == ("99001", "Valrouge", 1000, 45.0, 4.0)


WRONG = [
    (
        f"{HEAD}\n1004,Valrouge,,1,,,4,45\n",
        "communes.csv, ligne 2 : « 1004 » n'est pas un code Insee",
        "line 2: “1004”",
    ),
    (
        f"{TABLE}99001,Encore,,1,,,4,45\n",
        "ligne 8 : la commune 99001 est déjà à la ligne 2",
        "already stands on line 2",
    ),
    (f"{HEAD}\n99001,Valrouge,,beaucoup,,,4,45\n", "population : « beaucoup »", "population: “beaucoup”"),
    (f"{HEAD}\n99001,Valrouge,,1,,,4,nan\n", "lat : « nan » n'est pas un nombre", "lat: “nan” is not a number"),
    (f"{HEAD}\n99001,Valrouge,,1,,,845000,6520000\n", "ne sont", "Lambert"),
    (f"{HEAD}\n99001,,,1,,,4,45\n", "la commune 99001 n'a pas de nom", "commune 99001 has no name"),
    ("commune,habitants\nValrouge,1\n", "ligne 1 : aucune colonne pour « code »", "no column for “code”"),
    (f"{HEAD}\n", "aucune commune dans ce tableau", "no commune in this table"),
    ("", "aucune colonne", "no column"),
    (f'{HEAD}\n99001,"{"x" * 200_000}",,1,,,4,45\n', "ne peut pas être lu", "cannot be read"),
]


@pytest.mark.parametrize(("table", "french", "english"), WRONG)
def test_what_is_wrong_is_told_and_nothing_changes(tmp_path: Path, table: str, french: str, english: str) -> None:
    made_up.loaded(tmp_path)
    before = (tmp_path / "places.jsonl").read_bytes()
    with pytest.raises(PlacesError) as caught:
        made_up.loaded(tmp_path, table)
    told = caught.value.problems[0]
    assert french.replace("ne sont", "Lambert") in told.sentence("fr")
    assert english in told.sentence("en")
    assert (tmp_path / "places.jsonl").read_bytes() == before


def test_many_mistakes_are_counted() -> None:
    _, problems = put_together({"communes.csv": HEAD + "\n" + "1,x,,,,,,\n" * 25})
    assert len(problems) == 25
    told = str(PlacesError(problems))
    assert told.count("\n") == 10
    assert told.endswith("… et 15 de plus")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("communes.pdf", b"%PDF", "donnez un tableau .csv"),
        ("communes.csv", "code_insee,nom\n99001,Écueil\n".encode("latin-1"), "n'est pas en UTF-8"),
        ("absent.csv", None, "ne peut pas être lu"),
        ("contours.geojson", b"[1]", "n'est pas un GeoJSON"),
        ("contours.geojson", b"[" * 100_000, "n'est pas un GeoJSON"),
        ("contours.geojson", OUTLINES.replace("Polygon", "Point").encode(), "contour n° 1"),
        ("contours.geojson", OUTLINES.encode(), "au moins un tableau"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = CliRunner().invoke(cli, ["places", "load", str(tmp_path / name), "--data", str(tmp_path / "data")])
    assert isinstance(done.exception, PlacesError)
    assert said in str(done.exception)
    assert not (tmp_path / "data").exists()


def test_several_tables_complete_each_other_and_outlines_give_missing_centres() -> None:
    found, problems = put_together(
        {
            "noms.csv": "codgeo,libgeo\n99001,Valrouge\n99002,Ormeau\n",
            "habitants.csv": "codgeo;pmun\n99001;1000\n99002;200\n",
            "contours.geojson": OUTLINES,
        }
    )
    assert not problems
    assert [(p.code, p.population, round(p.lat, 6), round(p.lon, 6)) for p in found.places] == [
        ("99001", 1000, 45.0, 4.0)
    ]
    assert found.without_centre == ("Ormeau",)
    assert found.unmatched == ("Disparue (99099)",)
    assert [outline.code for outline in found.outlines] == ["99001"]


def test_command_says_what_was_loaded_and_where_it_comes_from(tmp_path: Path) -> None:
    files = [str(write(tmp_path, "c.csv", TABLE)), str(write(tmp_path, "c.geojson", OUTLINES))]
    given = ["--source", "Institut des essais", "--licence", "CC-BY-4.0", "--data", str(tmp_path / "data")]
    done = CliRunner().invoke(cli, ["places", "load", *files, *given])
    assert done.exit_code == 0, done.exception
    assert done.output == "6 communes, 1 contours\nContours sans commune, laissés de côté : 1 (Disparue (99099))\n"
    places = Places(tmp_path / "data")
    assert places.about
    assert (places.about.source, places.about.licence, places.about.files) == (
        "Institut des essais", "CC-BY-4.0", ("c.csv", "c.geojson"),
    )  # fmt: skip
    assert places.outlines()["99001"][1]["type"] == "Polygon"


def test_licence_is_one_of_the_list(tmp_path: Path) -> None:
    file = write(tmp_path, "c.csv", TABLE)
    done = CliRunner().invoke(cli, ["places", "load", str(file), "--licence", "mienne", "--data", str(tmp_path / "d")])
    assert "« mienne » n'est pas un code de la liste" in str(done.exception)


def test_command_finds(tmp_path: Path) -> None:
    made_up.loaded(tmp_path)
    done = CliRunner().invoke(cli, ["places", "find", "val rouge", "--data", str(tmp_path)])
    assert done.output == "99001  Valrouge  45.0 4.0  1000  CC des Essais\n"
    done = CliRunner().invoke(cli, ["places", "find", "Saint Ficti Bas", "--lang", "en", "--data", str(tmp_path)])
    assert (done.exit_code, done.output) == (1, "no commune; close ones: Saint-Fictif-le-Haut (99003)\n")


@pytest.mark.skipif(not LOIRE.exists(), reason="the tables of the Loire are not in ../shared/data/geo")
def test_outlines_of_2018_on_codes_of_2026() -> None:
    files = ("communes_42_postcodes_centroids.csv", "communes-42-loire.geojson")
    found, problems = put_together({name: (LOIRE / name).read_text(encoding="utf-8") for name in files})
    assert not problems
    assert (len(found.places), len(found.outlines), found.without_centre) == (320, 320, ())
    assert {name[-6:-1] for name in found.unmatched} == {"42004", "42072", "42082", "42109", "42252", "42291"}


def test_what_is_kept_is_one_json_value_a_line(tmp_path: Path) -> None:
    made_up.loaded(tmp_path)
    lines = (tmp_path / "places.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert json.loads(lines[0])["source"] == "Institut des essais"
