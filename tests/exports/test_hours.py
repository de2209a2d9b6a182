"""Opening slots as OpenStreetMap writes them: samples, each read by another implementation of the syntax."""

from datetime import date, datetime

import pytest
from opening_hours import OpeningHours, validate
from pyoxigraph import BlankNode, Literal, NamedNode

from harvester.names import SCHEMA
from ontology import VOCAB
from server.exports.hours import everyone, osm, the_public
from server.pages.rows import Record, Values

TODAY = date(2026, 11, 26)
DAYS = {"lu": "Monday", "ma": "Tuesday", "me": "Wednesday", "je": "Thursday", "ve": "Friday", "sa": "Saturday",
        "di": "Sunday", "feries": "PublicHolidays"}  # fmt: skip


def slot(days: str = "", opens: str = "", closes: str = "", *, special: bool = False, **more: str) -> Record:
    """`access`, `weeks`, `period` take codes parted by spaces; `begin`, `end` dates."""
    columns: dict[str, Values] = {"day": tuple(NamedNode(SCHEMA + DAYS[day]) for day in days.split())}
    for name, scheme in (("access", "access"), ("weeks", "week-pattern"), ("period", "school-period")):
        columns[name] = tuple(NamedNode(f"{VOCAB}{scheme}/{code}") for code in more.get(name, "").split())
    for name, column in (("begin", "from"), ("end", "until")):
        columns[column] = (Literal(more[name]),) if name in more else ()
    columns |= {"opens": (Literal(opens),) if opens else (), "closes": (Literal(closes),) if closes else ()}
    return Record(BlankNode(), {**columns, "special": (Literal("true" if special else "false"),)})


SAMPLES = [
    ("nothing", [], ""),
    ("two days", [slot("ma je", "17:30:00", "21:30:00")], "Tu,Th 17:30-21:30; PH off"),
    ("a run of days", [slot("lu ma me je ve", "08:00", "17:00")], "Mo-Fr 08:00-17:00; PH off"),
    (
        "same day twice",
        [slot("ma", "14:00", "18:00"), slot("ma", "09:00", "12:00")],
        "Tu 09:00-12:00,14:00-18:00; PH off",
    ),
    (
        "days differ",
        [slot("ma", "14:00", "18:00"), slot("sa", "10:00", "13:00")],
        "Tu 14:00-18:00; Sa 10:00-13:00; PH off",
    ),
    ("after midnight", [slot("ve", "20:00", "01:00")], "Fr 20:00-01:00; PH off"),
    ("until midnight", [slot("ve", "20:00", "00:00")], "Fr 20:00-24:00; PH off"),
    ("no hours", [slot("ve", "18h", "20h")], ""),
    ("even weeks", [slot("ve", "20:00", "23:00", weeks="paires")], "week 02-52/2 Fr 20:00-23:00; PH off"),
    (
        "odd weeks on top of every week",
        [slot("je", "14:00", "18:00"), slot("je", "18:30", "21:00", weeks="impaires")],
        "Th 14:00-18:00, week 01-53/2 Th 18:30-21:00; PH off",
    ),
    ("even and odd", [slot("ve", "20:00", "23:00", weeks="paires impaires")], "Fr 20:00-23:00; PH off"),
    (
        "first and third of the month",
        [slot("lu", "09:30", "12:30", weeks="premiere-du-mois troisieme-du-mois")],
        "Mo[1,3] 09:30-12:30; PH off",
    ),
    ("last of the month", [slot("sa", "10:00", "16:00", weeks="derniere-du-mois")], "Sa[-1] 10:00-16:00; PH off"),
    ("public holidays", [slot("feries", "09:00", "12:00")], "PH 09:00-12:00"),
    ("public holidays too", [slot("sa feries", "09:00", "12:00")], "Sa 09:00-12:00; PH 09:00-12:00"),
    ("term time", [slot("je", "17:30", "20:00", period="hors-vacances")], "Th 17:30-20:00; SH Th off; PH off"),
    ("school holidays", [slot("je", "10:00", "18:00", period="vacances")], "SH Th 10:00-18:00; PH off"),
    (
        "term time and school holidays",
        [slot("ma je", "14:00", "18:30", period="hors-vacances"), slot("ma je", "10:00", "18:30", period="vacances")],
        "Tu,Th 14:00-18:30; SH Tu,Th 10:00-18:30; PH off",
    ),
    (
        "every week and term time",
        [slot("me", "13:30", "19:00"), slot("sa", "10:00", "13:00", weeks="impaires", period="hors-vacances")],
        "We 13:30-19:00, week 01-53/2 Sa 10:00-13:00; SH Sa off; PH off",
    ),
    ("summer", [slot("me", "09:00", "12:00", period="ete")], "Jul-Aug We 09:00-12:00; PH off"),
    (
        "a season",
        [slot("di", "14:00", "18:00", begin="2026-11-01", end="2027-03-28")],
        "2026 Nov 01-2027 Mar 28 Su 14:00-18:00; PH off",
    ),
    ("over", [slot("di", "14:00", "18:00", begin="2025-11-01", end="2026-03-28")], ""),
    ("from a day on", [slot("di", "14:00", "18:00", begin="2027-01-01")], "2027 Jan 01+ Su 14:00-18:00; PH off"),
    ("begun", [slot("di", "14:00", "18:00", begin="2026-01-01")], "Su 14:00-18:00; PH off"),
    ("until a day", [slot("di", "14:00", "18:00", end="2026-12-31")], "2026 Nov 26-2026 Dec 31 Su 14:00-18:00; PH off"),
    (
        "closure",
        [slot("ma", "14:00", "18:00"), slot(special=True, begin="2026-12-21", end="2027-01-03")],
        "Tu 14:00-18:00; PH off; 2026 Dec 21-2027 Jan 03 off",
    ),
    (
        "closure that is over",
        [slot("ma", "14:00", "18:00"), slot(special=True, begin="2026-08-01", end="2026-08-31")],
        "Tu 14:00-18:00; PH off",
    ),
    (
        "special opening within a closure",
        [
            slot("ma", "14:00", "18:00"),
            slot("", "10:00", "12:00", special=True, begin="2026-12-24"),
            slot(special=True, begin="2026-12-21", end="2027-01-03"),
        ],
        "Tu 14:00-18:00; PH off; 2026 Dec 21-2027 Jan 03 off; 2026 Dec 24 10:00-12:00",
    ),
    (
        "members",
        [slot("ma", "14:00", "18:00"), slot("sa", "10:00", "13:00", access="adherents")],
        'Tu 14:00-18:00, Sa 10:00-13:00 "réservé aux adhérents"; PH off',
    ),
]


@pytest.mark.parametrize(("slots", "rule"), [sample[1:] for sample in SAMPLES], ids=[sample[0] for sample in SAMPLES])
def test_rule(slots: list[Record], rule: str) -> None:
    assert osm(slots, TODAY, everyone) == rule
    assert validate(rule) or not rule


@pytest.mark.parametrize(
    ("access", "rule"),
    [
        ("adherents", ""),
        ("restreint", ""),
        ("scolaires", ""),
        ("tout-public", "Tu 14:00-18:00; PH off"),
        ("adherents tout-public", "Tu 14:00-18:00; PH off"),
        ("sur-rendez-vous", 'Tu 14:00-18:00 "sur rendez-vous"; PH off'),
    ],
)
def test_hours_for_the_public(access: str, rule: str) -> None:
    assert osm([slot("ma", "14:00", "18:00", access=access)], TODAY, the_public) == rule


@pytest.mark.parametrize(
    ("slots", "moment", "is_open"),
    [
        ([slot("ma", "14:00", "18:00"), slot("ma", "18:30", "21:00", weeks="paires")], "2026-12-08T19:00", True),
        ([slot("ma", "14:00", "18:00"), slot("ma", "18:30", "21:00", weeks="paires")], "2026-12-08T15:00", True),
        ([slot("ma", "14:00", "18:00"), slot("ma", "18:30", "21:00", weeks="paires")], "2026-12-01T19:00", False),
        ([slot("ve", "10:00", "18:00")], "2026-12-25T11:00", False),
        ([slot("ve feries", "10:00", "18:00")], "2026-12-25T11:00", True),
        ([slot("ve", "20:00", "01:00")], "2026-11-28T00:30", True),
        ([slot("lu", "09:00", "12:00", weeks="premiere-du-mois")], "2026-12-07T10:00", True),
        ([slot("lu", "09:00", "12:00", weeks="premiere-du-mois")], "2026-12-14T10:00", False),
        ([slot("ma", "14:00", "18:00"), slot(special=True, begin="2026-12-20")], "2026-12-22T15:00", True),
        ([slot("ma", "14:00", "18:00"), slot(special=True, begin="2026-12-22")], "2026-12-22T15:00", False),
    ],
)  # fmt: skip
def test_what_the_rule_means(slots: list[Record], moment: str, is_open: bool) -> None:
    hours = OpeningHours(osm(slots, TODAY, everyone), country="FR")
    assert hours.is_open(datetime.fromisoformat(moment)) is is_open
