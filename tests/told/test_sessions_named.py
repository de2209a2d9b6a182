"""Sessions read in a calendar are told by their name and day, never by the hash that is their identifier."""

from support.labs import base_of, lab
from telling_kit import Town

from harvester.names import FAB, RDF_TYPE, SCHEMA
from server.pages.links import short
from server.pages.telling.names import called

CALENDAR = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", "UID:a", "SUMMARY:Atelier bois",
    "DTSTART:20261205T083000Z", "DTEND:20261205T113000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "END:VEVENT", "END:VCALENDAR",
    "",
])  # fmt: skip
SESSION = f"{base_of('gier')}#ical-0123456789abcdef"


def test_the_timeline_tells_each_session_by_its_name_and_day(town: Town) -> None:
    town.commons.web.put("/gier.ics", CALENDAR)
    town.commons.register("gier", lab(agendaICal=town.commons.web.url("/gier.ics", "agenda.example")))
    town.turn()
    page = town.get("/sources/gier").text
    assert "Atelier bois (5 décembre 2026)" in page
    assert "Atelier bois (12 décembre 2026)" in page
    assert ">ical-" not in page


def test_a_session_whose_name_is_no_longer_kept_is_told_in_words(town: Town) -> None:
    with town.app.test_request_context(headers={"Accept-Language": "fr"}):
        assert called(b"", SESSION) == short(SESSION) == "séance d'un agenda (gier.example)"
        named = f'<{SESSION}> <{SCHEMA}name> "Fête" <{base_of("gier")}> .\n'.encode()
        assert called(named, SESSION) == "Fête"


def test_what_has_no_name_is_told_by_its_class(town: Town) -> None:
    work = f"{base_of('gier')}#int-2026-09-15"
    graph = f"<{work}> <{RDF_TYPE}> <{FAB}MaintenanceRecord> <{base_of('gier')}> .\n".encode()
    for lang, words in (("fr", "intervention int-2026-09-15"), ("en", "maintenance record int-2026-09-15")):
        with town.app.test_request_context(headers={"Accept-Language": lang}):
            assert called(graph, work) == words
            assert called(b"", work) == short(work)
