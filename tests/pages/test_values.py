"""Days, hours, recurrences, maintenance and lists: small pure things, each with its expectation beside it."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from pyoxigraph import BlankNode, Literal, NamedNode

from server.pages import due, guides, hours, language, links, moments
from server.pages.ask import Row
from server.pages.planning import words
from server.pages.planning.announced import announced, last_day
from server.pages.rows import Record, best, first, gather
from server.store.task import Term

TODAY = date(2026, 11, 26)
XSD = "http://www.w3.org/2001/XMLSchema#"


def record(**columns: str | tuple[Term, ...]) -> Record:
    found = {name: (Literal(value),) if isinstance(value, str) else value for name, value in columns.items()}
    return Record(NamedNode("http://x.example/#x"), found)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("2026-11-26", "26 novembre 2026", "26 November 2026"),
        ("2026-12-01", "1er décembre 2026", "1 December 2026"),
        ("2026-11-26T18:00:00+01:00", "26 novembre 2026", "26 November 2026"),
        ("2026-13-45", "2026-13-45", "2026-13-45"),
        ("", "", ""),
    ],
)
def test_day(value: str, french: str, english: str) -> None:
    assert (moments.day(value, "fr"), moments.day(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("17:30:00", "17 h 30", "17:30"),
        ("09:00", "9 h", "09:00"),
        ("00:05:00", "0 h 05", "00:05"),
        ("25:00", "25:00", "25:00"),
    ],
)
def test_hour(value: str, french: str, english: str) -> None:
    assert (moments.hour(value, "fr").replace("\u00a0", " "), moments.hour(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("PT45M", "45 min", "45 mins"), ("P24M", "24 mois", "24 months"), ("P1Y6M", "1 an 6 mois", "1 year 6 months"),
        ("PT1H30M", "1 h 30 min", "1 hr 30 mins"), ("P", "P", "P"), ("PT", "PT", "PT"),
        ("une heure", "une heure", "une heure"),
    ],
)  # fmt: skip
def test_duration(value: str, french: str, english: str) -> None:
    shown = moments.duration(value, "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert (shown, moments.duration(value, "en").replace("\u00a0", " ")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french"),
    [
        ("8.5E0", "8,5"),
        ("1200", "1 200"),
        ("NaN", "NaN"),
        ("INF", "INF"),
        ("1e999", "1e999"),
        ("1e300", "1e300"),
        ("beaucoup", "beaucoup"),
    ],
)
def test_number(value: str, french: str) -> None:
    assert moments.number(value, "fr").replace("\u202f", " ") == french


@pytest.mark.parametrize(
    ("amount", "currency", "french"),
    [
        ("25", "EUR", "25 €"),
        ("0.2", "EUR", "0,20 €"),
        ("12.5", "CHF", "12,50 CHF"),
        ("3", "clopinettes", "3 clopinettes"),
        ("x", "EUR", "x EUR"),
    ],
)
def test_money(amount: str, currency: str, french: str) -> None:
    assert moments.money(amount, currency, "fr").replace("\u00a0", " ").replace("\u202f", " ") == french


@pytest.mark.parametrize(
    ("hours_ago", "french", "english"),
    [
        (2, "il y a 2 h", "2 hr ago"),
        (72, "il y a 3 jours", "3 days ago"),
        (14 * 24, "il y a 2 semaines", "2 weeks ago"),
        (60 * 24, "il y a 2 mois", "2 months ago"),
        (0.5, "il y a 30 min", "30 min ago"),
        (0.019, "il y a 1 min", "1 min ago"),
        (-72, "dans 3 jours", "in 3 days"),
        (-4, "dans 4 h", "in 4 hr"),
        (0, "à l'instant", "just now"),
    ],
)
def test_ago(hours_ago: float, french: str, english: str) -> None:
    now = datetime(2026, 11, 26, 11, 0)
    then = now - timedelta(hours=hours_ago)
    assert moments.ago(then, now, "fr").replace("\u00a0", " ") == french
    assert moments.ago(then, now, "en") == english


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0 octet", "0 bytes"),
        (10, "10 octets", "10 bytes"),
        (1536, "1,5 Ko", "1.5 KB"),
        (3 * 1024**2, "3 Mo", "3 MB"),
    ],
)
def test_size(count: int, french: str, english: str) -> None:
    assert moments.size(count, "fr").replace("\u00a0", " ") == french
    assert moments.size(count, "en").replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        ("FREQ=WEEKLY;BYDAY=SA;COUNT=4", "2026-11-28", "2026-12-26"),
        ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T225959Z", "2026-10-07", "2026-12-16"),
        ("FREQ=MONTHLY;COUNT=6", "2026-11-25", "2027-05-30"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", "2026-11-01", "2026-11-07"),
        ("FREQ=WEEKLY", "2026-11-01", None),
        ("FREQ=WEEKLY;COUNT=99999999999999", "2026-11-01", None),
        ("FREQ=SECONDLY;COUNT=3", "2026-11-01", None),
        ("UNTIL=demain", "2026-11-01", None),
        ("n'importe quoi", "2026-11-01", None),
    ],
)
def test_recurrence_ends(rule: str, start: str, last: str | None) -> None:
    assert last_day(rule, date.fromisoformat(start)) == (date.fromisoformat(last) if last else None)


EVENTS = [
    ("2026-11-26T18:00:00+01:00", "2026-11-26T21:00:00+01:00",
     "jeudi 26 novembre 2026, de 18 h à 21 h", "Thursday, 26 November 2026, from 18:00 to 21:00"),
    ("2026-11-27T20:00:00+01:00", "2026-11-28T01:00:00+01:00",
     "vendredi 27 novembre 2026, de 20 h à 1 h", "Friday, 27 November 2026, from 20:00 to 01:00"),
    ("2026-11-28", "2026-11-28", "samedi 28 novembre 2026, toute la journée", "Saturday, 28 November 2026, all day"),
    ("2026-11-28", "", "samedi 28 novembre 2026, toute la journée", "Saturday, 28 November 2026, all day"),
    ("2026-11-28", "2026-11-29",
     "du samedi 28 novembre 2026 au dimanche 29 novembre 2026",
     "from Saturday, 28 November 2026 to Sunday, 29 November 2026"),
    ("2026-11-28T09:30:00+01:00", "",
     "samedi 28 novembre 2026, à partir de 9 h 30", "Saturday, 28 November 2026, from 09:30"),
    ("2026-11-28T09:00:00+01:00", "2026-11-29T17:00:00+01:00",
     "du samedi 28 novembre 2026, 9 h au dimanche 29 novembre 2026, 17 h",
     "from Saturday, 28 November 2026, 09:00 to Sunday, 29 November 2026, 17:00"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "french", "english"), EVENTS)
def test_when(start: str, end: str, french: str, english: str) -> None:
    event = record(start=start, **({"end": end} if end else {}))
    app = Flask("x")
    language.install(app)
    with app.test_request_context("/?lang=fr"):
        assert words.when(event, "fr").replace("\u00a0", " ") == french
    with app.test_request_context("/?lang=en"):
        assert words.when(event, "en") == english


def test_agenda_parts_single_days_from_regular_ones() -> None:
    over = record(start="2026-10-01", rrule="FREQ=WEEKLY;COUNT=2")
    going_on = record(start="2026-10-01", rrule="FREQ=WEEKLY")
    later, sooner = record(start="2026-12-02"), record(start="2026-12-01")
    found = announced([over, later, going_on, sooner], TODAY)
    assert found.dated == (sooner, later)
    assert found.regular == (going_on,)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"nextDue": "2026-11-25", "days": "7"}, "overdue"),
        ({"nextDue": "2026-11-26", "days": "7"}, "planned"),
        ({"days": "7"}, "never"),
        ({"usage": "200"}, "usage"),
        ({}, "never"),
        ({"lastDone": "2026-11-01"}, "planned"),
        ({"nextDue": "bientôt", "days": "7"}, "never"),
    ],
)
def test_state_of_maintenance(columns: dict[str, str], state: str) -> None:
    assert due.due(tasks(columns), TODAY)[0].state == state


def tasks(*columns: dict[str, str]) -> tuple[Row, ...]:
    """Rows of `machine_due.rq`: a due node and a task for each."""
    nodes = ((NamedNode(f"http://x.example/{n}"), each) for n, each in enumerate(columns))
    return tuple({"due": node, "task": node} | {name: Literal(v) for name, v in each.items()} for node, each in nodes)


def test_maintenance_in_order_of_danger() -> None:
    rows = tasks(
        {"name": "a", "nextDue": "2026-12-01"},
        {"name": "b", "nextDue": "2026-10-01"},
        {"name": "c", "days": "1", "critical": "true"},
        {"name": "d", "nextDue": "2026-11-01", "critical": "true"},
    )
    found = due.due((*rows, {"own": NamedNode("http://x.example/1")}), TODAY)
    assert [first(d.task["name"]) for d in found] == ["d", "c", "b", "a"]
    assert [d.common for d in found] == [True, True, False, True]


def test_steps_follow_the_list_even_when_it_is_broken() -> None:
    a, b, c = BlankNode("a"), BlankNode("b"), BlankNode("c")
    one, two, three = Literal("1"), Literal("2"), Literal("3")
    right: list[Row] = [
        {"cell": b, "next": c, "text": two},
        {"cell": c, "text": three},
        {"cell": a, "next": b, "text": one},
    ]
    assert guides.steps(right) == [(one,), (two,), (three,)]
    assert guides.steps([{"cell": a, "next": b, "text": one}, {"cell": b, "next": a, "text": two}]) == []
    assert guides.steps([{"cell": a, "next": b, "text": one}, {"cell": b, "next": b, "text": two}]) == [(one,), (two,)]
    assert guides.steps([]) == []


def test_slot_that_ended_is_left_out() -> None:
    thursday = (NamedNode("http://schema.org/Thursday"),)
    old = record(day=thursday, opens="10:00:00", closes="12:00:00", until="2026-11-25", special="false")
    now = record(day=thursday, opens="14:00:00", closes="18:00:00", special="false")
    found = hours.hours([old, now], TODAY)
    assert [len(row.slots) for row in found.week] == [0, 0, 0, 1, 0, 0, 0]
    assert [row.today for row in found.week].index(True) == 3


@pytest.mark.parametrize(
    ("start", "end", "closed"),
    [("2026-11-25", "2026-11-26", True), ("2026-11-27", "2026-11-28", False), ("2026-11-26", "", True)],
)
def test_closure(start: str, end: str, closed: bool) -> None:
    slot = {"from": (Literal(start),), "special": (Literal("true"),), **({"until": (Literal(end),)} if end else {})}
    found = hours.hours([Record(BlankNode("c"), slot)], TODAY)
    assert (len(found.closures), found.closed_today) == (1, closed)


@pytest.mark.parametrize(
    ("tags", "lang", "chosen"),
    [
        (("fr", "en"), "en", "en"),
        (("fr", "en"), "fr", "fr"),
        (("de", "fr"), "en", "fr"),
        (("de", ""), "en", ""),
        (("en-GB", "fr"), "en", "en-GB"),
        (("de",), "fr", "de"),
    ],
)
def test_best_text(tags: tuple[str, ...], lang: str, chosen: str) -> None:
    found = best([Literal(tag or "none", language=tag) if tag else Literal("none") for tag in tags], lang)
    assert found is not None
    assert found.value == (chosen or "none")


def test_rows_become_records() -> None:
    x, y = NamedNode("http://x.example/x"), NamedNode("http://x.example/y")
    rows: list[Row] = [
        {"t": x, "a": Literal("1")},
        {"t": y},
        {"t": x, "a": Literal("1"), "b": Literal("2")},
        {"b": Literal("3")},
    ]
    found = gather(rows, "t")
    assert [each.thing for each in found] == [x, y]
    assert (found[0]["a"], found[0]["b"], found[1]["a"]) == ((Literal("1"),), (Literal("2"),), ())


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://gier.example/fablab.jsonld#hab-laser", "hab-laser (gier.example)"),
        ("https://w3id.org/fabcommons/model/vizezy-outils/sc-400", "vizezy-outils/sc-400"),
        ("https://w3id.org/fabcommons/org/inconnue", "inconnue"),
        ("urn:uuid:1234", "urn:uuid:1234"),
    ],
)
def test_thing_without_a_name(iri: str, shown: str) -> None:
    assert links.short(iri) == shown


@pytest.mark.parametrize(
    ("day", "weeks", "takes_place"),
    [
        ("2026-11-26", "paires", True),  # ISO week 48, the fourth and last Thursday
        ("2026-11-26", "impaires", False),
        ("2026-11-26", "quatrieme-du-mois", True),
        ("2026-11-26", "derniere-du-mois", True),
        ("2026-11-26", "premiere-du-mois", False),
        ("2026-12-03", "premiere-du-mois", True),
        ("2026-12-03", "derniere-du-mois", False),
        ("2026-12-31", "derniere-du-mois", True),
        ("2026-12-31", "toutes", True),
    ],
)
def test_slot_of_some_weeks(day: str, weeks: str, takes_place: bool) -> None:
    pattern = (NamedNode(f"https://w3id.org/fabcommons/week-pattern/{weeks}"),)
    slot = record(day=(NamedNode("http://schema.org/Thursday"),), opens="18:30:00", weeks=pattern, special="false")
    thursday = hours.hours([slot], date.fromisoformat(day)).week[3]
    assert thursday.today
    assert (slot.thing not in thursday.off) is takes_place
