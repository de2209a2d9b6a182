"""Whatever bytes come, each adapter gives an outcome: a lab file, a fragment, or a sentence; never another error."""

import contextlib
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from harvester.adapters import ADAPTERS
from harvester.adapters.received import Received
from harvester.adapters.spaceapi import SpaceApi
from harvester.errors import DocumentError
from harvester.feeds.read import read_feed, window
from harvester.judge import Profile, judge
from harvester.report import Finding, Outcome

BOUNDED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WINDOW = window(date(2026, 11, 26), 60, 50, "", "Europe/Paris")
PROFILE = Profile(date(2026, 11, 26))

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(
    ["https://a.example/x", "http://[", "@a@b.example", "contact@a.example", "45.4", "ical", "\ud800", "…" * 300]
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SPACE_KEYS = ("location", "contact", "feeds", "projects", "membership_plans", "state", "logo", "url", "events", "lat")
INNER = ("address", "lat", "lon", "timezone", "email", "phone", "twitter", "mastodon", "calendar", "url", "type", "irc")
records = st.dictionaries(
    st.sampled_from(SPACE_KEYS), values | st.dictionaries(st.sampled_from(INNER), values, max_size=6), max_size=8
)
DIRECTORY_KEYS = ("address_1", "links", "email", "capabilities", "latitude", "machines", "postal_code", "avatar_url")
MANIFEST_KEYS = ("name", "license", "licensor", "repo", "tsdc", "part", "image", "function", "version", "material")
LINES = ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "UID", "SUMMARY", "STATUS",
         "DTSTART;TZID=Europe/Paris", "DTSTART;VALUE=DATE", "DESCRIPTION", "X-WR-TIMEZONE", "BEGIN", "END")  # fmt: skip
WORDS = ("20261205T130000Z", "20261205", "PT1H", "-P1D", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=0", "FREQ=YEARLY;BYDAY=6MO",
         "FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=999999", "VEVENT", "VALARM", "99999999T999999", "a", "", "CANCELLED",
         "FREQ=DAILY;UNTIL=00010101", "10000101T000000Z/PT1H")  # fmt: skip
lines = st.lists(
    st.tuples(st.sampled_from(LINES), st.sampled_from(WORDS) | st.text(max_size=15)).map(":".join), max_size=25
)


def judged(content: bytes) -> None:
    assert judge(content, "https://lab.example/x", PROFILE).outcome in set(Outcome)


@BOUNDED
@given(record=records, name=values)
@example(record={"projects": ["https://a.example/#?"] * 60}, name="x")
def test_any_record_of_a_space(record: dict[str, object], name: object) -> None:
    content = json.dumps({**record, "space": name, "api": "0.13"}).encode()
    assert SpaceApi().recognises(Received(content))
    judged(content)
    read_feed("spaceapi", Received(content), WINDOW)


@BOUNDED
@given(record=st.dictionaries(st.sampled_from(DIRECTORY_KEYS), values))
def test_any_record_of_the_directory(record: dict[str, object]) -> None:
    judged(json.dumps({**record, "slug": "x", "name": "X", "kind_name": "fab_lab"}).encode())


@BOUNDED
@given(fields=st.dictionaries(st.sampled_from(MANIFEST_KEYS), values, max_size=8))
def test_any_manifest(fields: dict[str, object]) -> None:
    content = json.dumps({"okhv": "2.4", **fields}, allow_nan=True).encode()
    read_feed("okh", Received(content, "", "https://git.example/okh.json"), WINDOW)


@BOUNDED
@given(inner=lines)
def test_any_calendar(inner: list[str]) -> None:
    body = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", *inner, "END:VEVENT", "END:VCALENDAR"])
    read_feed("ical", Received(body.encode("utf-8", "replace")), WINDOW)


@BOUNDED
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
@example(content=b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:\r\nEND:VEVENT\r\nEND:VCALENDAR")
@example(content=b"okhv: &a [*a]\nname: x")
@example(content=b'{"okhv": 1, "name": {"": NaN}}')
def test_any_bytes(content: bytes) -> None:
    for adapter in ADAPTERS:
        if adapter.recognises(Received(content)):
            with contextlib.suppress(DocumentError):
                adapter.adapt(Received(content), "https://lab.example/x")
    judged(content)


@pytest.mark.parametrize("kind", ["ical", "okh", "spaceapi"])
@BOUNDED
@given(content=st.binary(max_size=300))
def test_any_bytes_of_a_feed(kind: str, content: bytes) -> None:
    found = read_feed(kind, Received(content), WINDOW)
    assert not isinstance(found, Finding) or found.severity == "Warning"
