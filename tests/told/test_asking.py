"""«Look again», ping, and what programs may ask of sources."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.labs import base_of, lab, machine
from support.web import Exchange
from telling_kit import HUB, Town

from harvester import registry
from harvester.check import Checker
from harvester.desk import asks

LOST = b"nothing here"


@pytest.fixture
def gier(town: Town) -> Town:
    town.commons.register("gier", lab(nom="FabLab du Gier"))
    town.turn()
    return town


def ping(town: Town, url: object, **more: Any) -> Any:
    return town.client.post("/api/v1/ping", json={"url": url}, **more)


def test_a_press_on_the_button_is_a_visit(gier: Town) -> None:
    gier.commons.put("gier", lab(nom="FabLab du Gier, rouvert"))
    answer = gier.post("/sources/gier/again")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sources/gier?ok=asked")
    assert "Une nouvelle lecture est demandée" in gier.get(answer.headers["Location"]).text
    assert "Une nouvelle lecture est demandée" in gier.get("/sources/gier").text
    gier.turn()
    assert "La lecture demandée est faite" in gier.get(answer.headers["Location"]).text
    assert "rouvert" in gier.get("/labs/gier").text


def test_what_is_asked_for_during_a_visit_is_another_visit(gier: Town) -> None:
    """Whoever saves while the harvester reads would else be seen hours later only."""
    engine, clock, fetched = gier.commons.hub.engine, gier.commons.clock, []
    usual = gier.commons.web.script("/gier")

    def saved_meanwhile(exchange: Exchange) -> None:
        if not fetched:
            with engine.begin() as db:
                asks.ask(db, gier.commons.source("gier").id, clock(), "saved")
        fetched.append(exchange)
        usual(exchange)

    gier.commons.web.put("/gier", saved_meanwhile)
    gier.post("/sources/gier/again")
    gier.turn()
    assert len(asks.waiting(engine)) == 1
    gier.turn()
    assert (len(fetched), asks.waiting(engine)) == (2, frozenset())


def test_a_ping_during_a_visit_is_another_visit_but_not_for_ever(gier: Town) -> None:
    fetched: list[int] = []
    usual = gier.commons.web.script("/gier")

    def changed_meanwhile(exchange: Exchange) -> None:
        fetched.append(ping(gier, base_of("gier")).status_code)
        usual(exchange)

    gier.commons.web.put("/gier", changed_meanwhile)
    ping(gier, base_of("gier"))
    for _ in range(4):
        gier.turn()
    assert fetched == [202, 202]
    assert asks.waiting(gier.commons.hub.engine) == frozenset()


def test_looking_at_the_address_asks_nothing(gier: Town) -> None:
    assert gier.get("/sources/gier/again").status_code == 303
    assert asks.waiting(gier.commons.hub.engine) == frozenset()


def test_another_site_may_not_press(gier: Town) -> None:
    answer = gier.client.post("/sources/gier/again", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_source_is_not_asked_too_often(gier: Town) -> None:
    asked = []
    for _ in range(3):
        asked.append(gier.post("/sources/gier/again").status_code)
        gier.turn()
        gier.commons.clock.pass_by(minutes=4)
    assert asked == [303, 429, 303]  # at 0, 4 and 8 minutes; once in 5 by default
    late = gier.post("/sources/gier/again")
    assert late.status_code == 429
    assert late.headers["Retry-After"] == "60"
    assert "Laissons-la souffler" in late.text


def test_pressed_twice_before_the_visit_is_asked_once(gier: Town) -> None:
    assert [gier.post("/sources/gier/again").status_code for _ in range(3)] == [303] * 3


def test_rest_of_a_source_and_rate_of_a_client_are_settings(make_town: Callable[..., Town]) -> None:
    town = make_town(again_every=timedelta(hours=1), again_rate=2, again_burst=2)
    town.commons.register_all({name: lab() for name in ("un", "deux", "trois")})
    town.turn()
    assert [town.post(f"/sources/{name}/again").status_code for name in ("un", "deux", "trois")] == [303, 303, 429]
    town.turn()
    town.commons.clock.pass_by(minutes=40)  # the client has earned one by now, the source has not rested yet
    assert [town.post(f"/sources/{name}/again").status_code for name in ("trois", "un")] == [303, 429]


def test_unlimited_where_it_is_set_so(make_town: Callable[..., Town]) -> None:
    town = make_town(again_rate=0)
    town.commons.register_all({f"lab-{n}": lab() for n in range(15)})
    assert {ping(town, base_of(f"lab-{n}")).status_code for n in range(15)} == {202}


@pytest.mark.parametrize("url", [
    base_of("gier"), f"{base_of('gier')}#lab", "HTTPS://Gier.example:443/fablab.jsonld", "URL",
])  # fmt: skip
def test_ping_by_address_or_base(gier: Town, url: str) -> None:
    gier.commons.put("gier", lab(nom="Nouveau nom"))
    answer = ping(gier, gier.commons.source("gier").url if url == "URL" else url)
    assert answer.status_code == 202
    assert answer.json == {
        "source": "gier",
        "expected": "2026-11-26T11:00:07Z",
        "status": f"{HUB}/api/v1/sources/gier",
        "page": f"{HUB}/sources/gier",
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    gier.turn()
    assert "Nouveau nom" in gier.get("/labs/gier").text


def test_ping_by_form_and_by_parameter(gier: Town) -> None:
    assert gier.client.post("/api/v1/ping", data={"url": base_of("gier")}).status_code == 202
    assert gier.client.post(f"/api/v1/ping?url={base_of('gier')}").status_code == 202


def test_ping_of_an_unknown_address_says_how_to_register(gier: Town) -> None:
    answer = ping(gier, "https://nobody.example/x.jsonld", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["detail"] == f"No source is registered at this address. To register it: {HUB}/register"


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b'{"url": 12}', b'{"url": null}', b'{"url": ""}', b"\xff\xfe", b'{"url": "' + b"x" * 5000 + b'"}',
    b'{"url": "http://[::1"}', b'{"url": "\\ud800"}', b'{"url": "\\u0000"}', b"[" * 10_000,
])  # fmt: skip
def test_ping_never_breaks(gier: Town, body: bytes) -> None:
    answer = gier.client.post("/api/v1/ping", data=body, content_type="application/json")
    assert answer.status_code in (400, 404)
    assert answer.json["detail"]


def test_too_large_a_ping(gier: Town) -> None:
    answer = gier.client.post("/api/v1/ping", data=b"x" * 100_000, content_type="application/json")
    assert answer.status_code in (400, 413)


def test_ping_may_come_from_a_page_of_any_site(gier: Town) -> None:
    answer = gier.client.options("/api/v1/ping", headers={"Origin": "https://gier.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert gier.client.get("/api/v1/ping").status_code == 405


def test_a_source_that_is_not_accepted_is_not_visited(gier: Town) -> None:
    with gier.commons.hub.engine.begin() as db:
        registry.change(db, gier.commons.source("gier").id, {"status": "banned"})
    assert ping(gier, base_of("gier")).status_code == 409
    assert gier.post("/sources/gier/again").status_code == 404
    assert gier.get("/sources/gier").status_code == 404


def test_sources_for_programs(gier: Town) -> None:
    gier.commons.register("boen", LOST)
    gier.turn()
    found = gier.client.get("/api/v1/sources").json
    assert [(each["slug"], each["state"]) for each in found["sources"]] == [("boen", "pending"), ("gier", "fresh")]
    one = gier.client.get("/api/v1/sources/gier").json
    assert one["last_visit"] == one["last_success"] == "2026-11-26T11:00:00Z"
    assert one["next_visit"] == "2026-11-26T17:00:00Z"
    assert one["entities"] == {"published": 6, "withheld": 0}
    assert (one["trouble"], one["asked"]) == (None, False)
    assert {each["severity"] for each in one["results"]} <= {"Warning", "Info"}
    assert gier.client.get("/api/v1/sources/nulle-part").status_code == 404


def test_results_are_those_of_the_check(gier: Town) -> None:
    document = lab({f"#machine-{n}": machine("x", typeMachine="laser-c02" if n == 4 else "autre") for n in range(5)})
    gier.commons.put("gier", document)
    gier.live(hours=6)
    told = gier.client.get("/api/v1/sources/gier").json
    checker = Checker(gier.commons.settings, gier.commons.hub.engine, gier.commons.clock)
    checked = checker.check_bytes(gier.commons.web.script("/gier").body, base_of("gier")).as_json()  # type: ignore[attr-defined]
    checker.close()
    assert told["trouble"] == "withheld"
    one, other = ({(r["code"], r["pointer"]) for r in found["results"]} for found in (told, checked))
    assert one == other
    assert told["results"][0].keys() == checked["results"][0].keys() - {"mend"}  # which needs the file at hand


def test_persons_without_consent_are_not_named_to_programs(gier: Town) -> None:
    gier.commons.put("gier", lab(equipe=[{"@id": "#benoit", "prenom": "Benoît", "nom": "Martin"}]))
    gier.live(hours=6)
    assert gier.commons.source("gier").withheld
    for path in ("/api/v1/sources/gier", "/sources/gier", "/sources/gier.atom", "/sources/gier/kept.nq"):
        assert "beno" not in gier.client.get(path).text.lower(), path


def test_when_a_corrected_file_is_seen(gier: Town) -> None:
    page = gier.get("/sources/gier").text
    assert "Un fichier corrigé maintenant sera visible au plus tard le" in page
    assert '<time datetime="2026-11-26T17:10:00Z">' in page  # the visit at 17:00, and the round that makes it


def test_the_file_received_is_for_its_own_lab(gier: Town) -> None:
    assert gier.get("/sources/gier/received").status_code == 404
    kept = gier.client.get("/sources/gier/kept.nq")
    assert kept.headers["Content-Type"] == "application/n-quads"
    assert "FabLab du Gier" in kept.text


TABLE = (
    "Quoi;Nom;Commune;Statut du lab;Type de machine;Jours;Ouvre;Ferme;Prénom\n"
    "lab;FabLab du Gier;Saint-Chamond;bientôt;;;;;\nmachine;La laser;;;laser-c02;;;;\n"
    "horaires;;;;;mardi;le soir;21:00;\néquipe;;;;;;;;Benoît\n"
).encode()


def test_who_has_a_table_is_told_what_to_type_in_cells(gier: Town) -> None:
    """Whoever asks, and wherever; of persons too, whom nobody names."""
    gier.commons.put("gier", TABLE, headers={"Content-Type": "text/csv"})
    gier.live(hours=6)
    told = gier.client.get("/api/v1/sources/gier").json["results"]
    hints = {result["code"]: result["hint"] for result in told}
    assert hints["V15"]["fr"] == "Dans cette case, tapez l'heure et les minutes, par exemple 17:30."
    assert hints["V13"]["fr"].startswith("Dans la colonne « Accord de publication », tapez la date")
    for lang in ("fr", "en"):
        page = gier.get("/sources/gier", lang).text
        for result in told:
            assert not re.search(r'["{}\[\]]|guillemet|quotes', result["message"][lang] + result["hint"][lang]), result
        assert '"statut"' not in page
        assert '"labStatus"' not in page
    assert "tapez projet, ouvert, ferme-temporaire" in gier.get("/sources/gier").text
    assert "tapez projet, ouvert, ferme-temporaire" in gier.get("/sources/gier.atom").text
