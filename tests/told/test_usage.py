"""Counts of views and hits: who is counted, who is not, what is kept of it; by day, in batches."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text as sql
from support.labs import base_of, lab
from telling_kit import Town

from harvester.desk import usage
from harvester.desk.tables import usage as table
from harvester.desk.usage import Count, Counted
from server.pages.telling.tally import SCANNED, Tally, is_person, named

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Mobile/15E148 Safari/604.1"
)
TODAY = date(2026, 11, 26)
LAB = f"{base_of('gier')}#lab"


@pytest.fixture
def gier(make_town: Callable[..., Town]) -> Town:
    town = make_town(usage_every=timedelta(hours=1))
    town.commons.register("gier", lab(nom="FabLab du Gier"))
    town.turn()
    return town


def look(town: Town, path: str, agent: str = FIREFOX, **headers: str) -> int:
    sent = {"Accept": "text/html", "User-Agent": agent, **{k.replace("_", "-"): v for k, v in headers.items()}}
    return int(town.client.get(path, headers=sent).status_code)


def counted(town: Town) -> dict[str, tuple[int, int]]:
    """Fragment → (views, hits)."""
    town.app.extensions["tally"].flush()
    return {row.thing.partition("#")[2]: (row.views, row.hits) for row in town.commons.table(table)}


@pytest.mark.parametrize(("agent", "is_one"), [
    (FIREFOX, True), (PHONE, True), ("", False), ("curl/8.5.0", False), ("python-requests/2.32", False),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", False),
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", False),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0", False),
])  # fmt: skip
def test_who_is_a_person(agent: str, is_one: bool) -> None:
    assert is_person(agent) is is_one


def test_pages_of_things_are_views_data_are_hits(gier: Town) -> None:
    for path in ("/labs/gier", "/labs/gier", "/machines/gier/machine-1"):
        assert look(gier, path) == 200
    for path in ("/machines/gier/machine-1.ttl", "/labs/gier.jsonld"):
        assert look(gier, path, "curl/8.5.0") == 200
    assert counted(gier) == {"lab": (2, 1), "machine-1": (1, 1)}
    assert {row.day for row in gier.commons.table(table)} == {TODAY}


@pytest.mark.parametrize(("path", "more"), [
    ("/labs/gier", {"agent": "curl/8.5.0"}), ("/labs/gier", {"Sec_Purpose": "prefetch;prerender"}),
    ("/labs/nulle-part", {}), ("/sources/gier", {}), ("/labs", {}), ("/", {}),
    ("/machines/gier/nothing", {}), ("/sources/gier/badge.svg", {}), ("/sources/gier.atom", {}),
])  # fmt: skip
def test_what_is_not_counted(gier: Town, path: str, more: dict[str, Any]) -> None:
    look(gier, path, **more)
    assert counted(gier) == {}


def test_a_page_asked_again_is_a_view(gier: Town) -> None:
    tag = gier.client.get("/labs/gier", headers={"Accept": "text/html"}).headers["ETag"]
    assert look(gier, "/labs/gier", If_None_Match=tag) == 304
    assert counted(gier) == {"lab": (1, 0)}


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"])
def test_answers_of_sparql_are_hits(gier: Town, accept: str) -> None:
    query = "SELECT ?s ?s2 WHERE { ?s a ?c . BIND(?s AS ?s2) FILTER(STRENDS(STR(?s), '#lab')) }"
    assert gier.client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}).status_code == 200
    assert counted(gier) == {"lab": (0, 1)}


def test_answers_are_looked_through_up_to_a_bound() -> None:
    bases = {base_of("gier"): 1}
    far = b" " * SCANNED + f"<{LAB}>".encode()
    assert named(far[:SCANNED], bases) == []
    assert named(f'<{LAB}> <https://other.example/x#lab> "{LAB}"'.encode(), bases) == [(LAB, base_of("gier"))]
    many = " ".join(f"<{base_of('gier')}#m{n}>" for n in range(1000)).encode()
    assert len(named(many, bases)) == 200


def test_days_add_up_on_the_page(gier: Town) -> None:
    number = gier.commons.source("gier").id
    for days, views in ((0, 3), (6, 5), (7, 7), (29, 11), (30, 13)):
        day = TODAY - timedelta(days=days)
        usage.add(gier.commons.hub.engine, {Counted(day, LAB, number): Count(views, views)})
    page = gier.get("/sources/gier").text
    assert "8 pages lues, 8 réponses à des programmes" in page
    assert "26 pages lues" in page
    assert '<a href="/resource?iri=https://gier.example/fablab.jsonld%23lab"><bdi>FabLab du Gier</bdi></a>' in page


def test_batches_add_to_what_is_there_and_leave_out_what_is_gone(gier: Town) -> None:
    number, engine = gier.commons.source("gier").id, gier.commons.hub.engine
    for _ in range(2):
        usage.add(
            engine, {Counted(TODAY, LAB, number): Count(1, 2), Counted(TODAY, "https://x.example#lab", 99): Count(1)}
        )
    assert counted(gier) == {"lab": (2, 4)}


def test_old_counts_are_erased(make_town: Callable[..., Town]) -> None:
    town = make_town(usage_kept=timedelta(days=3))
    town.commons.register("gier", lab())
    town.turn()
    number = town.commons.source("gier").id
    usage.add(town.commons.hub.engine, {Counted(TODAY - timedelta(days=n), LAB, number): Count(1) for n in range(6)})
    town.turn()
    assert len(town.commons.table(table)) == 4


def test_how_often_counts_are_written_is_a_setting(make_town: Callable[..., Town]) -> None:
    town = make_town(usage_every=timedelta(milliseconds=1))
    town.commons.register("gier", lab())
    town.turn()
    look(town, "/labs/gier")
    for timer in [t for t in threading.enumerate() if isinstance(t, threading.Timer)]:
        timer.join(10)
    assert len(town.commons.table(table)) == 1


def test_what_cannot_be_written_waits(gier: Town) -> None:
    engine = gier.commons.hub.engine
    tally = Tally(engine, timedelta(hours=1), lambda: TODAY)
    tally.view(LAB, gier.commons.source("gier").id)
    with engine.begin() as db:
        db.execute(sql("ALTER TABLE usage RENAME TO elsewhere"))
    tally.flush()
    with engine.begin() as db:
        db.execute(sql("ALTER TABLE elsewhere RENAME TO usage"))
    tally.flush()
    assert [row.views for row in gier.commons.table(table)] == [1]


def test_nothing_of_a_visitor_is_kept(gier: Town) -> None:
    look(gier, "/labs/gier?lang=en", X_Forwarded_For="203.0.113.7")
    counted(gier)
    assert set(table.c.keys()) == {"day", "thing", "source", "views", "hits"}
