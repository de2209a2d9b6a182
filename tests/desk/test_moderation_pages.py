"""`/moderation`: who comes in by a token; each act by a form or a command, its trace, its undo."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.desk import Browser, Desk
from support.labs import lab

from harvester.desk import moderators
from server.cli import cli
from server.pages.moderating import gate

Make = Callable[..., Desk]


@pytest.fixture
def hub(desk: Desk) -> Desk:
    """Two labs that are served."""
    desk.commons.register("un", lab(nom="Atelier du Furan"))
    desk.commons.register("deux", lab(nom="Forge de Bourges", position={"lat": 47.08, "lon": 2.39}))
    desk.round()
    return desk


def status(desk: Desk, slug: str = "un") -> str:
    return desk.commons.source(slug).status


def act(browser: Browser, name: str, slug: str = "un", **fields: str) -> int:
    return browser.post(f"/moderation/sources/{slug}", {"act": name, **fields}).status_code


# --- coming in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\x00", "é" * 100])
def test_a_forged_token_opens_nothing(hub: Desk, token: str) -> None:
    answer = hub.browser().post("/moderation", {"token": token})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert "n'ouvre rien" in answer.text.replace("&#39;", "'")


def test_a_token_ends_when_revoked_or_old_with_its_sessions(hub: Desk) -> None:
    browser, clock = hub.moderator("Aïcha"), hub.commons.clock
    assert browser.get("/moderation/acts").status_code == 200
    with hub.commons.hub.engine.begin() as db:
        assert moderators.revoke(db, "Aïcha", "operator", clock()) == 1
    assert browser.get("/moderation/acts").status_code == 403
    token = hub.token("Bruno", days=30)
    lasting = hub.browser()
    assert lasting.post("/moderation", {"token": token}).status_code == 303
    clock.pass_by(days=31)
    assert lasting.get("/moderation/acts").status_code == 403
    assert hub.browser().post("/moderation", {"token": token}).status_code == 403


def test_a_session_ends_by_itself_and_when_one_leaves(hub: Desk) -> None:
    first, second = hub.moderator("Aïcha"), hub.moderator("Bruno")
    assert first.post("/moderation/out", {}).status_code == 303
    assert first.get("/moderation/acts").status_code == 403
    hub.commons.clock.now += hub.commons.settings.session_kept + timedelta(seconds=1)
    assert second.get("/moderation/acts").status_code == 403


def test_tries_are_a_setting(make_desk: Make) -> None:
    desk = make_desk(moderation_rate=30)
    answers = [desk.browser().post("/moderation", {"token": "x"}).status_code for _ in range(12)]
    assert answers == [403] * 10 + [429] * 2


@pytest.mark.parametrize("path", ["", "/reviews", "/sources/un", "/acts", "/models", "/proposals", "/notices"])
def test_pages_are_for_moderators_and_kept_by_nobody(hub: Desk, path: str) -> None:
    stranger = hub.browser().get(f"/moderation{path}")
    assert stranger.status_code == (403 if path else 200)
    assert 'href="/moderation"' in stranger.text or not path, "whoever moderates is led to where they sign in"
    answer = hub.moderator().get(f"/moderation{path}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


# --- acts -----------------------------------------------------------------------------------------------------------

ACTS = {
    "refuse": ({"act": "refuse", "reason": "Fermé."}, "refused"),
    "ban-base": ({"act": "ban-base", "reason": "Publicité."}, "banned"),
    "ban-host": ({"act": "ban-host", "reason": "Publicité."}, "banned"),
    "merge": ({"act": "merge", "into": "deux", "reason": "Même lab."}, "superseded"),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_and_its_undo_leave_a_trace_each(hub: Desk, name: str) -> None:
    fields, after = ACTS[name]
    aicha, bruno = hub.moderator("Aïcha"), hub.moderator("Bruno")
    assert aicha.post("/moderation/sources/un", fields).status_code == 303
    hub.round()
    assert status(hub) == after
    assert hub.browser().get("/labs/un").status_code in (301, 303, 404, 410)
    log = bruno.get("/moderation/acts?subject=un").text
    numbers = re.findall(r'name="number" value="(\d+)"', log)
    assert "Aïcha" in log
    assert fields["reason"] in log
    assert bruno.post("/moderation/acts", {"act": "undo", "number": numbers[0]}).status_code == 303
    hub.round()
    assert status(hub) == "accepted"
    assert hub.browser().get("/labs/un").status_code == 200
    done = [(each.who, each.act, bool(each.undoes)) for each in hub.acts("un") if each.who in ("Aïcha", "Bruno")]
    assert done[0] == ("Bruno", "undo", True)
    assert done[1][0] == "Aïcha"
    assert bruno.post("/moderation/acts", {"act": "undo", "number": numbers[0]}).status_code == 409
    assert status(hub) == "accepted"


@pytest.mark.parametrize("fields", [
    {"act": "refuse"}, {"act": "ban-base", "reason": ""}, {"act": "merge", "into": "un", "reason": "x"},
    {"act": "merge", "into": "rien", "reason": "x"}, {"act": "accept"}, {"act": "rien"}, {},
    {"act": "undo", "number": "1"}, {"act": "move", "url": "javascript:x"},
    {"act": "move", "url": "http://10.0.0.7/x"}, {"act": "grant", "proof": "²"},
])  # fmt: skip
def test_what_makes_no_sense_is_told_and_changes_nothing(hub: Desk, fields: dict[str, str]) -> None:
    browser, before = hub.moderator(), len(hub.acts())
    answer = browser.post("/moderation/sources/un", fields)
    assert answer.status_code in (200, 400, 409, 422)
    assert 'role="alert"' in answer.text
    assert (status(hub), len(hub.acts())) == ("accepted", before)


def test_a_source_is_moved_once_its_file_was_read_there(hub: Desk) -> None:
    browser = hub.moderator()
    there = hub.commons.web.put("/ailleurs.jsonld", b"{}")
    assert act(browser, "move", url=there) != 303
    hub.commons.put("un", lab(nom="Atelier du Furan"))
    assert act(browser, "move", url=hub.commons.web.url("/un")) == 303
    assert hub.commons.source("un").url == hub.commons.web.url("/un")


def test_the_same_by_command(hub: Desk) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, [*arguments, "--data", str(hub.commons.data)])
        assert done.exit_code == 0, done.output
        return done.output

    run("moderate", "refuse", "un", "--reason", "Fermé.")
    assert status(hub) == "refused"
    assert "Fermé." in run("moderate", "log")
    run("moderate", "undo", str(hub.acts("un")[0].id))
    assert status(hub) == "accepted"
    assert "Bruno" not in run("moderators", "list")
    run("moderators", "add", "Bruno")
    assert "Bruno" in run("moderators", "list")
    run("moderators", "revoke", "Bruno")


def test_what_was_typed_comes_back_with_the_refusal(hub: Desk) -> None:
    """Into the form that was sent, and into no other."""
    browser, here = hub.moderator(), "/moderation/sources/un"
    said = {"reason": "Ils ont <déménagé>"}
    move = browser.post(here, {"act": "move", "form": "move", "url": "gier", **said})
    assert (move.status_code, 'value="gier"' in move.text) == (409, True)
    assert move.text.count('value="Ils ont &lt;déménagé&gt;"') == 1
    merge = browser.post(here, {"act": "merge", "form": "merge", "into": "nulle-part", **said})
    assert (merge.status_code, 'value="nulle-part"' in merge.text) == (409, True)
    assert 'value="Ils ont' not in browser.get(here).text


def test_a_reason_is_kept_whole() -> None:
    """No field takes more of it than is read."""
    folder = Path(gate.__file__).parents[1] / "templates" / "pages"
    fields = [
        field
        for path in folder.glob("*moderation*.html")
        for field in re.findall(r'<(?:input|textarea)[^>]*name="reason"[^>]*>', path.read_text(encoding="utf-8"))
    ]
    assert len(fields) == 2
    assert all(f'maxlength="{gate.LONGEST}"' in field for field in fields)
