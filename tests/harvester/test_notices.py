"""Notices in the hub's memory, and the commands of moderators; every act is noted, what is personal goes in time."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from support.clock import REFERENCE
from support.commons import Commons

from harvester import notices
from harvester.errors import NoticeError
from harvester.hub import open_hub
from harvester.notices import Told
from server.cli import cli

TOLD = Told("/labs/gier", "wrong", "L'adresse a changé.", "Aïcha B.", "aicha@habitante.example")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    found = open_hub(tmp_path)
    yield found
    found.dispose()


def fabcommons(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["notices", "--data", str(data), *arguments])


def listed(data: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in fabcommons(data, "--json", *arguments).output.splitlines()]


def test_what_is_told_is_kept_and_found_by_its_receipt(engine: Engine) -> None:
    receipt = notices.receive(engine, TOLD, REFERENCE, most=1)
    assert receipt
    found = notices.by_receipt(engine, receipt)
    assert found
    assert (found.page, found.reason, found.explanation, found.decision) == (
        "/labs/gier",
        "wrong",
        TOLD.explanation,
        "",
    )
    assert notices.by_receipt(engine, receipt[:-1]) is None
    assert [(act.at, act.act) for act in notices.acts(engine, found.id)] == [(REFERENCE, "received")]


def test_decided_ones_make_room(engine: Engine) -> None:
    assert notices.receive(engine, TOLD, REFERENCE, most=1)
    assert notices.receive(engine, TOLD, REFERENCE, most=1) is None
    notices.decide(engine, 1, "keep", "Vérifié.", "mo", REFERENCE)
    assert notices.receive(engine, TOLD, REFERENCE, most=1)


def test_a_decision_may_be_changed_and_both_are_noted(engine: Engine) -> None:
    notices.receive(engine, TOLD, REFERENCE, most=9)
    notices.decide(engine, 1, "keep", "Rien vu.", "mo", REFERENCE)
    later = REFERENCE + timedelta(days=1)
    changed = notices.decide(engine, 1, "remove", "  Vu, après appel.  ", "lu", later)
    assert (changed.decision, changed.grounds, changed.decided_at) == ("remove", "Vu, après appel.", later)
    assert [(act.act, act.who, act.grounds) for act in notices.acts(engine, 1)] == [
        ("received", "", ""), ("keep", "mo", "Rien vu."), ("remove", "lu", "Vu, après appel."),
    ]  # fmt: skip


def test_no_decision_without_reasons_or_notice(engine: Engine) -> None:
    notices.receive(engine, TOLD, REFERENCE, most=9)
    with pytest.raises(NoticeError, match="reasons"):
        notices.decide(engine, 1, "keep", " \n", "mo", REFERENCE)
    with pytest.raises(NoticeError, match="no notice 7"):
        notices.decide(engine, 7, "keep", "Vérifié.", "mo", REFERENCE)
    assert notices.all_notices(engine)[0].decision == ""


def test_what_is_personal_goes_when_its_time_is_over(commons: Commons) -> None:
    """At the end of a scheduled round; from the file too, not only from the rows."""
    engine, conf = commons.hub.engine, commons.settings
    for _ in range(2):
        notices.receive(engine, TOLD, commons.clock(), most=9)
    notices.decide(engine, 1, "remove", "Vu.", "mo", commons.clock())
    commons.clock.pass_by(seconds=conf.notice_kept.total_seconds())
    commons.hub.round()
    assert notices.all_notices(engine)[0].name == "Aïcha B."
    commons.clock.pass_by(seconds=1)
    commons.hub.round()
    done, waiting = notices.all_notices(engine)
    assert (done.name, done.email, done.explanation) == ("", "", "")
    assert (done.page, done.decision, done.grounds, done.erased_at) == ("/labs/gier", "remove", "Vu.", commons.clock())
    assert waiting.name == "Aïcha B."
    assert [act.act for act in notices.acts(engine, 1)] == ["received", "remove", "erased"]


def test_what_is_erased_is_not_in_the_file(tmp_path: Path) -> None:
    engine = open_hub(tmp_path)
    secret = Told("/labs/gier", "wrong", "Voici mon secret.", "Zéphyrine", "zephyrine@habitante.example")
    notices.receive(engine, secret, REFERENCE, most=9)
    notices.decide(engine, 1, "keep", "Vérifié.", "mo", REFERENCE)
    assert notices.erase_old(engine, REFERENCE + timedelta(seconds=1), REFERENCE) == 1
    engine.dispose()
    bytes_on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("hub.sqlite*"))
    assert b"zephyrine" not in bytes_on_disk
    assert "Zéphyrine".encode() not in bytes_on_disk
    assert b"mon secret" not in bytes_on_disk


def test_moderators_list_and_decide(engine: Engine, tmp_path: Path) -> None:
    hostile = Told("/labs/[bold]", "other", "[red]\x1b[31m" + "m" * 3000)
    for told in (TOLD, hostile):
        notices.receive(engine, told, REFERENCE, most=9)
    table = fabcommons(tmp_path).output
    assert "wrong" in table
    assert "\x1b[31m" not in table
    first, second = listed(tmp_path)
    assert first["page"] == "http://127.0.0.1:8000/labs/gier"
    assert first["receipt"].startswith("http://127.0.0.1:8000/signaler/")
    assert (first["email"], first["decision"]) == ("aicha@habitante.example", None)
    assert second["explanation"].startswith("[red]")

    done = fabcommons(tmp_path, "decide", "1", "--forward", "--reason", "Le lab a été prévenu.")
    assert done.exit_code == 0
    assert first["receipt"] in done.output
    assert [each["id"] for each in listed(tmp_path, "--waiting")] == [2]
    acts = listed(tmp_path)[0]["acts"]
    assert [(act["act"], act["grounds"]) for act in acts] == [("received", ""), ("forward", "Le lab a été prévenu.")]
    assert acts[1]["who"]


@pytest.mark.parametrize(("arguments", "said"), [
    (["decide", "1", "--keep"], "--reason"), (["decide", "1", "--reason", "x"], "--remove, --keep or --forward"),
    (["decide", "one", "--keep", "--reason", "x"], "not a valid integer"),
])  # fmt: skip
def test_command_says_what_is_missing(engine: Engine, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = fabcommons(tmp_path, *arguments)
    assert done.exit_code == 2
    assert said in done.output


def test_a_hub_of_before_gets_the_tables(tmp_path: Path) -> None:
    open_hub(tmp_path).dispose()
    with sqlite3.connect(tmp_path / "hub.sqlite") as db:
        db.executescript("DROP TABLE notice_acts; DROP TABLE notices;")
    db.close()
    engine = open_hub(tmp_path)
    assert notices.all_notices(engine) == []
    engine.dispose()
