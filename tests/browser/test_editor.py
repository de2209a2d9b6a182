"""The query editor as people use it, in a real browser; no visit may ask another host or break the page's policy."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from support.browser import PATIENCE, Visit

ROOT = Path(__file__).parents[2]
AXE = ROOT / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
EXPECTED = ROOT / "tests" / "queries" / "expected"

#: What axe holds against YASGUI itself: its list of tabs holds the button that adds one, and the
#: part of the editor that scrolls is focused by the field in it.
YASGUI_S = ("aria-required-children", "scrollable-region-focusable")
Begin = Callable[..., Visit]


def opened(visit: Visit, address: str = "/sparql") -> Page:
    """The page, once the editor stands in the place of the form."""
    visit.page.goto(address)
    expect(visit.page.locator("#editor[data-ready]")).to_be_visible()
    return visit.page


def write(page: Page, query: str) -> None:
    """A query into the editor, as it would be pasted."""
    page.locator(".tabPanel.active .yasqe .CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


EDITOR = "document.querySelector('.tabPanel.active .yasqe .CodeMirror').CodeMirror"
VALUE = f"{EDITOR}.getValue()"


def written(page: Page) -> str:
    return str(page.evaluate(VALUE))


def comes_to_be(page: Page, text: str) -> None:
    """The editor takes its time: this text stands in it before long."""
    page.wait_for_function(f"text => {VALUE} === text", arg=text, timeout=PATIENCE)


def run(page: Page, query: str) -> None:
    write(page, query)
    page.locator(".tabPanel.active .yasqe_queryButton").click()


def rows(page: Page) -> list[list[str]]:
    """The cells of the result table, once it is there."""
    expect(page.locator(".yasr table.dataTable tbody tr").first).to_be_visible()
    return [row.locator("td").all_inner_texts() for row in page.locator(".yasr table.dataTable tbody tr").all()]


def expected(name: str) -> list[dict[str, str]]:
    lines = (EXPECTED / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(("lang", "title"), [("fr", "Requêtes"), ("en", "Queries")])
def test_the_first_query_runs(visit: Begin, lang: str, title: str) -> None:
    page = opened(visit(lang=lang))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    assert "L'Établi de l'Ondaine" in str(rows(page))


def test_an_example_gives_its_expected_rows(visit: Begin) -> None:
    page = opened(visit())
    page.get_by_label("Chercher une question").fill("OUVERTS heure")
    assert 1 <= page.locator("#examples a:visible").count() < 10
    page.locator("#examples a[data-example=cq02]:visible").click()
    expect(page.locator("#examples a[aria-current]")).to_have_attribute("data-example", "cq02")
    assert page.url.endswith("/sparql?example=cq02")
    names = {row["labName"] for row in expected("cq02")}
    shown = rows(page)
    assert len(shown) == len(names)
    assert all(any(name in row for row in shown) for name in names)


def test_an_example_has_an_address(visit: Begin) -> None:
    page = opened(visit(lang="en"), "/sparql?example=cq02")
    assert len(rows(page)) == len(expected("cq02"))
    assert written(page).startswith("# Which labs are open")
    expect(page.locator("[data-about=cq02] h2")).to_be_visible()


def test_what_somebody_wrote_is_kept(visit: Begin) -> None:
    begun = visit()
    page = opened(begun)
    write(page, "SELECT * { ?mine a fab:FabLab }")
    page.locator("#examples a[data-example=cq02]").click()
    rows(page)
    assert page.locator(".tabsList [role=tab]").count() == 2
    page.locator(".tabsList [role=tab]").first.click()
    assert written(page) == "SELECT * { ?mine a fab:FabLab }"
    opened(begun)
    assert written(page) == "SELECT * { ?mine a fab:FabLab }"


def test_a_query_has_an_address(visit: Begin) -> None:
    query = 'SELECT ("été & <b>" AS ?x) {} # 100 %'
    page = opened(visit(), f"/sparql#query={quote(query)}")
    assert rows(page) == [["été & <b>"]]
    assert written(page) == query
    page.locator(".yasqe_share").click()
    shared = page.locator(".yasqe_sharePopup input").input_value()
    assert opened(visit(), shared).url
    assert shared.partition("#")[0].endswith("/sparql")


def test_a_shared_address_cannot_name_another_endpoint(visit: Begin) -> None:
    begun = visit()
    opened(begun, f"/sparql#query={quote('SELECT (1 AS ?x) {}')}&endpoint=https%3A%2F%2Felsewhere.example%2F")
    assert rows(begun.page) == [["1"]]


OFFERED = {
    "laser": "type:laser-co2",
    "DÉCOUPEUSE": "type:laser-co2",
    "decoupeuse": "type:laser-co2",
    "cutter": "type:laser-co2",
    "type:laser": "type:laser-co2",
    "contreplaque": "mat:contreplaque",
    "plywood": "mat:contreplaque",
    "FabLab": "fab:FabLab",
    "heldBy": "fab:heldBy",
}


def test_completion(visit: Begin) -> None:
    page = opened(visit())
    for typed, offered in OFFERED.items():
        write(page, "SELECT * { ?machine ?is ")
        page.keyboard.type(typed)
        expect(page.locator(".CodeMirror-hint .offer-name").get_by_text(offered, exact=True)).to_have_count(1)
        page.keyboard.press("Escape")


TAKEN = "PREFIX access: <https://w3id.org/fabcommons/access/>\nSELECT * { ?lab ?mode access:tout-public"


def test_a_completion_declares_its_prefix(visit: Begin) -> None:
    page = opened(visit())
    write(page, "SELECT * { ?lab ?mode ")
    page.keyboard.type("tout-public")
    expect(page.locator(".CodeMirror-hint-active .offer-name")).to_have_text("access:tout-public")
    page.keyboard.press("Enter")
    comes_to_be(page, TAKEN)
    page.keyboard.type(" }")
    comes_to_be(page, f"{TAKEN} }}")


QUICKLY = f"""() => {{
  const editor = {EDITOR};
  editor.replaceSelection("c", "end", "+input");
  editor.triggerOnKeyDown(new KeyboardEvent("keydown", {{ key: "Enter", keyCode: 13 }}));
}}"""


def test_enter_before_the_offers_are_there_again_takes_the_one_that_was_seen(visit: Begin) -> None:
    page = opened(visit())
    write(page, "SELECT * { ?lab ?mode ")
    page.keyboard.type("tout-publi")
    expect(page.locator(".CodeMirror-hint-active .offer-name")).to_have_text("access:tout-public")
    page.evaluate(QUICKLY)
    comes_to_be(page, TAKEN)


def test_map_shows_points(visit: Begin) -> None:
    page = opened(visit(), "/sparql?example=cq29")
    assert len(rows(page)) == 2
    page.locator(".select_map").click()
    expect(page.locator(".map .point")).to_have_count(2)
    page.locator(".map .point").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text("Le Proto de la Gravière")
    expect(page.locator(".map .degrees").first).to_contain_text("°")


def test_map_reads_wkt_and_prints_what_labs_write_as_text(visit: Begin) -> None:
    begun = visit()
    page = opened(begun)
    hostile = "<img src=x onerror=alert(1)>"
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    run(
        page,
        f"""SELECT ?name ?where {{ VALUES (?name ?where) {{
      ("{hostile}" "POINT(4.4 45.4)"^^geo:wktLiteral)
      ("b" "<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(45.5 4.5)"^^geo:wktLiteral)
      ("c" "POLYGON((4.3 45.3, 4.6 45.3, 4.6 45.6, 4.3 45.3))"^^geo:wktLiteral)
      ("d" "nowhere"^^geo:wktLiteral) }} }}""",
    )
    page.locator(".select_map").click()
    expect(page.locator(".map .point")).to_have_count(2)
    expect(page.locator(".map-note")).to_have_text("3 lignes sur 4 ont une position.")
    page.locator(".map .point").first.press("Enter")
    expect(page.locator(".leaflet-popup-content")).to_contain_text(hostile)
    forgive(begun, "inline event handler")  # the purifier of the table parses it, in a document that runs nothing


def test_many_points_are_drawn_on_one_canvas(visit: Begin) -> None:
    page = opened(visit())
    digits = " ".join(map(str, range(9)))
    run(
        page,
        f"""SELECT (?a + 0.1 * ?b AS ?lat) (0.1 * ?c AS ?lon) {{
      VALUES ?a {{ {digits} }} VALUES ?b {{ {digits} }} VALUES ?c {{ {digits} }} }}""",
    )
    page.locator(".select_map").click()
    expect(page.locator(".map-note")).to_have_text("729 lignes sur 729 ont une position.")
    expect(page.locator(".map canvas")).to_be_visible()
    expect(page.locator(".map .point")).to_have_count(0)


PAIRS = {
    "lab lat lon": [["lat", "lon"]],
    "labLat labLon placeLat placeLong": [["labLat", "labLon"], ["placeLat", "placeLong"]],
    "latitude longitude": [["latitude", "longitude"]],
    "lat1 lng1 lat2": [["lat1", "lng1"]],
    "lat labLon": [],
    "plateau lon": [],
}


def test_columns_of_coordinates_are_known_by_their_names(visit: Begin) -> None:
    page = opened(visit())
    for names, pairs in PAIRS.items():
        read = "names => import('/assets/editor/positions.js').then(module => module.columns(names))"
        assert page.evaluate(read, names.split()) == pairs, names


def test_a_result_without_coordinates_has_no_map(visit: Begin) -> None:
    page = opened(visit())
    run(page, 'SELECT ("45" AS ?lat) ("x" AS ?lon) {}')
    rows(page)
    expect(page.locator(".select_map")).to_have_class(re.compile("disabled"))


DOWNLOADS = {
    "SELECT ?n { VALUES ?n { 1 2 } }": {
        "csv": b"n\r\n1\r\n2\r\n",
        "json": b'"bindings"',
        "tsv": b"?n\n",
        "xml": b"<sparql",
    },
    "CONSTRUCT { fab:a fab:b 1 } {}": {
        "ttl": b"fab:a",
        "nt": b"<https://w3id.org/fabcommons/ns#a>",
        "jsonld": b"@id",
    },
}


@pytest.mark.parametrize(("query", "formats"), DOWNLOADS.items(), ids=["rows", "graph"])
def test_downloads(visit: Begin, tmp_path: Path, query: str, formats: dict[str, bytes]) -> None:
    page = opened(visit())
    run(page, query)
    for name, content in formats.items():
        with page.expect_download() as arriving:
            page.locator(f".downloads [data-format={name}]").click()
        assert arriving.value.suggested_filename == f"fabcommons.{name}"
        arriving.value.save_as(tmp_path / name)
        assert content in (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("lang", "sentence", "place"),
    [
        ("fr", "n'appelle aucun autre serveur", "Aller à la ligne 2, colonne 3"),
        ("en", "calls no other server", "Go to line 2, column 3"),
    ],
)
def test_an_error_is_a_sentence_with_its_place(visit: Begin, lang: str, sentence: str, place: str) -> None:
    begun = visit()
    page = opened(begun, f"/sparql?lang={lang}")
    run(page, "SELECT * {\n  SERVICE <https://elsewhere.example/> { ?s ?p ?o } }")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text(sentence)
    expect(problem).not_to_contain_text("{")
    problem.get_by_role("button", name=place).click()
    page.keyboard.insert_text("# ")
    assert "\n  # SERVICE" in written(page)
    forgive(begun, "status of 403")


def forgive(visit: Visit, words: str) -> None:
    """Drop what the browser was bound to say: it writes each refused request into its console."""
    visit.complaints[:] = [said for said in visit.complaints if words not in said]


def test_a_line_that_cannot_be_read_is_marked(visit: Begin) -> None:
    page = opened(visit())
    write(page, "SELECT * {\n  ?lab a a a }")
    icon = page.locator(".parseErrorIcon")
    icon.hover()
    expect(icon).to_have_attribute("title", re.compile("Cette ligne ne se comprend pas. Attendu"))


def test_a_limit_is_said(visit: Begin) -> None:
    begun = visit()
    page = opened(begun)
    run(page, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    expect(page.get_by_role("alert")).to_contain_text("50 Mio, la limite", timeout=30_000)
    expect(page.locator(".downloads")).to_have_count(0)
    forgive(begun, "status of 413")


def test_keyboard_alone(visit: Begin) -> None:
    """From the address bar to the file: skip link, editor, run, leave, results, download."""
    page = opened(visit())
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("Enter")
    reach(page, ".CodeMirror textarea")
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT (6*7 AS ?answer) ")
    page.keyboard.type("{}")
    page.keyboard.press("Control+Enter")
    assert rows(page) == [["42"]]
    expect(page.locator("#news")).to_contain_text("1 résultat")
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_have_class(re.compile("yasqe_queryButton"))
    reach(page, ".downloads button[data-format=csv]")
    with page.expect_download():
        page.keyboard.press("Enter")


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached by Tab")


@pytest.mark.parametrize(("lang", "words"), [("fr", "Lancer la requête"), ("en", "Run the query")])
def test_without_scripts_the_page_is_a_form(visit: Begin, lang: str, words: str) -> None:
    begun = visit(lang=lang, java_script_enabled=False)
    page = begun.page
    page.goto("/sparql")
    page.locator("#examples a[data-example=cq02]").click()
    expect(page.locator("#query")).to_have_value(re.compile("SELECT"))
    page.locator("#format").select_option("json")
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()
    found = json.loads(page.inner_text("body"))["results"]["bindings"]
    assert {row["labName"]["value"] for row in found} == {row["labName"] for row in expected("cq02")}
    forgive(begun, "status of 404")  # an answer names no icon, and the browser looks for one


ENGLISH = r"\b(Run|Query|query|Table|Response|Simple|Ellipse|size|Share|Add|Close|Tab|View|Shows|results?|seconds?)\b"


def test_french_all_over(visit: Begin) -> None:
    page = opened(visit())
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    rows(page)
    spoken = page.evaluate(
        """() => [...document.querySelectorAll("#editor *")]
        .filter(each => !each.closest(".CodeMirror-lines, .yasr_results table, style"))
        .flatMap(each => [each.title, each.ariaLabel, each.placeholder, each.children.length ? "" : each.textContent])
        .join("|")"""
    )
    assert re.findall(ENGLISH, spoken) == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_nothing_sticks_out_and_axe_is_content(visit: Begin, width: int, scheme: str) -> None:
    page = opened(
        visit(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True), "/sparql?example=cq01"
    )
    rows(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    serious = [
        (each["id"], node["target"])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical") and each["id"] not in YASGUI_S
        for node in each["nodes"]
    ]
    assert serious == []


def test_any_dataset_has_the_editor(visit: Begin, endpoint: str) -> None:
    page = opened(visit(site=endpoint))
    page.locator(".tabPanel.active .yasqe_queryButton").click()
    assert len(rows(page)) == 25
    assert page.locator("#examples").count() == 0


def test_another_site_may_ask(visit: Begin, hub: str, endpoint: str) -> None:
    """What YASGUI sends from elsewhere: a form by POST, its own Accept header, another origin."""
    begun = visit(site=endpoint, bypass_csp=True)
    opened(begun)
    answer = begun.page.evaluate(
        """async (address) => (await fetch(address, {
          method: "POST", body: new URLSearchParams({ query: "ASK {}" }),
          headers: { Accept: "application/sparql-results+json,*/*;q=0.9" },
        })).json()""",
        f"{hub}/sparql",
    )
    assert answer["boolean"] is True
    begun.asked.remove(f"{hub}/sparql")
