"""Who asks to be told of a lab is no keeper of its edit link: only who holds the link names the lab's own addresses."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk_kit import SLUG, Desk, text
from pages_kit import Outline, valid
from sqlalchemy import update

from harvester.desk import acts
from harvester.desk.tables import contacts, keys, lost_links, mails
from server.store.guard import GuardPool

Make = Callable[..., Desk]
MALLORY, AICHA = "mallory@evil.example", "aicha@habitante.example"


@pytest.fixture
def make(tmp_path: Path, pool: GuardPool) -> Make:
    return lambda **limits: Desk.made(tmp_path / "data", pool, **limits)


@pytest.fixture
def desk(make: Make) -> Desk:
    """A hub that keeps a file for a lab, whose founder left an address and confirmed it."""
    desk = make()
    assert desk.post("/hosting", document=text(), email=AICHA).status_code == 303
    confirm(desk)
    return desk


def confirm(desk: Desk) -> None:
    with desk.small.engine.begin() as db:
        db.execute(update(contacts).values(confirmed_at=desk.now))


def lost(desk: Desk, email: str, slug: str = "") -> list[str]:
    """Ask for a lost link; out: to whom an e-mail goes."""
    before = len(desk.rows(mails))
    assert desk.post("/edit", email=email, slug=slug).status_code == 303
    desk.write()
    return [row.to for row in desk.rows(mails)[before:]]


def entered(desk: Desk) -> None:
    """Hold the lab's edit link on this browser."""
    desk.enter(desk.link(SLUG))


def test_who_asked_to_be_told_gets_no_edit_link(desk: Desk) -> None:
    assert desk.post(f"/sources/{SLUG}/contact", email=MALLORY).status_code == 303
    confirm(desk)
    assert lost(desk, MALLORY) == []
    assert lost(desk, MALLORY, SLUG) == []
    assert lost(desk, AICHA) == [AICHA]


def test_who_asked_to_be_told_hears_nothing_of_faults(desk: Desk) -> None:
    desk.post(f"/sources/{SLUG}/contact", email=MALLORY)
    confirm(desk)
    desk.gather(SLUG)
    assert desk.post(f"/machines/{SLUG}/laser/fault", words="La vitre").status_code == 303
    assert [row.to for row in desk.rows(mails)] == [AICHA]


def test_an_address_named_from_the_desk_gets_one(desk: Desk) -> None:
    """Even one that asked to be told before; that of another lab's session, or of a moderator's, does not count."""
    desk.post(f"/sources/{SLUG}/contact", email="bureau@gier.example")
    confirm(desk)
    for stranger in (desk.held_by("ondaine"), desk.held_by()):
        desk.session = stranger
        desk.post(f"/sources/{SLUG}/contact", email="bureau@gier.example")
        confirm(desk)
        assert lost(desk, "bureau@gier.example") == []
    entered(desk)
    answer = desk.post(f"/sources/{SLUG}/contact", email="bureau@gier.example")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/{SLUG}?done=asked")
    assert lost(desk, "bureau@gier.example") == ["bureau@gier.example"]


def test_who_confirmed_for_news_does_not_keep_the_link_of_who_asks_as_the_lab(desk: Desk) -> None:
    """The lab's own address stays the lab's when a stranger asks for it again."""
    desk.post(f"/sources/{SLUG}/contact", email=AICHA)
    assert lost(desk, AICHA) == [AICHA]


def test_who_lets_go_or_is_taken_off_the_list_gets_none(desk: Desk) -> None:
    entered(desk)
    number = str(desk.rows(contacts)[0].id)
    page = desk.get(f"/desk/{SLUG}")
    valid(page.text)
    assert AICHA in page.text
    assert lost(desk, AICHA) == [AICHA]
    reissue = _secret(desk)
    answer = desk.post(f"/desk/{SLUG}/contacts", contact=number)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/{SLUG}?done=removed")
    assert desk.rows(contacts) == []
    assert lost(desk, AICHA) == []
    assert desk.get(f"/edit/reissue/{reissue}").status_code == 404
    assert desk.post(f"/edit/reissue/{reissue}").status_code == 404
    for odd in (number, "0", "x", "9" * 30):
        assert desk.post(f"/desk/{SLUG}/contacts", contact=odd).status_code == 404


def test_who_let_go_gets_none(desk: Desk) -> None:
    with desk.small.engine.begin() as db:
        db.execute(update(contacts).values(unsubscribed_at=desk.now))
    assert lost(desk, AICHA) == []


def test_another_lab_takes_nobody_off_the_list_and_sees_no_address(desk: Desk) -> None:
    number = str(desk.rows(contacts)[0].id)
    desk.session = desk.held_by("ondaine")
    assert desk.post("/desk/ondaine/contacts", contact=number).status_code == 404
    assert AICHA not in desk.get("/desk/ondaine").text
    assert [row.email for row in desk.rows(contacts)] == [AICHA]


def test_addresses_of_strangers_are_not_shown_at_the_desk(desk: Desk) -> None:
    """Who wants to be told of a lab is nobody's business, not even the lab's."""
    desk.post(f"/sources/{SLUG}/contact", email=MALLORY)
    confirm(desk)
    number = str(desk.rows(contacts)[1].id)
    entered(desk)
    assert MALLORY not in desk.get(f"/desk/{SLUG}").text
    assert desk.post(f"/desk/{SLUG}/contacts", contact=number).status_code == 404


def test_the_log_of_acts_and_the_keys_hold_no_address(desk: Desk) -> None:
    lost(desk, AICHA)
    assert desk.post(f"/edit/reissue/{_secret(desk)}").status_code == 303
    assert {act.who for act in acts.on(desk.small.engine, SLUG)} == {f"lab:{SLUG}"}
    assert [row.subject for row in desk.rows(keys) if "@" in row.subject] == []


def test_a_wish_takes_as_many_writes_whether_the_address_is_known_or_not(desk: Desk) -> None:
    """What the request does is the same, so that its time tells nothing; the e-mail is written after it."""
    for email in (AICHA, "nobody@home.example"):
        assert desk.post("/edit", email=email).status_code == 303
        assert [row.email for row in desk.rows(lost_links)] == [email]
        assert desk.rows(mails) == []
        desk.write()
        assert desk.rows(lost_links) == []
        with desk.small.engine.begin() as db:
            db.execute(mails.delete())
    for email in (AICHA, "nobody@home.example"):
        assert desk.post(f"/sources/{SLUG}/contact", email=email).status_code == 303
    assert {row.wished_at for row in desk.rows(contacts)} == {desk.now}


def test_nobody_is_flooded_with_lost_links(make: Make) -> None:
    desk = make(reissue_rate=0, reissue_most=2, hosting_rate=0)
    desk.post("/hosting", document=text(), email=AICHA)
    confirm(desk)
    assert [lost(desk, email) for email in (AICHA, AICHA.upper(), AICHA)] == [[AICHA], [AICHA], []]
    desk.now += timedelta(days=1, seconds=1)
    assert lost(desk, AICHA) == [AICHA]


def test_without_a_mail_server_no_link_is_asked_for(make: Make) -> None:
    desk = make(smtp_host="")
    assert desk.post("/edit", email=AICHA).status_code == 404
    assert desk.rows(lost_links) == []


def test_desk_leads_to_the_form_that_names_an_address(desk: Desk) -> None:
    entered(desk)
    page = desk.get(f"/desk/{SLUG}")
    assert f"/sources/{SLUG}/contact" in Outline(page.text).links
    form = desk.get(f"/sources/{SLUG}/contact")
    valid(form.text)
    assert "celle de votre lab" in Outline(form.text).text
    desk.session = ""
    assert "celle de votre lab" not in Outline(desk.get(f"/sources/{SLUG}/contact").text).text


def _secret(desk: Desk) -> Any:
    found = re.search(r"/edit/reissue/(\S+)", desk.rows(mails)[-1].body)
    assert found
    return found[1]
