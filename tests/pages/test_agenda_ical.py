"""The agenda as iCalendar: what calendar programs make of it is what the pages say; the page of an event."""

import re
from datetime import UTC, date, datetime

import pytest
from agenda_kit import COMING, plain
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event
from pages_kit import Answering


def entries(site: Answering, path: str) -> dict[str, Event]:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    assert isinstance(calendar, Calendar)
    return {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}  # type: ignore[misc]


def times(entry: Event, until: datetime) -> list[datetime]:
    """When an entry comes until a moment, as a calendar program reckons it (UTC)."""
    start = entry["dtstart"].dt
    if "rrule" not in entry:
        return [start.astimezone(UTC)]
    rule = rrulestr(entry["rrule"].to_ical().decode(), dtstart=start)
    return [each.astimezone(UTC) for each in rule.between(start, until, inc=True)]


def utc(*texts: str) -> list[datetime]:
    return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]


def test_a_calendar_program_reckons_the_same_dates(site: Answering) -> None:
    found = entries(site, "/agenda.ics")
    until = datetime(2027, 12, 31, tzinfo=UTC)
    base = "https://{}.example/fablab.jsonld#{}".format
    assert times(found[base("campus", "talk")], until) == utc(
        "2026-11-25T11:30", "2026-12-30T11:30", "2027-01-27T11:30", "2027-02-24T11:30",
        "2027-03-31T10:30", "2027-04-28T10:30",
    )  # fmt: skip
    assert times(found[base("roanne", "3d-samedi")], until) == utc(
        "2026-11-28T09:30", "2026-12-05T09:30", "2026-12-12T09:30", "2026-12-19T09:30"
    )
    sewing = times(found[base("ondaine", "mercredi-couture")], until)
    assert len(sewing) == 11
    assert sewing[2:4] == utc("2026-10-21T12:00", "2026-10-28T13:00")
    assert sewing[-1:] == utc("2026-12-16T13:00")
    assert found[base("ondaine", "mercredi-couture")]["dtstart"].params["TZID"] == "Europe/Paris"


def test_the_list_and_the_file_agree(site: Answering) -> None:
    """Every date of the list is one of the file, and the other way round, for what is timed."""
    now = datetime(2026, 11, 26, 11, tzinfo=UTC)
    ahead = datetime(2027, 2, 24, 23, tzinfo=UTC)  # 90 days, the last one whole
    listed = sorted((day, name) for day, hours, name in COMING if hours != "toute la journée")
    filed = sorted(
        (each.date().isoformat(), str(entry["summary"]).partition("] ")[2] or str(entry["summary"]))
        for entry in entries(site, "/agenda.ics").values()
        if isinstance(entry["dtstart"].dt, datetime)
        for each in times(entry, ahead)
        if each >= now
    )
    assert filed == listed


def test_what_an_entry_says(site: Answering) -> None:
    found = entries(site, "/labs/gier/agenda.ics")
    assert set(found) == {
        "https://gier.example/fablab.jsonld#laser-2026-11-26", "https://gier.example/fablab.jsonld#fete-des-communs"
    }  # fmt: skip
    laser = found["https://gier.example/fablab.jsonld#laser-2026-11-26"]
    assert laser["dtstart"].dt.isoformat() == "2026-11-26T18:00:00+01:00"
    assert laser["dtend"].dt.isoformat() == "2026-11-26T21:00:00+01:00"
    assert str(laser["url"]) == "https://commons.example/events/gier/laser-2026-11-26"
    assert str(laser["location"]) == "La Fabrique du Gier, Saint-Chamond"
    assert laser["geo"].to_ical() == "45.4752;4.5148"
    assert laser.categories == ["Séance de formation", "artisanat d'art", "design", "réemploi et réparation"]
    assert str(laser["status"]) == "CONFIRMED"
    day = found["https://gier.example/fablab.jsonld#fete-des-communs"]
    assert (day["dtstart"].dt, day["dtend"].dt) == (date(2026, 11, 28), date(2026, 11, 29))


def test_what_is_off_in_the_file(site: Answering) -> None:
    found = entries(site, "/agenda.ics")
    cancelled = found["https://ondaine.example/fablab.jsonld#reparation-2026-12-03"]
    postponed = found["https://roanne.example/fablab.jsonld#fanzine-2026-12-01"]
    online = found["https://roanne.example/fablab.jsonld#son-2026-12-02"]
    assert (str(cancelled["status"]), str(cancelled["summary"])) == ("CANCELLED", "[annulé] Café réparation")
    assert (str(postponed["status"]), str(postponed["summary"])) == ("TENTATIVE", "[reporté] Un fanzine en une soirée")
    assert (str(online["location"]), "geo" in online) == ("En ligne", False)


def test_the_file_takes_the_same_choices(site: Answering) -> None:
    themes = {str(entry["summary"]) for entry in entries(site, "/agenda.ics?theme=sante-living-lab").values()}
    assert themes == {"Habilitation résine", "Fabriquer pour un proche"}
    page = site.get("/agenda?theme=sante-living-lab").text
    assert 'href="webcal://commons.example/agenda.ics?theme=sante-living-lab"' in page
    assert 'href="/agenda.ics?theme=sante-living-lab"' in page


def test_the_file_is_published_without_persons(site: Answering) -> None:
    answer = site.get("/agenda.ics")
    text = answer.text
    for line in ("METHOD:PUBLISH", "X-WR-CALNAME:Agenda du réseau", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"):
        assert f"\r\n{line}\r\n" in text
    assert not re.search(r"^(ATTENDEE|ORGANIZER|CONTACT)", text, re.MULTILINE)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    again = site.get("/agenda.ics", If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_english(site: Answering) -> None:
    assert "X-WR-CALNAME:Events of the network" in site.get("/agenda.ics?lang=en").text
    page = site.get("/agenda", "en").text
    assert re.search("Thursday,? 26 November 2026", plain(page))
    assert "31 dates to come" in plain(page)


@pytest.mark.parametrize("path", ["/labs/personne/agenda.ics", "/labs/gier/agenda/rien.ics", "/labs/parti/agenda.ics"])
def test_no_file_of_what_is_not_there(site: Answering, path: str) -> None:
    assert site.get(path).status_code in (404, 410)


# --- the page of an event -------------------------------------------------------------------------------------------


def test_an_event_can_be_added(site: Answering) -> None:
    page = site.get("/events/gier/laser-2026-11-26").text
    text = plain(page)
    assert "Séance de formation" in text
    assert "Séance dePrise en main de la découpe laser" in text
    assert "15 € / personne (adhérents)" in text
    found = entries(site, "/labs/gier/agenda/laser-2026-11-26.ics")
    assert 'href="/labs/gier/agenda/laser-2026-11-26.ics"' in page
    assert [str(entry["summary"]) for entry in found.values()] == ["Ma première découpe laser"]


def test_an_event_that_repeats_says_when_next(site: Answering) -> None:
    text = plain(site.get("/events/ondaine/mercredi-couture").text)
    assert (
        "Prochaines dates mercredi 2 décembre 2026, de 14 h à 16 h 30mercredi 9 décembre 2026, de 14 h à 16 h 30"
        in text
    )
    assert "Mercredi couture Atelier Chez" in text
    assert "Prochaines dates" not in site.get("/events/gier/laser-2026-11-26").text


def test_an_event_long_over_is_not_added(site: Answering) -> None:
    answer = site.get("/events/boen/rentree")
    assert answer.status_code == 200
    assert "Ajouter à mon agenda" not in answer.text
    assert site.get("/labs/boen/agenda/rentree.ics").status_code == 404
