"""The health of the network: who is seen, what is wrong, how it went; as a page, as a table, and as time goes by."""

import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pages_kit import NOW, Answering, Outline, SmallHub, lone, valid
from sqlalchemy import update
from support.labs import lab, text

from harvester.failures import Failure
from harvester.hub import sources
from server.pages import chart
from server.pages.memory import every_source
from server.pages.trend import trend
from server.store.guard import GuardPool


def slugs(site: Answering, query: str) -> list[str]:
    links = Outline(site.get(f"/network{query}").text).links
    return list(dict.fromkeys(link.removeprefix("/sources/") for link in links if link.startswith("/sources/")))


def rows(site: Answering, query: str = "") -> list[dict[str, str]]:
    answer = site.get(f"/network.csv{query}")
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_sources_have_moved(site: Answering) -> None:
    answer = site.get("/sources?state=gone&lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/network?state=gone&lang=en")
    assert site.get("/sources").headers["Location"] == "/network"


def test_network_is_told(site: Answering) -> None:
    text = Outline(site.get("/network").text).text
    assert "Les labs de la Loire partagent" in text
    assert "bonjour@reseau.example" in text


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("", "parti", 19), ("?q=GIER", "gier", 1), ("?q=ecole", None, 0), ("?state=gone", "parti", 1),
        ("?faulty=1&sort=name", None, 4), ("?sort=next", None, 19), ("?q=%3Cscript", "hostile", 1),
    ],
)  # fmt: skip
def test_sources_are_chosen_and_sorted(site: Answering, query: str, first: str | None, count: int) -> None:
    found = slugs(site, query)
    assert len(found) == count
    assert first is None or found[0] == first


def test_faulty_are_those_that_failed_were_refused_or_are_published_in_part(site: Answering) -> None:
    assert set(slugs(site, "?faulty=1")) == {"boen", "charlieu", "hostile", "pilat"}


@pytest.mark.parametrize("query", ["?sort=joy", "?trend=years"])
def test_a_wrong_parameter_is_told_with_what_it_may_be(site: Answering, query: str) -> None:
    answer = site.get(f"/network{query}")
    assert answer.status_code == 400
    assert "peut être" in Outline(answer.text).text


def test_the_table_says_the_same(site: Answering) -> None:
    found = {row["source"]: row for row in rows(site)}
    assert len(found) == 19
    assert found["boen"]["probleme"] == "Le serveur a répondu 404 au lieu de donner le fichier."
    assert found["boen"]["dernier_bon_fichier"] == "2026-11-26T09:00:00Z"
    assert (found["parti"]["etat"], found["parti"]["prochaine_visite"]) == ("gone", "")
    assert (found["muet"]["etat"], found["muet"]["depuis"]) == ("pending", "2026-11-26T09:00:00Z")
    assert found["charlieu"]["fiches_retenues"] == "2"
    assert [row["source"] for row in rows(site, "?q=gier")] == ["gier"]
    assert not any(cell.startswith(("=", "+", "@")) for row in found.values() for cell in row.values())


def test_no_problem_names_a_person(site: Answering) -> None:
    """As on the pages of the sources: details of persons stay out."""
    assert "@" not in "".join(row["probleme"] for row in rows(site))


@pytest.fixture
def small(tmp_path: Path) -> SmallHub:
    """Two labs registered and read twenty days ago; «muette» failed since, «tenace» was read again a few times."""
    small = SmallHub(tmp_path)
    document = text(lab(miseAJour="2026-11-01"))
    for slug, good in (("tenace", (20, 12, 5, 0)), ("muette", (20,))):
        small.register(slug)
        for back in good:
            small.receive(small.source(slug), document, days_ago(back))
    small.fail("muette", Failure("T-status", "404", 404), days_ago(1))
    with small.engine.begin() as db:
        db.execute(update(sources).values(registered_at=days_ago(20)))
    return small


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def points(small: SmallHub, span: str = "days", now: datetime = NOW) -> dict[date, tuple[int, ...]]:
    return {
        point.day: tuple(point.states.values()) for point in trend(lone(small, now), every_source(small.engine), span)
    }


def test_trend_is_what_the_visits_say(small: SmallHub) -> None:
    """Both were read on the 6th, «tenace» again on the 14th, 21st, 26th; stale after 3 days, silent after 14."""
    found = points(small)
    assert list(found) == [date(2026, 11, day) for day in range(13, 27)]
    #                    pending, fresh, stale, silent, gone
    told = {13: (0, 0, 2, 0, 0), 14: (0, 1, 1, 0, 0), 16: (0, 1, 1, 0, 0), 17: (0, 0, 2, 0, 0), 19: (0, 0, 2, 0, 0),
            20: (0, 0, 1, 1, 0), 21: (0, 1, 0, 1, 0), 25: (0, 0, 1, 1, 0), 26: (0, 1, 0, 1, 0)}  # fmt: skip
    assert {day: found[date(2026, 11, day)] for day in told} == told


def test_trend_by_weeks_begins_where_the_sources_do(small: SmallHub) -> None:
    found = points(small, "weeks")
    assert len(found) == 12
    assert found[date(2026, 9, 10)] == found[date(2026, 11, 5)] == (0, 0, 0, 0, 0)
    assert found[date(2026, 11, 12)] == (0, 0, 2, 0, 0)


def test_trend_moves_with_the_clock(small: SmallHub) -> None:
    found = points(small, now=NOW + timedelta(days=10))
    assert found[date(2026, 12, 6)] == (0, 0, 1, 1, 0)  # «muette» is thirty days silent: the next round withdraws it
    assert found[date(2026, 11, 25)] == (0, 0, 1, 1, 0)


def test_a_source_that_is_gone_was_there_before(small: SmallHub) -> None:
    small.withdraw("muette")
    assert points(small)[date(2026, 11, 25)] == (0, 0, 1, 1, 0)
    assert points(small)[date(2026, 11, 26)] == (0, 1, 0, 0, 1)


def test_chart_stands_on_its_ground_and_has_its_table(small: SmallHub, pool: GuardPool) -> None:
    page = Answering(small, pool).get("/network?trend=weeks").text
    valid(page)
    assert page.count('<rect class="fill-stale"') == 3  # twelve weeks, two of them with stale sources; and the key
    assert "12 novembre 2026" in page
    bars = chart.stacked([{"a": 1, "b": 3}, {}, {"a": 2}], ("a", "b"))
    assert [(bar.kind, bar.y, bar.height) for bar in bars] == [("a", 120, 40), ("b", 0, 120), ("a", 80, 80)]
    assert bars[0].x + bars[0].width < bars[2].x
