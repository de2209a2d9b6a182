"""Calendars: recurrences, exceptions, time zones, cancelled sessions, persons; whatever is in them, an outcome."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from harvester.adapters.fragment import Fragment
from harvester.adapters.ical import Window, agenda
from harvester.adapters.plain_text import public
from harvester.adapters.received import Received
from harvester.errors import DocumentError
from harvester.judge import Profile, judge
from harvester.report import Outcome

PARIS = ZoneInfo("Europe/Paris")
WINDOW = Window(date(2026, 11, 26), 90, 200, PARIS)
SUMMER = Window(date(2026, 3, 20), 30, 200, PARIS)


def written(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(*events: str, head: str = "", window: Window = WINDOW) -> Fragment:
    return agenda(Received(written(*events, head=head)), window)


def starts(made: Fragment) -> list[str]:
    return [event["debut"] for event in made.events.values()]


def rules(made: Fragment) -> list[str]:
    return [finding.rule for finding in made.findings]


@pytest.mark.parametrize(("lines", "debut", "fin"), [
    ("DTSTART:20261205T130000Z\nDTEND:20261205T160000Z", "2026-12-05T14:00:00+01:00", "2026-12-05T17:00:00+01:00"),
    ("DTSTART:20261205T140000\nDURATION:PT3H", "2026-12-05T14:00:00+01:00", "2026-12-05T17:00:00+01:00"),
    ("DTSTART;TZID=Europe/London:20261205T130000\nDURATION:PT1H", "2026-12-05T14:00:00+01:00",
     "2026-12-05T15:00:00+01:00"),
    ("DTSTART;TZID=Romance Standard Time:20261205T140000\nDURATION:PT1H", "2026-12-05T14:00:00+01:00",
     "2026-12-05T15:00:00+01:00"),
    ("DTSTART;TZID=\"/freeassociation.sourceforge.net/Europe/Paris\":20261205T140000\nDURATION:PT1H",
     "2026-12-05T14:00:00+01:00", "2026-12-05T15:00:00+01:00"),
    ("DTSTART;VALUE=DATE:20261205", "2026-12-05", ""),
    ("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261206", "2026-12-05", ""),
    ("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261208", "2026-12-05", "2026-12-07"),
    ("DTSTART:20261205T130000Z", "2026-12-05T14:00:00+01:00", ""),
    ("DTSTART:20261205T130000Z\nDTEND:20261205T120000Z", "2026-12-05T14:00:00+01:00", ""),
    ("DTSTART:20261205T130000Z\nDTEND;VALUE=DATE:20261206", "2026-12-05T14:00:00+01:00", ""),
])  # fmt: skip
def test_times_of_all_kinds(lines: str, debut: str, fin: str) -> None:
    [event] = read(f"UID:a\nSUMMARY:Fête\n{lines}").events.values()
    assert (event["debut"], event.get("fin", "")) == (debut, fin)


def test_a_zone_that_the_calendar_describes_itself() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Chez nous\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0400\n"
        "TZOFFSETTO:+0400\nTZNAME:+04\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    made = read("UID:a\nSUMMARY:Fête\nDTSTART;TZID=Chez nous:20261205T140000\nDURATION:PT1H", head=zone)
    assert (starts(made), rules(made)) == (["2026-12-05T11:00:00+01:00"], [])


def test_an_unknown_zone_is_told_and_read_as_the_labs() -> None:
    made = read("UID:a\nSUMMARY:Fête\nDTSTART;TZID=Nulle part:20261205T140000\nDURATION:PT1H")
    assert (starts(made), rules(made)) == (["2026-12-05T14:00:00+01:00"], ["F2-zone"])


def test_a_weekly_session_keeps_its_hour_through_the_change_of_clocks() -> None:
    weekly = "UID:w\nSUMMARY:S\nDTSTART;TZID=Europe/Paris:20260305T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY"
    assert starts(read(weekly, window=SUMMER)) == [
        "2026-03-26T18:00:00+01:00", "2026-04-02T18:00:00+02:00", "2026-04-09T18:00:00+02:00",
        "2026-04-16T18:00:00+02:00",
    ]  # fmt: skip


def test_exceptions_moved_and_cancelled_sessions_and_added_dates() -> None:
    master = (
        "UID:w\nSUMMARY:S\nDTSTART:20261201T170000Z\nDTEND:20261201T180000Z\nRRULE:FREQ=WEEKLY;COUNT=4\n"
        "EXDATE:20261208T170000Z\nRDATE:20261224T090000Z"
    )
    moved = "UID:w\nRECURRENCE-ID:20261215T170000Z\nSUMMARY:Déplacée\nDTSTART:20261216T170000Z\nDTEND:20261216T180000Z"
    gone = (
        "UID:w\nRECURRENCE-ID:20261222T170000Z\nSUMMARY:S\nSTATUS:CANCELLED\nDTSTART:20261222T170000Z\n"
        "DTEND:20261222T180000Z"
    )
    found = {
        e["debut"][:10]: (e["nom"]["@none"], e.get("etatEvenement")) for e in read(master, moved, gone).events.values()
    }
    assert found == {
        "2026-12-01": ("S", None), "2026-12-16": ("Déplacée", None), "2026-12-22": ("S", "annule"),
        "2026-12-24": ("S", None),
    }  # fmt: skip


def test_identifiers_stay_when_the_window_and_the_words_move() -> None:
    weekly = "UID:w\nSUMMARY:{}\nDTSTART:20261201T170000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    one = read(weekly.format("A")).events
    two = read(weekly.format("B"), window=Window(date(2026, 12, 10), 90, 200, PARIS)).events
    by_start = {event["debut"]: name for name, event in one.items()}
    assert {name for name, event in two.items() if event["debut"] in by_start} <= set(one)
    assert all(by_start[e["debut"]] == name for name, e in two.items() if e["debut"] in by_start)
    single = "UID:s\nSUMMARY:A\nDTSTART:202612{:02}T170000Z"
    assert list(read(single.format(3)).events) == list(read(single.format(4)).events)


def test_persons_are_dropped() -> None:
    made = read(
        "UID:a\nSUMMARY:Atelier (camille@mail.example)\nDTSTART:20261205T130000Z\nDURATION:PT1H\n"
        'DESCRIPTION:Inscription au 06 12 34 56 78 ou <a href="mailto:c@mail.example">c@mail.example</a>\\nVenez !\n'
        "LOCATION:Atelier\nORGANIZER;CN=Camille Martin:mailto:camille@mail.example\n"
        "ATTENDEE;CN=Noé:mailto:noe@mail.example"
    )
    [event] = made.events.values()
    assert event["nom"] == {"@none": "Atelier ([…])"}
    assert event["description"] == {"@none": "Inscription au […] ou […]\nVenez !\n\nAtelier"}
    assert rules(made) == ["F2-contact"]
    assert not [word for word in ("Camille", "Noé", "06 12", "@mail") if word in made.written()]


def test_what_is_private_is_not_read() -> None:
    assert not read("UID:a\nSUMMARY:Médecin\nCLASS:PRIVATE\nDTSTART:20261205T130000Z").events


def test_the_nearest_are_kept_when_there_are_too_many() -> None:
    daily = "UID:d\nSUMMARY:J\nDTSTART:20261126T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    made = read(daily, window=Window(date(2026, 11, 26), 90, 5, PARIS))
    assert [start[:10] for start in starts(made)] == [f"2026-11-{day}" for day in range(26, 31)]
    assert rules(made) == ["F2-many"]


@pytest.mark.parametrize("lines", [
    "SUMMARY:Rien", "SUMMARY:X\nDTSTART:hier", "SUMMARY:X\nDTSTART:20261205T130000Z\nDTSTART:20261206T130000Z",
    "SUMMARY:X\nDTSTART:20261205T130000Z\nRRULE:FREQ=SECONDLY",
    "SUMMARY:X\nDTSTART:20261205T130000Z\nRRULE:FREQ=MINUTELY",
    "SUMMARY:X\nDTSTART:20261205T130000Z\nRRULE:FREQ=DAILY;BYSECOND=1,2,3;BYMINUTE=1,2,3",
    "SUMMARY:X\nDTSTART:10130602T140000\nDTEND:20261205T180000\nRRULE:FREQ=WEEKLY",
    "SUMMARY:X\nDTSTART:20261205T130000Z\nDURATION:P99999D\nRRULE:FREQ=DAILY",
    "SUMMARY:X\nDTSTART:19010101T130000Z\nRRULE:FREQ=DAILY",
])  # fmt: skip
def test_an_event_that_cannot_be_read_is_named_and_the_others_are_shown(lines: str) -> None:
    made = read(f"UID:x\n{lines}", "UID:a\nSUMMARY:Fête\nDTSTART:20261205T130000Z")
    assert (starts(made), rules(made)) == (["2026-12-05T14:00:00+01:00"], ["F2-event"])


def test_an_event_inside_an_event_is_not_read() -> None:
    inner = "BEGIN:VEVENT\nSUMMARY:X\nDTSTART:20261205T130000Z\nDTEND:10130612T180000\nRRULE:FREQ=WEEKLY\nEND:VEVENT"
    made = read(f"UID:a\nSUMMARY:Fête\nDTSTART:20261205T130000Z\n{inner}")
    assert [event["nom"] for event in made.events.values()] == [{"@none": "Fête"}]


@pytest.mark.parametrize("zone", ["Europe/" + "a" * 300, "../../etc/passwd", "/etc/localtime"])
def test_a_default_zone_that_is_none_leaves_the_labs_own(zone: str) -> None:
    made = read("UID:a\nSUMMARY:Fête\nDTSTART:20261205T140000", head=f"X-WR-TIMEZONE:{zone}\n")
    assert (starts(made), rules(made)) == (["2026-12-05T14:00:00+01:00"], ["F2-zone"])


@pytest.mark.parametrize(
    "content", [b"", b"x", b"<html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"BEGIN:VCALENDAR", b"\xff"]
)
def test_what_is_no_calendar_is_named(content: bytes) -> None:
    with pytest.raises(DocumentError, match="F1-form"):
        agenda(Received(content), WINDOW)


def test_at_a_labs_address_it_is_refused_with_where_it_belongs() -> None:
    verdict = judge(written(), "https://lab.example/agenda.ics", Profile(date(2026, 11, 26)))
    assert (verdict.outcome, [f.rule for f in verdict.findings]) == (Outcome.REJECTED, ["F4-calendar"])


@pytest.mark.parametrize(("words", "expected"), [
    ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"), ("a &lt;script&gt; b", "a <script> b"), ("x" * 50, f"{'x' * 19}…"),
    ("un deux trois quatre cinq", "un deux trois…"), ("3 < 4 et 5 > 2", "3 < 4 et 5 > 2"), ("+33 6 12 34 56 78", "[…]"),
    ("2026-12-05 14:00", "2026-12-05 14:00"),
])  # fmt: skip
def test_texts_made_fit_for_everybody(words: str, expected: str) -> None:
    assert public(words, 20) == expected
