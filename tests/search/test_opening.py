"""When a lab is open: one row a situation, worked out by hand on a calendar of 2026."""

from datetime import date

import pytest

from ontology.names import SCHEMA, VOCAB
from server.search.opening import PUBLIC, Moment, Slot, answering, closed, openings

ALL = frozenset({f"{VOCAB}access/{code}" for code in ("tout-public", "adherents", "restreint", "public-creneaux")})


def slot(days: str = "", hours: str = "", **other: object) -> Slot:
    """`slot("Thursday", "17:30-21:00")`; without hours a closure."""
    opens, _, closes = hours.partition("-")
    values = {"start": "", "end": "", "weeks": (), "periods": (), "modes": (), "special": False, **other}
    return Slot(
        days=tuple(SCHEMA + day for day in days.split()),
        opens=opens and f"{opens}:00",
        closes=closes and f"{closes}:00",
        **values,  # type: ignore[arg-type]
    )


def on(code: str) -> dict[str, tuple[str, ...]]:
    return {"weeks": (f"{VOCAB}week-pattern/{code}",)}


WEEK = slot("Thursday", "17:30-21:00")
NIGHT = slot("Thursday", "21:00-02:00")
CLOSED = slot(special=True, start="2026-11-25", end="2026-11-27")
THURSDAY = Moment(date(2026, 11, 26))
#: Slots, moment, country: whether somebody may come.
TABLE = (
    ("the evening itself", [WEEK], Moment(date(2026, 11, 26), "19:00"), "FR", True),
    ("just as it opens", [WEEK], Moment(date(2026, 11, 26), "17:30"), "FR", True),
    ("just as it closes", [WEEK], Moment(date(2026, 11, 26), "21:00"), "FR", False),
    ("another day", [WEEK], Moment(date(2026, 11, 27), "19:00"), "FR", False),
    ("any time that day", [WEEK], Moment(date(2026, 11, 26)), "FR", True),
    ("some time in an evening", [WEEK], Moment(date(2026, 11, 26), "20:30", "23:00"), "FR", True),
    ("an evening that begins after", [WEEK], Moment(date(2026, 11, 26), "21:00", "23:00"), "FR", False),
    ("a night before midnight", [NIGHT], Moment(date(2026, 11, 26), "23:00"), "FR", True),
    ("a night after midnight", [NIGHT], Moment(date(2026, 11, 27), "01:00"), "FR", True),
    ("a night that is over", [NIGHT], Moment(date(2026, 11, 27), "02:00"), "FR", False),
    ("until midnight", [slot("Thursday", "20:00-00:00")], Moment(date(2026, 11, 26), "23:59"), "FR", True),
    ("a closure", [WEEK, CLOSED], Moment(date(2026, 11, 26), "19:00"), "FR", False),
    ("a closure of the day before", [NIGHT, CLOSED], Moment(date(2026, 11, 27), "01:00"), "FR", False),
    ("after the closure", [WEEK, CLOSED], Moment(date(2026, 12, 3), "19:00"), "FR", True),
    (
        "a special opening", [slot(hours="10:00-12:00", special=True, start="2026-11-28")],
        Moment(date(2026, 11, 28), "11:00"), "FR", True,
    ),
    (
        "a special opening sets the week aside",
        [WEEK, slot(hours="10:00-12:00", special=True, start="2026-11-26")], Moment(date(2026, 11, 26), "19:00"), "FR",
        False,
    ),
    ("even weeks", [slot("Thursday", "17:00-20:00", **on("paires"))], THURSDAY, "FR", True),
    ("odd weeks", [slot("Thursday", "17:00-20:00", **on("impaires"))], THURSDAY, "FR", False),
    ("last of the month", [slot("Thursday", "17:00-20:00", **on("derniere-du-mois"))], THURSDAY, "FR", True),
    ("first of the month", [slot("Thursday", "17:00-20:00", **on("premiere-du-mois"))], THURSDAY, "FR", False),
    ("a slot to come", [slot("Thursday", "17:00-20:00", start="2026-12-01")], Moment(date(2026, 11, 26)), "FR", False),
    ("a slot that is over", [slot("Thursday", "17:00-20:00", end="2026-11-25")], THURSDAY, "FR", False),
    ("a public holiday", [slot("Friday", "10:00-18:00")], Moment(date(2026, 12, 25), "11:00"), "FR", False),
    ("no holiday in Japan", [slot("Friday", "10:00-18:00")], Moment(date(2026, 12, 25), "11:00"), "JP", True),
    ("holidays said", [slot("PublicHolidays", "10:00-18:00")], Moment(date(2026, 12, 25), "11:00"), "FR", True),
    ("a country that nobody knows", [WEEK], Moment(date(2026, 11, 26), "19:00"), "??", True),
)  # fmt: skip


@pytest.mark.parametrize(
    ("slots", "moment", "country", "is_open"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_open(slots: list[Slot], moment: Moment, country: str, *, is_open: bool) -> None:
    assert (answering(slots, (), country, moment, PUBLIC) is not None) is is_open


def test_access_day_and_hour_come_from_the_same_slot() -> None:
    members = slot("Thursday", "17:00-21:00", modes=(f"{VOCAB}access/adherents",))
    public = slot("Saturday", "10:00-12:00", modes=(f"{VOCAB}access/tout-public",))
    thursday = Moment(date(2026, 11, 26), "19:00")
    assert answering([members, public], (), "FR", thursday, PUBLIC) is None
    found = answering([members, public], (), "FR", thursday, ALL)
    assert found is not None
    assert (found.opens, found.modes) == ("17:00", (f"{VOCAB}access/adherents",))


def test_a_slot_of_school_time_says_so_and_yields_to_one_that_is_sure() -> None:
    term = slot("Thursday", "17:00-21:00", periods=(f"{VOCAB}school-period/hors-vacances",))
    thursday = Moment(date(2026, 11, 26), "19:00")
    alone = answering([term], (), "FR", thursday, PUBLIC)
    assert alone is not None
    assert alone.periods == (f"{VOCAB}school-period/hors-vacances",)
    sure = answering([term, slot("Thursday", "18:00-20:00")], (), "FR", thursday, PUBLIC)
    assert sure is not None
    assert (sure.opens, sure.periods) == ("18:00", ())


def test_the_day_as_a_page_shows_it() -> None:
    slots = [WEEK, slot("Thursday", "09:00-12:00"), CLOSED]
    assert [o.opens for o in openings(slots, (), "FR", date(2026, 12, 3))] == ["09:00", "17:30"]
    assert openings(slots, (), "FR", date(2026, 11, 26)) == []
    assert closed(slots, date(2026, 11, 26))
    assert not closed(slots, date(2026, 12, 3))
