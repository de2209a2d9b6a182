"""The exports over HTTP: addresses, headers, negotiation, tags, filters, the page that lists them."""

import csv
import io
import json
from typing import Any

import pytest
from pages_kit import Answering, Outline, valid
from werkzeug.test import TestResponse

from server.exports.kinds import KINDS, Kind

TYPES = {"csv": "text/csv; charset=utf-8; header=present", "geojson": "application/geo+json"}


def rows(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True), newline="")))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_headers(site: Answering, kind: Kind) -> None:
    response = site.get(kind.path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind.content_type
    assert response.headers["Content-Disposition"] == f'attachment; filename="fabcommons-{kind.path.split("/")[-1]}"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert int(response.headers["Content-Length"]) == len(response.data) > 0
    again = site.get(kind.path, If_None_Match=response.headers["ETag"])
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", response.headers["ETag"])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_head_says_what_get_says(site: Answering, kind: Kind) -> None:
    got, head = site.get(kind.path), site.client.head(kind.path)
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Content-Disposition"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", ["/labs", "/machines"])
@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("text/csv", TYPES["csv"]),
        ("application/geo+json", TYPES["geojson"]),
        ("application/json", TYPES["geojson"]),
        ("text/html;q=0.5, text/csv", TYPES["csv"]),
        ("text/html, text/csv;q=0.9", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
    ],
)
def test_lists_by_accept(site: Answering, path: str, accept: str, type_: str) -> None:
    response = site.get(path, Accept=accept)
    assert response.headers["Content-Type"] == type_
    assert "Accept" in [name.strip() for name in response.headers["Vary"].split(",")]
    if "html" not in type_:
        name = "csv" if "csv" in type_ else "geojson"
        assert response.data == site.get(f"{path}.{name}").data
        assert response.headers["Content-Location"] == f"{path}.{name}"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("query", ["?a=%E9", "?a=é", "?a=%C3%A9&type=", "?%0d%0aX-Bad:1"])
def test_odd_queries_are_harmless(site: Answering, query: str) -> None:
    response = site.get(f"/labs{query}", Accept="text/csv")
    assert response.status_code == 200
    assert "X-Bad" not in response.headers


@pytest.mark.parametrize(("asked", "type_"), [("csv", TYPES["csv"]), ("geojson", TYPES["geojson"])])
def test_format_decides_where_accept_does_not(site: Answering, asked: str, type_: str) -> None:
    assert site.get(f"/labs?format={asked}", Accept="*/*").headers["Content-Type"] == type_


def test_tags_differ_by_format(site: Answering) -> None:
    page = site.get("/labs").headers["ETag"]
    table = site.get("/labs", Accept="text/csv", If_None_Match=page)
    assert table.status_code == 200
    assert site.get("/labs", If_None_Match=table.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path", ["/labs", "/machines"])
def test_lists_name_their_exports(site: Answering, path: str) -> None:
    page = site.get(path).text
    for name, type_ in (("csv", "text/csv"), ("geojson", "application/geo+json")):
        assert f'<link rel="alternate" type="{type_}" href="{path}.{name}">' in page


def test_filter_by_type_takes_sub_types(site: Answering) -> None:
    every = rows(site.get("/machines.csv"))
    lasers = rows(site.get("/machines.csv?type=machine-laser"))
    assert lasers == [row for row in every if "machine-laser" in (row["type"], *row["broader_types"].split("|"))]
    assert {row["type"] for row in lasers} > {"laser-co2"}
    assert rows(site.get("/machines.csv?type=co2-laser")) == [row for row in lasers if row["type"] == "laser-co2"]
    assert rows(site.get("/machines?type=laser-co2", Accept="text/csv")) == rows(
        site.get("/machines.csv?type=laser-co2")
    )


def test_filter_by_licence(site: Answering) -> None:
    every = rows(site.get("/labs.csv"))
    assert [row["slug"] for row in rows(site.get("/labs.csv?licence=CC-BY-SA-4.0"))] == ["forez"]
    two = rows(site.get("/labs.csv?licence=CC-BY-SA-4.0&licence=etalab-2.0"))
    assert two == [row for row in every if row["licence"] in ("CC-BY-SA-4.0", "etalab-2.0")]
    assert rows(site.get("/labs.csv?licence=none")) == [row for row in every if not row["licence"]]
    assert {row["lab_slug"] for row in rows(site.get("/machines.csv?licence=CC-BY-SA-4.0"))} == {"forez"}


@pytest.mark.parametrize(
    ("path", "french", "english"),
    [
        ("/machines.csv?type=nope", "Le type « nope » n'est pas dans la liste.", "“nope” is not in the list"),
        (
            "/machines?type=nope&format=geojson",
            "Le type « nope » n'est pas dans la liste.",
            "“nope” is not in the list",
        ),
        ("/labs.geojson?licence=nope", "La licence « nope » n'est pas dans la liste", "“nope” is not in the list"),
    ],
)
def test_unknown_code(site: Answering, path: str, french: str, english: str) -> None:
    for lang, words in (("fr", french), ("en", english)):
        response = site.get(path, lang, Accept="application/json")
        assert response.status_code == 404
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert words in response.get_json()["detail"].replace("\u00a0", " ")


def test_before_the_first_generation(empty: Answering) -> None:
    response = empty.get("/labs.csv", "en", Accept="text/csv")
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "No dataset has been published here yet" in response.get_json()["detail"]
    assert empty.get("/exports/").status_code == 200


@pytest.mark.parametrize("path", ["/labs.csv", "/labs", "/machines", "/exports/"])
def test_other_sites_may_ask_with_a_tag(site: Answering, path: str) -> None:
    response = site.client.options(path, headers={"Origin": "https://autre.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("Données à emporter", "Il manque un identifiant officiel.", "lieux de médiation numérique")),
        ("en", ("Data to take away", "siret")),
    ],
)
def test_page(site: Answering, lang: str, words: tuple[str, ...]) -> None:
    page = site.get("/exports/", lang).text
    valid(page)
    outline = Outline(page)
    assert all(word in outline.text for word in words)
    assert {kind.path for kind in KINDS} <= set(outline.links)


def test_page_as_json(site: Answering) -> None:
    told: Any = json.loads(site.get("/exports/", Accept="application/json").text)
    counted = {each["name"]: each["rows"] for each in told["exports"]}
    for name in ("labs", "machines"):
        assert counted[f"{name}-csv"] == counted[f"{name}-geojson"] == len(rows(site.get(f"/{name}.csv")))
    assert counted["mediation-numerique"] == len(rows(site.get("/exports/lieux-mediation-numerique.csv")))
