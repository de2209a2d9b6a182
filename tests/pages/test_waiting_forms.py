"""Who must wait keeps what they typed; and whatever page checks something, few checks go on at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from desk_kit import SLUG, Desk, text
from pages_kit import valid
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from harvester.desk.tables import mails
from server.store.guard import GuardPool

WORDS = "Ligne une\nligne « deux » <b>&amp;</b>"
PAGE = "/machines/gier/laser-1"


class Hidden(HTMLParser):
    """The form that sends again: its address, its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self.action = given.get("action") or ""
        if tag == "input" and given.get("type") == "hidden" and self.action:
            self.fields[given.get("name") or ""] = given.get("value") or ""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Desk:
    rates = dict.fromkeys(
        ("hosting", "desk", "fault", "registration", "again", "notice", "check", "moderation", "reissue"), 1
    )
    limits = {
        f"{name}_{kind}": 1 for name in rates for kind in ("rate", "burst") if (name, kind) != ("moderation", "burst")
    }
    return Desk.made(tmp_path_factory.mktemp("waiting"), pool, **limits, allow_loopback=True)


WHO = {"name": "Aïcha B.", "email": "aicha@habitante.example", "faith": "yes"}
FORMS = {
    "fault": (f"{PAGE}/fault", {"words": WORDS, "contact": "aicha@habitante.example"}),
    "hosting": ("/hosting", {"document": text(), "email": "aicha@habitante.example"}),
    "work": (f"{PAGE}/log", {"words": WORDS, "day": "2026-11-25"}),
    "register": ("/register", {"url": "http://127.0.0.1:9/fablab.jsonld", "note": WORDS}),
    "contact": ("/sources/gier/contact", {"email": "aicha@habitante.example"}),
    "notice": ("/signaler", {"page": "/labs/gier", "reason": "wrong", "explanation": WORDS, **WHO}),
    "lost": ("/edit", {"email": "aicha@habitante.example"}),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_who_must_wait_keeps_what_was_typed(desk: Desk, form: str) -> None:
    path, fields = FORMS[form]
    desk.session = desk.held_by("gier") if form == "work" else ""
    first = desk.post(path, **fields)
    assert first.status_code in (200, 303, 422), first.text
    answer = desk.post(path, **fields)
    assert answer.status_code == 429
    valid(answer.text)
    again = Hidden(answer.text)
    assert again.action == path
    assert {name: again.fields[name].replace("\r\n", "\n") for name in fields} == fields
    assert answer.headers["Cache-Control"] == ("private, no-store" if form == "work" else "no-store")


def test_a_busy_memory_makes_wait_and_loses_nothing(
    tmp_path: Path, pool: GuardPool, caplog: pytest.LogCaptureFixture
) -> None:
    """A round may write for long; whoever sends a form then is told so, and nothing of it stands in a log."""
    desk = Desk.made(tmp_path, pool, fault_rate=0)
    event.listen(desk.small.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 20"))
    desk.small.engine.dispose()
    with sqlite3.connect(desk.small.settings.data / "hub.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = desk.post(f"{PAGE}/fault", words=WORDS, contact="aicha@habitante.example")
        other.execute("ROLLBACK")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    again = Hidden(answer.text)
    assert again.fields["words"].replace("\r\n", "\n") == WORDS
    assert "aicha" not in caplog.text
    assert desk.post(again.action, **again.fields).status_code == 303


def test_errors_of_the_memory_do_not_tell_what_was_written(desk: Desk) -> None:
    with desk.small.engine.begin() as db, pytest.raises(IntegrityError) as raised:
        db.execute(mails.insert().values(id=1, kind="x", to="aicha@habitante.example", subject="x", body="secret"))
    assert "aicha" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_token_is_not_shown_again(desk: Desk) -> None:
    answers = [desk.post("/moderation", token="secret-of-a-moderator") for _ in range(12)]
    assert answers[-1].status_code == 429
    assert "secret-of-a-moderator" not in answers[-1].text


@contextmanager
def busy(desk: Desk) -> Iterator[None]:
    """Every place at the check is taken."""
    places = desk.app.extensions["checker"].places
    taken = 0
    while places.acquire(blocking=False):
        taken += 1
    try:
        yield
    finally:
        for _ in range(taken):
            places.release()


def test_every_page_that_checks_waits_for_its_turn(tmp_path: Path, pool: GuardPool) -> None:
    """A check may take a minute: sixty saves at once would hold every thread of the site."""
    desk = Desk.made(tmp_path, pool, registration_rate=0, hosting_rate=0, desk_rate=0)
    assert desk.post("/hosting", document=text()).status_code == 303
    own, moderator = desk.held_by(SLUG), desk.held_by()
    doors = {
        "/hosting": ("", {"document": text()}), f"/desk/{SLUG}/file": (own, {"document": text()}),
        f"/desk/{SLUG}/move": (own, {"url": "https://chez-nous.example/fablab.jsonld"}),
        "/register": ("", {"url": "https://neuf.example/fablab.jsonld"}),
        "/moderation/sources/gier": (moderator, {"act": "move", "url": "https://neuf.example/fablab.jsonld"}),
    }  # fmt: skip
    with busy(desk):
        for path, (session, fields) in doors.items():
            desk.session = session
            assert desk.post(path, **fields).status_code == 503, path
