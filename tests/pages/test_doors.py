"""Every door through which something is written: a lab cannot touch another lab's things, nor strangers anybody's.

Each address that takes a form is tried with no session, that of another lab, forged, expired and revoked ones: refused,
and nothing in the hub's memory is different afterwards.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_kit import Desk, text

from harvester.desk import keys, moderators
from server.pages.routes import FORMS, SENT
from server.store.guard import GuardPool

MACHINE = "/machines/gier/laser-1"
#: What belongs to gier, with fields that its own lab may send.
LABS = {
    "desk_save": ("/desk/gier/file", {"document": text()}), "desk_restore": ("/desk/gier/restore", {"version": "1"}),
    "desk_move": ("/desk/gier/move", {"url": "https://evil.example/"}), "desk_link": ("/desk/gier/link", {}),
    "desk_out": ("/desk/gier/out", {}), "desk_contact": ("/desk/gier/contacts", {"contact": "1"}),
    "desk_fault": ("/desk/gier/faults", {"fault": "1", "answer": "rien"}),
    "machine_state": (f"{MACHINE}/state", {"status": "en-panne"}),
    "machine_log": (f"{MACHINE}/log", {"words": "x", "day": "2026-11-25"}),
    "machine_withdraw": (f"{MACHINE}/withdraw", {"entry": "1"}),
}  # fmt: skip
#: What is the moderators'.
MODERATORS = {
    "moderation_out": ("/moderation/out", {}),
    "moderation_reviews": ("/moderation/reviews", {"act": "refuse", "slug": "gier", "reason": "x"}),
    "moderation_source": ("/moderation/sources/gier", {"act": "ban-base", "reason": "x"}),
    "moderation_acts": ("/moderation/acts", {"act": "undo", "number": "1"}),
    "moderation_models": ("/moderation/models", {"act": "guide", "model": "x", "guide": "y"}),
    "moderation_proposals": ("/moderation/proposals", {"act": "proposal-accepted", "number": "1"}),
    "moderation_notices": ("/moderation/notices", {"act": "decide", "number": "1"}),
}
#: What opens by a secret in its address; `x` is none.
SECRETS = {
    "edit_reissue": "/edit/reissue/x", "contact_confirm": "/contacts/confirm/x",
    "contact_leave": "/contacts/unsubscribe/x", "claim": "/register/gier/claim/x",
}  # fmt: skip
#: What anybody may send: it asks, tells or signs in, and touches nobody's things.
ANYBODY = {
    "source_again": "/sources/gier/again", "source_contact": "/sources/gier/contact", "check": "/check",
    "check_document": "/check/fablab.jsonld", "hosting": "/hosting", "edit_lost": "/edit", "fault": f"{MACHINE}/fault",
    "register": "/register", "registration": "/register/gier", "moderation": "/moderation", "publish": "/publish",
    "report": "/signaler",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: GuardPool) -> Desk:
    """A hub where gier has left something at each door: a hosted file would, a fault, an entry of its log book."""
    desk = Desk.made(tmp_path_factory.mktemp("doors"), pool, desk_rate=0, fault_rate=0)
    desk.enter(desk.link("gier"))
    desk.post(f"{MACHINE}/log", words="Fait", day="2026-11-25")
    desk.session = ""
    desk.post(f"{MACHINE}/fault", words="La vitre")
    return desk


def test_every_address_that_takes_a_form_is_in_a_table() -> None:
    assert {endpoint for _, endpoint, _ in (*FORMS, *SENT)} == {*LABS, *MODERATORS, *SECRETS, *ANYBODY}


def _revoked(desk: Desk) -> str:
    """The session of a link that another one has replaced."""
    desk.session = ""
    session = desk.enter(desk.link("gier"))
    desk.link("gier")
    return session


def _expired(desk: Desk) -> str:
    desk.session = ""
    session = desk.enter(desk.link("gier"))
    desk.now += desk.small.settings.session_kept + timedelta(seconds=1)
    return session


def _other_purpose(desk: Desk) -> str:
    """An edit link is no session."""
    return desk.link("gier")


def _revoked_moderator(desk: Desk) -> str:
    with desk.small.engine.begin() as db:
        token = moderators.add(db, "Renée", None, "operator", desk.now)
    desk.session = ""
    answer = desk.post("/moderation", token=token)
    with desk.small.engine.begin() as db:
        moderators.revoke(db, "Renée", "operator", desk.now)
    return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]


STRANGERS: dict[str, Callable[[Desk], str]] = {
    "nobody": lambda _desk: "", "another lab": lambda desk: desk.held_by("ondaine"),
    "forged": lambda _desk: "A" * 43, "hostile": lambda _desk: "' OR 1=1 --", "expired": _expired,
    "edit link": _other_purpose, "revoked moderator": _revoked_moderator,
}  # fmt: skip


def memory(desk: Desk) -> list[str]:
    """All that the hub remembers, but for keys: opening a session is no harm."""
    with sqlite3.connect(desk.small.settings.data / "hub.sqlite") as db:
        return [line for line in db.iterdump() if not _KEYS.match(line)]


_KEYS = re.compile(r"""INSERT INTO "(keys"|sqlite_sequence" VALUES\('keys)""")


@pytest.fixture
def unchanged(desk: Desk) -> Iterator[None]:
    now = desk.now
    yield
    desk.now, desk.session = now, ""


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.usefixtures("unchanged")
def test_strangers_change_nothing_of_a_lab_nor_as_moderators(desk: Desk, stranger: str) -> None:
    desk.session = STRANGERS[stranger](desk)
    before = memory(desk)
    for path, fields in (*LABS.values(), *MODERATORS.values()):
        answer = desk.post(path, **fields)
        assert answer.status_code == 403, path
        assert "Set-Cookie" not in answer.headers, path
    assert memory(desk) == before


@pytest.mark.usefixtures("unchanged")
def test_a_lab_is_no_moderator_and_a_new_link_ends_the_sessions_of_the_old_one(desk: Desk) -> None:
    desk.session = desk.held_by("gier")
    assert {desk.post(path, **fields).status_code for path, fields in MODERATORS.values()} == {403}
    desk.session = _revoked(desk)
    assert {desk.post(path, **fields).status_code for path, fields in LABS.values()} == {403}


@pytest.mark.usefixtures("unchanged")
def test_things_of_another_lab_are_not_reached_through_ones_own_door(desk: Desk) -> None:
    """ondaine sends gier's numbers and machines to its own addresses."""
    desk.session = desk.held_by("ondaine")
    before = memory(desk)
    doors = [
        ("/desk/ondaine/faults", {"fault": "1"}), ("/desk/ondaine/restore", {"version": "1"}),
        ("/machines/ondaine/laser-1/withdraw", {"entry": "1"}),
        ("/machines/ondaine/guide-laser/state", {"status": "en-panne"}),
        ("/machines/ondaine/..%2Fgier%2Flaser-1/state", {"status": "en-panne"}),
    ]  # fmt: skip
    assert [path for path, fields in doors if desk.post(path, **fields).status_code not in (404, 409)] == []
    assert memory(desk) == before
    assert [p for p in ("/desk/gier", "/desk/gier/file.jsonld", "/desk/gier/journal.jsonld", "/desk/gier/merged.jsonld",
                        "/desk/gier/versions/1.jsonld") if desk.get(p).status_code != 403] == []  # fmt: skip


@pytest.mark.parametrize("secret", ["x", "A" * 43, "%00", "..", "é", "x" * 5000])
@pytest.mark.usefixtures("unchanged")
def test_forged_secrets_open_nothing(desk: Desk, secret: str) -> None:
    before = memory(desk)
    for path in (*SECRETS.values(), "/edit/x", "/hosting/x"):
        address = f"{path.removesuffix('x')}{secret}"
        assert desk.get(address).status_code in (404, 410, 414), address
        if path in SECRETS.values():
            assert desk.post(address, want="edit").status_code in (404, 410, 414), address
    assert memory(desk) == before


SENDERS = ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"},
           {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.commons.example"})  # fmt: skip


@pytest.mark.parametrize("sender", SENDERS, ids=lambda sender: next(iter(sender.values())))
@pytest.mark.usefixtures("unchanged")
def test_other_sites_send_nothing_in_somebody_s_name(desk: Desk, sender: dict[str, str]) -> None:
    before = memory(desk)
    doors = dict((*LABS.values(), *MODERATORS.values()))
    doors |= {path: {} for path in (*ANYBODY.values(), *SECRETS.values()) if "unsubscribe" not in path}
    for session in (desk.held_by("gier"), desk.held_by()):
        desk.session = session
        found = {path: desk.post(path, sender=sender, **fields).status_code for path, fields in doors.items()}
        assert [path for path, status in found.items() if status not in (403, 404)] == []
    assert memory(desk) == before


def test_secrets_are_kept_as_hashes_only(desk: Desk, tmp_path: Path) -> None:
    link, session = desk.link("gier"), desk.held_by("gier")
    with desk.small.engine.begin() as db:
        token = moderators.add(db, "Zoé", None, "operator", desk.now)
        confirmation = keys.make(db, "confirm", desk.now, source=desk.small.source("gier").id, subject="1")
    everything = "\n".join(memory_whole(desk))
    for secret in (link, session, token, confirmation):
        assert len(secret) >= 40
        assert secret not in everything
        assert not [f for f in desk.small.settings.data.rglob("*") if f.is_file() and secret.encode() in f.read_bytes()]


def test_a_fault_of_ours_writes_no_secret_into_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(keys, "find", lambda *_: 1 / 0)
    for path in ("/edit/", "/edit/reissue/", "/hosting/", "/contacts/confirm/", "/register/gier/claim/"):
        assert desk.get(f"{path}{'S' * 43}").status_code == 500, path
    assert "Exception on /edit/... [GET]" in caplog.text
    assert "S" * 43 not in caplog.text


def memory_whole(desk: Desk) -> list[str]:
    with sqlite3.connect(desk.small.settings.data / "hub.sqlite") as db:
        return list(db.iterdump())
