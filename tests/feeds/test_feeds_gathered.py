"""What a lab's file links to is gathered with it: one graph, one verdict, nothing withdrawn because a feed fails."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from calendars import calendar, event
from support.commons import Commons
from support.labs import base_of, lab

from harvester.decide import from_row
from harvester.desk.tables import feeds
from harvester.forget import forget
from harvester.report import Outcome, as_json

BASE = base_of("gier")
MANIFEST = 'okhv = "2.4"\nname = "Lampe Know-How"\nlicense = "CERN-OHL-S-2.0"\nfunction = "Éclaire"\ntsdc = "3DP"\n'


def gier(commons: Commons, **members: Any) -> dict[str, Any]:
    return lab(machines=1, agendaICal=commons.web.url("/gier.ics", "agenda.example"), **members)


def ask_events(commons: Commons) -> dict[str, str]:
    """Name of each event served → its start."""
    query = "SELECT ?n ?d { ?e <http://schema.org/startDate> ?d ; <http://schema.org/name> ?n }"
    return dict(sorted((name, start) for name, start in commons.ask(query)))


def rules(commons: Commons) -> set[str]:
    return {from_row(row).rule for row in commons.source("gier").report or [] if row[0].startswith("F")}


def test_a_calendar_is_gathered_with_the_file_that_links_to_it(commons: Commons) -> None:
    commons.web.put(
        "/gier.ics",
        calendar(event("a"), event("b", DTSTART="20261212T100000Z", DTEND="20261212T110000Z", SUMMARY="Fête")),
    )
    commons.register("gier", gier(commons, agenda={"#a": {"nom": "Réunion", "debut": "2026-12-01"}}))
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert ask_events(commons) == {
        "Portes ouvertes": "2026-12-05T14:00:00+01:00",
        "Fête": "2026-12-12T11:00:00+01:00",
        "Réunion": "2026-12-01",
    }
    origin = commons.ask("SELECT ?u { ?e <https://w3id.org/fabcommons/ns#readFrom> ?u }")
    assert set(origin) == {(commons.web.url("/gier.ics", "agenda.example"),)}
    assert rules(commons) == set()


def test_when_nothing_changed_both_are_asked_conditionally_and_nothing_is_judged(commons: Commons) -> None:
    commons.web.put("/gier.ics", calendar(event("a")))
    commons.register("gier", gier(commons))
    commons.round()
    commons.clock.pass_by(hours=6)
    made = commons.harvest()["gier"]
    assert (made.outcome, made.visited.verdict, commons.publish()) == (Outcome.UNCHANGED, None, None)
    assert [asked.conditional for asked in commons.web.asked_for("/gier.ics")] == [False, True]
    assert commons.web.asked_for("/gier")[-1].conditional


def test_a_calendar_that_changes_changes_the_graph_though_the_file_does_not(commons: Commons) -> None:
    commons.web.put("/gier.ics", calendar(event("a")))
    commons.register("gier", gier(commons))
    commons.round()
    commons.web.put("/gier.ics", calendar(event("a", DTSTART="20261206T130000Z", DTEND="20261206T160000Z")))
    commons.clock.pass_by(hours=6)
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert ask_events(commons) == {"Portes ouvertes": "2026-12-06T14:00:00+01:00"}
    assert [action for iri, action in commons.log("gier") if "ical" in iri] == ["created", "updated"]


def test_a_cancelled_session_is_shown_as_cancelled(commons: Commons) -> None:
    weekly = event("w", DTSTART="20261203T170000Z", DTEND="20261203T190000Z", RRULE="FREQ=WEEKLY;COUNT=3")
    gone = event("w", DTSTART="20261210T170000Z", DTEND="20261210T190000Z", STATUS="CANCELLED")
    commons.web.put("/gier.ics", calendar(weekly, {**gone, "RECURRENCE-ID": "20261210T170000Z"}))
    commons.register("gier", gier(commons))
    commons.round()
    query = "SELECT ?d { ?e <http://schema.org/eventStatus> ?s ; <http://schema.org/startDate> ?d }"
    assert commons.ask(query) == [("2026-12-10T18:00:00+01:00",)]
    assert len(commons.ask("SELECT ?d { ?e <http://schema.org/startDate> ?d }")) == 3


def test_a_failed_calendar_withdraws_nothing_until_it_ages_then_comes_back(commons: Commons) -> None:
    far = event("a", DTSTART="20270205T130000Z", DTEND="20270205T160000Z")
    commons.web.put("/gier.ics", calendar(far))
    commons.register("gier", gier(commons))
    commons.round()
    commons.web.put("/gier.ics", b"down", status=503)
    commons.clock.pass_by(hours=6)
    assert commons.round()["gier"].outcome == Outcome.UNCHANGED
    assert (len(ask_events(commons)), rules(commons)) == (1, {"F1-missing"})
    for _ in range(31):
        commons.clock.pass_by(days=1)
        commons.round()
    assert (ask_events(commons), rules(commons)) == ({}, {"F1-aged"})
    commons.web.put("/gier.ics", calendar(far))
    commons.clock.pass_by(days=4)
    commons.round()
    assert (len(ask_events(commons)), rules(commons)) == (1, set())


def test_a_failing_feed_is_asked_less_and_less(commons: Commons) -> None:
    commons.web.put("/gier.ics", b"down", status=500)
    commons.register("gier", gier(commons))
    for _ in range(10):
        commons.harvest()
        commons.clock.pass_by(hours=1)
    assert len(commons.web.asked_for("/gier.ics")) == 3  # at once, after 1 h, after 4 h more


def test_what_is_no_calendar_is_named(commons: Commons) -> None:
    commons.web.put("/gier.ics", b"<!doctype html><title>Agenda</title>")
    commons.register("gier", gier(commons))
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert rules(commons) == {"F1-form"}


def test_a_calendar_no_longer_linked_is_gone_with_its_events(commons: Commons) -> None:
    commons.web.put("/gier.ics", calendar(event("a")))
    commons.register("gier", gier(commons))
    commons.round()
    commons.put("gier", lab(machines=1))
    commons.round()
    assert (ask_events(commons), commons.table(feeds)) == ({}, [])


def test_the_window_moves_with_the_day_though_nobody_answers(commons: Commons) -> None:
    weekly = event("w", DTSTART="20261126T170000Z", DTEND="20261126T190000Z", RRULE="FREQ=WEEKLY")
    commons.web.put("/gier.ics", calendar(weekly))
    commons.register("gier", gier(commons))
    commons.round()
    first = {start for (start,) in commons.ask("SELECT ?d { ?e <http://schema.org/startDate> ?d }")}
    commons.web.put("/gier.ics", b"", status=500)
    commons.put("gier", b"down", status=500)
    commons.clock.pass_by(days=8)
    commons.harvest(due=True)  # it fails; what was received is judged again once it is not due
    commons.harvest(due=True)
    commons.publish()
    later = {start for (start,) in commons.ask("SELECT ?d { ?e <http://schema.org/startDate> ?d }")}
    assert min(first).startswith("2026-11-26")
    assert min(later).startswith("2026-12-10")
    assert max(first) < max(later)


def test_an_emptied_calendar_is_no_sudden_loss(commons: Commons) -> None:
    many = [event(f"e{n}", DTSTART=f"202612{n + 1:02}T100000Z", DTEND=f"202612{n + 1:02}T110000Z") for n in range(28)]
    commons.web.put("/gier.ics", calendar(*many))
    commons.register("gier", gier(commons))
    commons.round()
    assert len(commons.source("gier").entities) > 28
    commons.web.put("/gier.ics", calendar())
    commons.clock.pass_by(hours=6)
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert not commons.source("gier").held


def test_number_of_sessions_and_of_feeds_are_settings(make_commons: Callable[..., Commons]) -> None:
    commons = make_commons(feed_events=3, feeds_per_lab=1, feed_days=20)
    commons.web.put("/gier.ics", calendar(event("w", RRULE="FREQ=DAILY")))
    other = commons.web.url("/zzz.ics", "zzz.example")
    document = gier(commons)
    commons.register("gier", {**document, "agendaICal": [document["agendaICal"], other]})
    commons.round()
    query = "SELECT ?d { ?e <http://schema.org/startDate> ?d } ORDER BY ?d"
    assert [start[:10] for (start,) in commons.ask(query)] == ["2026-12-05", "2026-12-06", "2026-12-07"]
    assert rules(commons) == {"F2-many", "F1-many"}
    assert not commons.web.asked_for("/zzz.ics")


def test_size_of_a_manifest_is_a_setting(make_commons: Callable[..., Commons]) -> None:
    commons = make_commons(manifest_bytes=50)
    commons.web.put("/okh.toml", MANIFEST)
    url = commons.web.url("/okh.toml", "git.example")
    commons.register("gier", lab(projets={"#lampe": {"nom": "Lampe", "manifesteOKH": url}}))
    commons.round()
    assert rules(commons) == {"F1-large"}
    said = next(as_json(from_row(row)) for row in commons.source("gier").report or [] if row[0] == "F1-large")
    assert said["message"]["fr"].startswith(f"« {url} » dépasse 50 octets")


def test_how_many_days_ahead_and_how_long_kept_are_settings(make_commons: Callable[..., Commons]) -> None:
    commons = make_commons(feed_days=5, feed_kept=timedelta(days=1))
    commons.web.put(
        "/gier.ics", calendar(event("w", DTSTART="20261126T120000Z", DTEND="20261126T130000Z", RRULE="FREQ=DAILY"))
    )
    commons.register("gier", gier(commons))
    commons.round()
    assert len(commons.ask("SELECT ?d { ?e <http://schema.org/startDate> ?d }")) == 6
    commons.web.put("/gier.ics", b"", status=500)
    commons.clock.pass_by(hours=25)
    commons.round()
    assert commons.ask("SELECT ?d { ?e <http://schema.org/startDate> ?d }") == []


def test_a_manifest_fills_in_what_the_project_leaves_unsaid(commons: Commons) -> None:
    url = commons.web.url("/okh.toml", "git.example")
    commons.web.put("/okh.toml", MANIFEST)
    commons.register("gier", lab(machines=1, projets={"#lampe": {"nom": "Ma lampe", "manifesteOKH": url}}))
    assert commons.round()["gier"].outcome == Outcome.LOADED
    said = {p.rpartition("/")[2]: o for s, p, o in commons.graph("gier") if s.endswith("#lampe>")}
    assert said["name"] == '"Ma lampe"@fr'
    assert said["license"] == "<https://spdx.org/licenses/CERN-OHL-S-2.0>"
    assert said["ns#requiresProcess"].endswith("/process/fabrication-additive>")
    assert said["description"] == '"Éclaire"'


def test_a_spaceapi_document_linked_adds_what_the_file_leaves_unsaid(commons: Commons) -> None:
    url = commons.web.url("/space.json", "space.example")
    space = {
        "api_compatibility": ["15"],
        "space": "Gier",
        "logo": "https://gier.example/logo.png",
        "url": "https://other.example/",
        "location": {"lat": 1.5, "lon": 2.5},
        "state": {"open": True},
    }
    commons.web.put("/space.json", json.dumps(space))
    commons.register("gier", lab(machines=1, contact={"site": "https://gier.example/", "spaceapi": url}))
    commons.round()
    said = {(p.rpartition("/")[2], o) for s, p, o in commons.graph("gier")}
    assert {("logo", "<https://gier.example/logo.png>"), ("url", "<https://gier.example/>")} <= said
    assert not [o for p, o in said if "1.5" in o or "other.example" in o]


def test_a_source_may_be_a_spaceapi_document_and_its_calendar_is_followed(commons: Commons) -> None:
    commons.web.put("/gier.ics", calendar(event("a")))
    space = {
        "api": "0.13",
        "space": "Gier",
        "logo": "https://gier.example/logo.png",
        "url": "https://gier.example/",
        "location": {"lat": 45.4, "lon": 4.4, "address": "1 rue de l'Exemple"},
        "state": {"open": True},
        "contact": {"keymasters": [{"name": "Camille"}], "email": "contact@gier.example"},
        "feeds": {"calendar": {"type": "ical", "url": commons.web.url("/gier.ics", "agenda.example")}},
    }
    commons.register("gier", json.dumps(space).encode())
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert commons.source("gier").kind == "spaceapi"
    assert list(ask_events(commons)) == ["Portes ouvertes"]
    assert not [o for _, _, o in commons.graph("gier") if "Camille" in o]


def test_a_feed_that_breaks_the_file_is_left_out(make_commons: Callable[..., Commons]) -> None:
    commons = make_commons(max_quads=60)
    commons.web.put("/gier.ics", calendar(event("w", RRULE="FREQ=DAILY")))
    commons.register("gier", gier(commons))
    assert commons.round()["gier"].outcome == Outcome.LOADED


def test_a_calendar_that_takes_too_long_costs_no_more_than_its_time(make_commons: Callable[..., Commons]) -> None:
    commons = make_commons(judge_time=timedelta(seconds=2), judge_processes=1)
    daily = {"DTSTART": "19700101T000000Z", "DTEND": "19700101T010000Z", "RRULE": "FREQ=DAILY"}
    slow = [event(f"e{n}", **daily) for n in range(4000)]
    commons.web.put("/gier.ics", calendar(*slow))
    commons.register("gier", gier(commons))
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert rules(commons) == {"F1-failed"}
    assert BASE in commons.source("gier").base


def test_a_host_that_asks_for_rest_is_asked_for_no_other_feed(commons: Commons) -> None:
    urls = [commons.web.url(f"/{n}.ics", "agenda.example") for n in range(3)]
    for n in range(3):
        commons.web.put(f"/{n}.ics", b"", status=429, headers={"Retry-After": "3600"})
    commons.register("gier", {**lab(machines=1), "agendaICal": urls})
    commons.round()
    assert len([asked for asked in commons.web.asked if asked.path.endswith(".ics")]) == 1


def test_a_session_that_was_forgotten_does_not_come_back(commons: Commons) -> None:
    commons.web.put("/gier.ics", calendar(event("a"), event("b", SUMMARY="Chez Camille")))
    commons.register("gier", gier(commons))
    commons.round()
    [iri] = [s for s, _, o in commons.graph("gier") if "Camille" in o]
    forget(commons.hub.engine, commons.data, iri.strip("<>"), commons.clock())
    for _ in range(3):
        commons.clock.pass_by(hours=6)
        commons.round()
        assert list(ask_events(commons)) == ["Portes ouvertes"]
        assert not [row for row in commons.table(feeds) if "Camille" in row.content]


@pytest.mark.parametrize("address", ["http://hub.example/labs/gier/agenda.ics",
                                     "http://Hub.Example:80/labs/../labs/gier/agenda.ics"])  # fmt: skip
def test_a_lab_that_links_to_the_hubs_own_agenda_is_told_and_nothing_grows(
    make_commons: Callable[..., Commons], address: str
) -> None:
    commons = make_commons(public_base_url="http://hub.example")
    commons.register("gier", lab(machines=1, agendaICal=address))
    assert commons.round()["gier"].outcome == Outcome.LOADED
    assert rules(commons) == {"F1-form"}
    assert not commons.web.asked_for("/labs/gier/agenda.ics")
