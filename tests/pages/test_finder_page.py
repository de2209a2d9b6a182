"""The finder's page: what is on it for each search, what it says of a parameter it cannot read, and its exports."""

import csv
import json
import logging
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from made_up import OUTLINES, TABLE, loaded, write
from pages_kit import NOW, Answering, Outline, SmallHub, valid

from server.pages import maps
from server.places import Places
from server.settings import Settings
from server.store.guard import GuardPool

FLAGSHIP = {
    "procede": "decoupe-laser", "materiau": "contreplaque", "epaisseur": "6", "etat": "en-service",
    "lieu": "Saint-Étienne", "rayon": "20", "jour": "jeudi", "heure": "19:00",
}  # fmt: skip
ENGLISH = {
    "process": "laser-cutting", "material": "plywood", "thickness": "6", "status": "in-service",
    "place": "saint etienne", "radius": "20", "day": "thursday", "hour": "19h",
}  # fmt: skip


def page(site: Answering, lang: str = "fr", **asked: str | Sequence[str]) -> str:
    """The page of a search that can be read."""
    answer = site.get(f"/?{urlencode(asked, doseq=True)}", lang)
    assert answer.status_code == 200
    valid(answer.text)
    return answer.text


def text(html: str) -> str:
    return Outline(html).text.replace("\u00a0", " ").replace("\u202f", " ")


def labs(html: str) -> list[str]:
    """The slugs of the cards, in their order."""
    return re.findall(r'data-lab="([^"]+)"', html)


def test_the_flagship_question(site: Answering) -> None:
    html = page(site, **FLAGSHIP)
    assert labs(html)[:2] == ["gier", "ondaine"]
    said = text(html)
    for words in (
        "à 9,9 km à vol d'oiseau", "Aujourd'hui : 17 h 30 – 21 h 30, tout public", "La grande laser",
        "en service depuis le 3 novembre 2025", "contreplaqué, jusqu'à 8 mm", "Formation demandée : Habilitation",
        "découpe laser, contreplaqué, 6 mm d'épaisseur", "à confirmer avec le lab",
    ):  # fmt: skip
        assert words in said, words
    assert "<title>découpe laser, contreplaqué" in html
    assert "/machines/gier/laser-1" in html
    assert '<details class="more" open>' in html


def test_the_flagship_question_is_one_link_away(site: Answering) -> None:
    links = [link for link in Outline(page(site)).links if "procede=decoupe-laser" in link]
    assert len(links) == 1
    assert labs(site.get(links[0]).text) == labs(page(site, **FLAGSHIP))


def test_english_names_and_codes_are_read_too(site: Answering) -> None:
    html = page(site, "en", **ENGLISH)
    assert labs(html) == labs(page(site, **FLAGSHIP))
    said = text(html)
    for words in ("9.9 km away as the crow flies", "Today: 17:30 – 21:30, public", "to be confirmed with the lab"):
        assert words in said.replace(" :", ":"), words


SEARCHES: list[tuple[dict[str, str], str, str]] = [
    ({"q": "découpe laser"}, "gier", "« découpe laser »"),
    ({"type": "laser-co2"}, "gier", "découpeuse laser CO2"),
    ({"pret": "1"}, "", "empruntable"),
    ({"procede": "decoupe-laser", "sans-formation": "1"}, "", "sans formation obligatoire"),
    ({"etat": "en-panne"}, "", "en panne"),
    ({"lieu": "Firminy", "rayon": "5"}, "ondaine", "à moins de 5 km de Firminy"),
    ({"lat": "45.39", "lon": "4.29", "rayon": "5"}, "ondaine", "à moins de 5 km de moi"),
    ({"jour": "2026-11-28"}, "", "ouvert le samedi 28 novembre 2026"),
    ({"jour": "samedi"}, "", "ouvert samedi"),
    ({"heure": "18:00", "jusqu-a": "20:00"}, "gier", "entre 18 h et 20 h"),
    ({"acces": "adherents", "jour": "jeudi"}, "", "réservé aux adhérents"),
    ({"accessibilite": "plain-pied"}, "", "plain-pied"),
    ({"public": "enfants"}, "", "enfants"),
    ({"age": "12"}, "", "à 12 ans"),
    ({"type": "laser-co2", "largeur": "500", "profondeur": "300"}, "", "500 mm de large"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "slug", "chip"), SEARCHES)
def test_each_criterion_is_a_chip_that_can_be_removed(
    site: Answering, asked: dict[str, str], slug: str, chip: str
) -> None:
    html = page(site, **asked)
    assert not slug or slug in labs(html)
    assert chip in text(html)
    chips = html.partition('<ul class="chips"')[2].partition("</ul>")[0]
    for link in Outline(chips).links:
        assert site.get(link.replace("&amp;", "&")).status_code == 200


def test_every_criterion_fills_its_field(site: Answering) -> None:
    html = page(site, **{**FLAGSHIP, "type": "laser-co2", "jour": "2026-11-26", "pret": "1", "age": "30"})
    for filled in (
        '<option value="decoupe-laser" selected>',
        '<option value="contreplaque" selected>',
        '<option value="laser-co2" selected>',
        '<option value="19:00" selected>',
        'name="epaisseur" value="6"',
        'name="lieu" value="Saint-Étienne"',
        'name="jour" value="2026-11-26"',
        'name="pret" value="1" checked',
        'name="age" value="30"',
    ):
        assert filled in html, filled


def test_what_has_no_field_is_sent_along(site: Answering) -> None:
    html = site.get("/?procede=couture&procede=broderie&tri=nom&lang=fr").text
    for hidden in (("procede", "broderie"), ("tri", "nom"), ("lang", "fr")):
        assert '<input type="hidden" name="{}" value="{}">'.format(*hidden) in html


def test_nothing_found_offers_what_to_drop(site: Answering) -> None:
    html = page(site, **{**FLAGSHIP, "heure": "04:00"})
    assert labs(html) == []
    assert "Aucun lab ne répond à tout à la fois" in text(html)
    offered = html.partition('<ul class="loosened">')[2].partition("</ul>")[0]
    links = Outline(offered).links
    counts = [int(count) for count in re.findall(r"(\d+) labs?", text(offered))]
    assert links
    assert "à 4 h" in text(offered)
    assert [len(labs(site.get(link).text)) for link in links] == counts
    assert counts == sorted(counts, reverse=True)


def test_first_visit_shows_all_labs(site: Answering) -> None:
    html = page(site)
    assert {"gier", "ondaine", "roanne"} <= set(labs(html))
    assert "Par exemple :" in text(html)
    assert 'class="chips"' not in html
    assert '<details class="more">' in html


def test_pages(site: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.search.find.PAGE", 5)
    first, second = page(site), page(site, page="2")
    assert len(labs(first)) == 5
    assert not set(labs(first)) & set(labs(second))
    assert 'rel="next" href="/?page=2#resultats"' in first
    assert 'rel="prev" href="/#resultats"' in second
    assert site.get("/?page=99").status_code == 404


WRONG = {
    "epaisseur": "épais", "procede": "telekinesie", "jour": "octidi", "heure": "25h", "lieu": "Atlantide",
    "age": "-3", "rayon": "0", "etat": "casse",
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_parameter_that_cannot_be_read(site: Answering, name: str) -> None:
    others = {key: value for key, value in FLAGSHIP.items() if key != name}
    address = urlencode({**others, name: WRONG[name]})
    answer = site.get(f"/?{address}")
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    valid(answer.text)
    assert 'role="alert"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert escape(WRONG[name]) in answer.text
    if name != "materiau":
        assert '<option value="contreplaque" selected>' in answer.text
    problem = site.get(f"/find.csv?{address}", Accept="application/json")
    assert problem.status_code == 400
    assert len(json.loads(problem.data)["detail"]) > 20


HOSTILE = "\"><script>alert(1)</script>\u202e{{ 7*7 }}'"


@pytest.mark.parametrize("name", [*WRONG, "q", "commune", "materiau", "type", "lat", "page", "tri", "pret", "lang"])
def test_hostile_input_is_only_text(site: Answering, name: str) -> None:
    answer = site.get(f"/?{urlencode({name: HOSTILE})}")
    assert answer.status_code in (200, 400)
    valid(answer.text)
    assert "<script>alert" not in answer.text
    assert "49" not in re.findall(r"\{\{.*", answer.text)
    assert "\u202e" not in Outline(answer.text).text  # the query repeats it within its block of code
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]


def test_what_labs_wrote_is_only_text(site: Answering) -> None:
    html = page(site, q="alert")
    assert "hostile" in labs(html) or "hostile" in labs(page(site))
    assert "<script>alert" not in page(site)
    named = site.get("/find.json").get_json()["labs"]
    assert max(len(row[1]) for row in named) <= 80


def test_export_as_csv(site: Answering) -> None:
    answer = site.get(f"/find.csv?{urlencode(FLAGSHIP)}")
    assert answer.mimetype == "text/csv"
    assert "labs-trouves.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(answer.text.splitlines()))
    assert len(rows) > len(set(labs(page(site, **FLAGSHIP))))
    again = site.get(f"/find.csv?{urlencode(FLAGSHIP)}", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_export_as_geojson(site: Answering) -> None:
    answer = site.get(f"/find.geojson?{urlencode(FLAGSHIP)}")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["ETag"]
    assert len(answer.get_json()["features"]) == len(labs(page(site, **FLAGSHIP)))


def test_the_map_gets_the_same_labs(site: Answering) -> None:
    found = site.get(f"/find.json?{urlencode(FLAGSHIP)}").get_json()
    assert {row[0] for row in found["labs"]} == set(labs(page(site, **FLAGSHIP)))
    assert found["near"][2] == 20
    settings = json.loads(re.findall(r'id="map-settings">(.+?)</script>', page(site, **FLAGSHIP))[0])
    assert site.get(settings["places"]).get_json() == found
    assert settings["tiles"] is None


def test_the_query_of_a_search_opens_in_the_editor(site: Answering) -> None:
    links = [link for link in Outline(page(site, **FLAGSHIP)).links if link.startswith("/sparql#query=")]
    assert len(links) == 1


# --- what the operator may set ---------------------------------------------------------------------------------------

TILES = "https://tiles.example/{z}/{x}/{y}.png"
SQUARE = [[4.0, 45.0], [5.0, 45.0], [5.0, 46.0], [4.0, 45.0]]


def with_settings(small: SmallHub, pool: GuardPool, **more: object) -> Answering:
    """The same hub with other settings."""
    other = SmallHub.__new__(SmallHub)
    given = {"data": small.settings.data, "public_base_url": "https://commons.example", "query_rate": 0}
    other.settings = Settings.read(**given, **more)
    other.hub, other.engine = small.hub, small.engine
    return Answering(other, pool)


def test_tiles_let_in_the_pictures_of_one_host(site: Answering, pool: GuardPool) -> None:
    own = site.get("/").headers["Content-Security-Policy"]
    tiled = with_settings(site.small, pool, map_tiles_url=TILES, map_tiles_attribution="© <b>Tiles</b>")
    answer = tiled.get("/")
    assert answer.headers["Content-Security-Policy"] == own.replace(
        "img-src 'self'", "img-src 'self' https://tiles.example"
    )
    assert "tiles.example" not in tiled.get("/labs").headers["Content-Security-Policy"]
    assert "<b>Tiles" not in answer.text


def test_outlines_are_served(site: Answering, pool: GuardPool, tmp_path: Path) -> None:
    file = tmp_path / "square.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [SQUARE]}))
    outlined = with_settings(site.small, pool, map_outlines=[str(file)])
    settings = json.loads(re.findall(r'id="map-settings">(.+?)</script>', outlined.get("/").text)[0])
    answer = outlined.get(settings["outlines"])
    assert answer.mimetype == "application/geo+json"
    assert answer.get_json()["features"][0]["geometry"]["coordinates"] == [SQUARE]


def test_communes_that_are_loaded_are_drawn(tmp_path: Path) -> None:
    """Of the two outlines of the made-up table, one has no commune; a whole country is too much for a map."""
    loaded(tmp_path, TABLE, write(tmp_path, "outlines.geojson", OUTLINES))
    drawn = maps.communes(Places(tmp_path), "1", 1000)
    assert [f["properties"]["name"] for f in json.loads(drawn.document)["features"]] == ["Valrouge"]
    assert drawn
    assert not maps.communes(Places(tmp_path), "1", 0)


def test_a_position_is_not_logged(site: Answering, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for path in ("/", "/find.csv", "/find.geojson", "/find.json"):
        assert site.get(f"{path}?lat=45.4412&lon=4.3871&rayon=12").status_code == 200
    assert not re.search(r"45\.4|4\.38|lat=|lieu=", caplog.text)


def test_a_position_is_rounded_whoever_sends_it(site: Answering) -> None:
    html = page(site, lat="45.441234", lon="4.387654")
    assert html.count("45.4412") == 1  # the same page in the other language
    assert "/find.csv?lat=45.44&amp;lon=4.39" in html


def test_before_the_first_generation(empty: Answering) -> None:
    for path in ("/", "/?q=laser", "/find.json"):
        assert empty.get(path).status_code == 200
    assert "Aucun lab n'est encore publié" in empty.get("/").text


def test_open_today_moves_with_the_clock(site: Answering) -> None:
    site.now = NOW.replace(day=29)  # a Sunday
    try:
        assert "Aujourd'hui : 17 h 30 – 21 h 30" not in text(page(site))
        assert "Jeudi 3 décembre 2026 : 17 h 30 – 21 h 30" in text(page(site, **FLAGSHIP))
    finally:
        site.now = NOW
