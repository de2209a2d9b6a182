"""Whether a lab is open now: heard by SpaceAPI, true for fifteen minutes, shown on its page and by the API."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from support.clock import REFERENCE
from support.commons import Commons
from support.labs import lab

from harvester.desk.tables import live
from harvester.live.state import State, state_of
from server.app import create_app
from server.sparql.run import Pool
from server.store.guard import GuardPool

SPACE: dict[str, Any] = {
    "api_compatibility": ["15"], "space": "Gier", "logo": "https://gier.example/l.png", "url": "https://gier.example/",
    "location": {"lat": 45.4, "lon": 4.4}, "state": {"open": True, "message": "Venez", "lastchange": 1795690000},
}  # fmt: skip


def space(**state: Any) -> bytes:
    return json.dumps({**SPACE, "state": state}).encode()


@pytest.mark.parametrize(("document", "expected"), [
    ({"state": {"open": True}}, State(True)),
    ({"state": {"open": False, "message": "Fermé", "lastchange": 1795690000}},
     State(False, "Fermé", datetime(2026, 11, 26, 10, 46, 40))),
    ({"state": {"open": None}}, State(None)), ({"state": {"open": "null"}}, State(None)), ({"state": {}}, State(None)),
    ({}, State(None)), ({"state": None}, State(None)), ({"state": "open"}, State(None)),
    ({"state": {"open": "true"}}, State(True)), ({"state": {"open": 1}}, State(None)),
    ({"state": {"open": True, "lastchange": 1795690000123}}, State(True, "", datetime(2026, 11, 26, 10, 46, 40))),
    ({"state": {"open": True, "lastchange": 1795690000.7}}, State(True, "", datetime(2026, 11, 26, 10, 46, 40))),
    ({"state": {"open": True, "lastchange": 1895690000}}, State(True)),
    ({"state": {"open": True, "lastchange": -5}}, State(True)),
    ({"state": {"open": True, "lastchange": 0}}, State(True)),
    ({"state": {"open": True, "lastchange": True}}, State(True)),
    ({"state": {"open": True, "lastchange": []}}, State(True)),
    ({"state": {"open": True, "lastchange": 1e300}}, State(True)),
    ({"state": {"open": True, "message": ["x"]}}, State(True)),
    ({"state": {"open": True, "message": "06 12 34 56 78, a@b.example"}}, State(True, "[…], […]")),
    ({"state": {"open": True, "message": "<b>Oui</b>", "trigger_person": "Camille"}}, State(True, "Oui")),
    ({"api": "0.12", "open": True, "status": "Là", "lastchange": 1795690000},
     State(True, "Là", datetime(2026, 11, 26, 10, 46, 40))),
])  # fmt: skip
def test_states_in_all_forms(document: dict[str, Any], expected: State) -> None:
    base = {key: value for key, value in SPACE.items() if key != "state"}
    assert state_of(json.dumps({**base, **document}).encode(), REFERENCE) == expected


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"<html>", b'{"a": 1}', b"[" * 100_000, b"\xff"])
def test_what_is_no_spaceapi_document(content: bytes) -> None:
    assert state_of(content, REFERENCE) is None


class Served:
    """A hub and its site, over one clock."""

    def __init__(self, commons: Commons, pool: GuardPool) -> None:
        self.commons = commons
        self.app = create_app(commons.settings, pool, commons.hub.engine, commons.clock)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def open(self) -> dict[str, bool]:
        """What the API says: slug → open."""
        labs = self.client.get("/api/v1/live").json
        assert labs is not None
        return {each["slug"]: each["open"] for each in labs["labs"]}

    def page(self, path: str = "/labs/gier", lang: str = "fr", tag: str = "") -> tuple[int, str, str]:
        headers = {"Accept-Language": lang, "Accept": "text/html"} | ({"If-None-Match": tag} if tag else {})
        answer = self.client.get(path, headers=headers)
        return answer.status_code, answer.text, answer.headers.get("ETag", "")


@pytest.fixture
def make_served(make_commons: Callable[..., Commons]) -> Iterator[Callable[..., Served]]:
    with GuardPool(workers=1, page_workers=1) as pool:
        yield lambda **limits: Served(make_commons(**limits), cast(GuardPool, cast(Pool, pool)))


@pytest.fixture
def served(make_served: Callable[..., Served]) -> Served:
    """A lab that links to its SpaceAPI document, and one that is such a document."""
    served = make_served()
    commons = served.commons
    commons.web.put("/space.json", space(open=True, message="Venez", lastchange=1795690000))
    url = commons.web.url("/space.json", "space.example")
    commons.register("gier", lab(machines=1, contact={"spaceapi": url}))
    commons.register("ondaine", space(open=False))
    commons.round()
    return served


def test_an_answer_counts_for_fifteen_minutes(served: Served) -> None:
    assert served.open() == {}
    assert served.commons.hub.look() == 2
    assert served.open() == {"gier": True, "ondaine": False}
    served.commons.clock.pass_by(minutes=14)
    assert served.open() == {"gier": True, "ondaine": False}
    served.commons.clock.pass_by(minutes=1)
    assert served.open() == {}


def test_the_whole_answer_of_the_api(served: Served) -> None:
    served.commons.hub.look()
    answer = served.client.get("/api/v1/live")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert answer.json["labs"][0] == {
        "lab": "https://gier.example/fablab.jsonld#lab", "slug": "gier", "open": True, "message": "Venez",
        "changed": "2026-11-26T10:46:40Z", "checked": "2026-11-26T11:00:00Z", "until": "2026-11-26T11:15:00Z",
    }  # fmt: skip


def test_it_is_asked_every_five_minutes_and_no_more(served: Served) -> None:
    asked = len(served.commons.web.asked_for("/space.json"))
    assert [served.commons.hub.look() for _ in range(3)] == [2, 0, 0]
    served.commons.clock.pass_by(minutes=5)
    served.commons.web.put("/space.json", space(open=False))
    assert served.commons.hub.look() == 2
    assert served.open()["gier"] is False
    assert len(served.commons.web.asked_for("/space.json")) == asked + 2


def test_the_page_says_it_and_its_tag_follows(served: Served) -> None:
    before = served.page()
    assert "en ce moment" not in before[1]
    served.commons.hub.look()
    status, text, tag = served.page(tag=before[2])
    assert status == 200
    assert "ouvert en ce moment, dit le lab" in text
    assert "(SpaceAPI, " in text
    assert "Venez" in text
    assert "open right now, says the lab" in served.page(lang="en")[1]
    assert served.page(tag=tag)[0] == 304
    assert "fermé en ce moment, dit le lab" in served.page("/labs/ondaine")[1]
    assert served.page("/")[1].count("ouvert en ce moment, dit le lab") == 1
    other = served.page("/labs")[2]
    served.commons.clock.pass_by(minutes=3)
    served.commons.web.put("/space.json", space(open=None))
    assert served.page(tag=tag)[0] == 200
    assert served.page("/labs", tag=other)[0] == 304
    served.commons.clock.pass_by(minutes=2)
    served.commons.hub.look()
    assert "en ce moment" not in served.page()[1]


def test_a_failure_leaves_what_was_said_until_it_is_too_old(served: Served) -> None:
    served.commons.hub.look()
    served.commons.web.put("/space.json", b"down", status=500)
    asked = len(served.commons.web.asked_for("/space.json"))
    for _ in range(12):
        served.commons.clock.pass_by(minutes=5)
        served.commons.hub.look()
    assert "gier" not in served.open()
    assert len(served.commons.web.asked_for("/space.json")) - asked == 3  # after 5, 15, 35 minutes
    served.commons.web.put("/space.json", space(open=True))
    served.commons.clock.pass_by(hours=2)
    served.commons.hub.look()
    assert served.open()["gier"] is True


def test_a_lab_that_links_no_more_is_asked_no_more(served: Served) -> None:
    served.commons.hub.look()
    served.commons.put("gier", lab(machines=1))
    served.commons.round()
    served.commons.clock.pass_by(minutes=5)
    assert served.commons.hub.look() == 1
    assert [row.open for row in served.commons.table(live)] == [False]


def test_how_often_and_how_large_are_settings(make_served: Callable[..., Served]) -> None:
    served = make_served(live_every=timedelta(minutes=1), live_kept=timedelta(minutes=2), live_bytes=1000)
    served.commons.register("ondaine", space(open=True))
    served.commons.round()
    served.commons.hub.look()
    assert served.open() == {"ondaine": True}
    served.commons.put("ondaine", space(open=True, message="x" * 1000))
    served.commons.clock.pass_by(minutes=1)
    assert served.commons.hub.look() == 1
    [row] = served.commons.table(live)
    assert row.failure == ["T-size"]
    served.commons.clock.pass_by(minutes=1)
    assert served.open() == {}


def test_a_hostile_message_is_text(served: Served) -> None:
    served.commons.web.put(
        "/space.json", space(open=True, message="&lt;script&gt;alert(1)&lt;/script&gt;" + "m" * 10_000)
    )
    served.commons.hub.look()
    text = served.page()[1]
    assert "<script>alert" not in text
    assert "m" * 200 not in text
