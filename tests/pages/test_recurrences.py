"""Recurrences: when they come, worked out on a calendar by hand; hostile rules cost nothing."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from server.pages.planning.rules import occurrences, parts

PARIS = ZoneInfo("Europe/Paris")
TURNS = 1000


def days(rule: str, start: str, begins: str, ends: str, turns: int = TURNS) -> list[str] | None:
    """The days (and hours) on which a rule comes between two moments."""
    moments = [datetime.fromisoformat(each) for each in (start, begins, ends)]
    found = occurrences(rule, *moments, PARIS, turns)  # type: ignore[arg-type]
    return None if found is None else [each.isoformat(timespec="minutes") for each in found]


#: Rule, first time, from, until (included), when it comes.
TABLE = [
    # every Wednesday; 7 October 2026 is one
    ("FREQ=WEEKLY;BYDAY=WE", "2026-10-07T14:00", "2026-11-26", "2026-12-10",
     ["2026-12-02T14:00", "2026-12-09T14:00"]),
    ("FREQ=WEEKLY", "2026-11-28T10:30", "2026-11-26", "2026-12-06", ["2026-11-28T10:30", "2026-12-05T10:30"]),
    # every second week, counted from the first time, however long ago
    ("FREQ=WEEKLY;INTERVAL=2", "2026-11-24T18:00", "2026-11-26", "2026-12-31",
     ["2026-12-08T18:00", "2026-12-22T18:00"]),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "2024-01-02T18:00", "2026-11-23", "2026-12-06",
     ["2026-12-01T18:00", "2026-12-03T18:00"]),
    # the hour on the wall stays when the clocks change (29 March 2027)
    ("FREQ=WEEKLY;BYDAY=SA", "2026-11-28T10:30", "2027-03-26", "2027-04-04",
     ["2027-03-27T10:30", "2027-04-03T10:30"]),
    # by day of the month: the first Thursday, the last Wednesday, the 31st, the last day
    ("FREQ=MONTHLY;BYDAY=1TH", "2026-11-05T19:00", "2026-11-26", "2027-02-28",
     ["2026-12-03T19:00", "2027-01-07T19:00", "2027-02-04T19:00"]),
    ("FREQ=MONTHLY;BYDAY=-1WE;COUNT=6", "2026-11-25T12:30", "2026-11-26", "2027-12-31",
     ["2026-12-30T12:30", "2027-01-27T12:30", "2027-02-24T12:30", "2027-03-31T12:30", "2027-04-28T12:30"]),
    ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-10-31T09:00", "2026-11-26", "2027-03-31",
     ["2026-12-31T09:00", "2027-01-31T09:00"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-10-31T09:00", "2026-11-26", "2027-02-28",
     ["2026-11-30T09:00", "2026-12-31T09:00", "2027-01-31T09:00"]),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-30T09:00", "2026-11-26", "2027-01-01",
     ["2026-11-30T09:00", "2026-12-31T09:00"]),
    # the whole last day, by the lab's clock: 22:59:59 UTC is 23:59:59 in winter
    ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T225959Z", "2026-10-07T14:00", "2026-12-10", "2027-01-31",
     ["2026-12-16T14:00"]),
    ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216", "2026-10-07T14:00", "2026-12-10", "2027-01-31", ["2026-12-16T14:00"]),
    ("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216T125959Z", "2026-10-07T14:00", "2026-12-10", "2027-01-31", []),
    # four Saturdays: 28 November is the first, 19 December the last
    ("FREQ=WEEKLY;BYDAY=SA;COUNT=4", "2026-11-28T10:30", "2026-12-06", "2027-01-31",
     ["2026-12-12T10:30", "2026-12-19T10:30"]),
    ("FREQ=DAILY;INTERVAL=3", "2026-11-24T08:00", "2026-11-26", "2026-12-01", ["2026-11-27T08:00", "2026-11-30T08:00"]),
    ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2010-01-04T08:00", "2026-11-27", "2026-11-30T23:59",
     ["2026-11-27T08:00", "2026-11-30T08:00"]),
    ("FREQ=YEARLY", "2020-12-05T09:00", "2026-11-26", "2028-01-01", ["2026-12-05T09:00", "2027-12-05T09:00"]),
    ("FREQ=YEARLY;BYMONTH=9;BYDAY=3SA", "2025-09-20T10:00", "2026-01-01", "2027-12-31",
     ["2026-09-19T10:00", "2027-09-18T10:00"]),
    ("freq=weekly;byday=we", "2026-11-25T14:00", "2026-11-26", "2026-12-03", ["2026-12-02T14:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "start", "begins", "ends", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_it_comes_on_these_days(rule: str, start: str, begins: str, ends: str, expected: list[str]) -> None:
    assert days(rule, start, begins, ends) == expected


#: What is not unfolded: rules that come every second, contradict themselves, or never come and take long to say so.
STRANGE = [
    "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=0;BYSECOND=1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=YEARLY;BYDAY=53MO;BYMONTH=2", "FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "FREQ=WEEKLY;FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;COUNT=-1", "FREQ=WEEKLY;UNTIL=20269999", "FREQ=YEARLY;BYYEARDAY=400",
    "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=9MO", "RRULE:FREQ=DAILY", "chaque jeudi", "", ";;;=",
]  # fmt: skip


@pytest.mark.parametrize("rule", STRANGE)
def test_a_strange_rule_is_not_unfolded(rule: str) -> None:
    assert days(rule, "2026-11-02T10:00", "2026-11-26", "2027-02-24") is None


@pytest.mark.parametrize(("rule", "start"), [
    ("FREQ=DAILY;COUNT=100000000000", "1970-01-01T00:00"), ("FREQ=DAILY", "1970-01-01T00:00"),
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", "2026-02-02T00:00"),
    ("FREQ=MONTHLY;INTERVAL=999", "1970-01-31T00:00"), ("FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2,4", "1970-01-31T00:00"),
    ("FREQ=YEARLY;BYMONTHDAY=29;BYMONTH=2;INTERVAL=999", "1972-02-29T00:00"),
])  # fmt: skip
def test_a_hostile_rule_costs_little(rule: str, start: str) -> None:
    began = time.process_time()
    found = days(rule, start, "2026-11-26", "2027-02-24")
    assert len(found or ()) <= 91
    assert time.process_time() - began < 1


def test_turns_are_counted_up_to_the_limit() -> None:
    """Five days from the first, of which two lie in time; the third turn is never reached."""
    rule = "FREQ=DAILY;COUNT=5"
    assert len(days(rule, "2026-11-26T10:00", "2026-11-26", "2027-01-01") or ()) == 5
    assert days(rule, "2026-11-26T10:00", "2026-11-26", "2027-01-01", turns=2) == [
        "2026-11-26T10:00",
        "2026-11-27T10:00",
    ]


def test_what_was_reckoned_once_is_kept() -> None:
    assert parts("FREQ=WEEKLY;BYDAY=WE") == {"FREQ": "WEEKLY", "BYDAY": "WE"}
    before = occurrences.cache_info().hits
    for _ in range(2):
        days("FREQ=WEEKLY;BYDAY=WE", "2026-10-07T14:00", "2026-11-26", "2026-12-11")
    assert occurrences.cache_info().hits > before
