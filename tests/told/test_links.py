"""The links of e-mails: they show a page, their button does the thing, once; forged, old and used ones are refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.labs import lab
from support.mail import Mailbox
from telling_kit import Town, link_in

from harvester.desk import contacts, keys

LOST = b"nothing here"
#: Under `no-referrer` browsers would hide whence the form comes (`Origin: null`), and it would be refused.
SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}


@pytest.fixture
def link(town: Town) -> str:
    """The path of a confirmation that was asked for."""
    town.commons.register("gier", lab(nom="FabLab du Gier"))
    town.turn()
    town.add("gier", "bureau@gier.example")
    town.commons.hub.post()
    return link_in(town.box.text())


def confirmed(town: Town, slug: str = "gier") -> list[bool]:
    found = contacts.of_source(town.commons.hub.engine, town.commons.source(slug).id)
    return [each.confirmed_at is not None for each in found]


def test_looking_at_the_link_confirms_nothing(town: Town, link: str) -> None:
    """Mail programs and scanners follow links by themselves."""
    for _ in range(2):
        answer = town.get(link)
        assert answer.status_code == 200
        assert "bureau@gier.example" in answer.text
        assert "FabLab du Gier" in answer.text
    assert confirmed(town) == [False]
    assert {name: answer.headers[name] for name in SECRET} == SECRET


def test_the_button_confirms_once(town: Town, link: str) -> None:
    answer = town.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sources/gier?ok=confirmed")
    assert "Votre adresse est confirmée" in town.get(answer.headers["Location"]).text
    assert confirmed(town) == [True]
    for again in (town.post(link), town.get(link)):
        assert again.status_code == 410
        assert "Ce lien ne sert plus" in again.text


def test_an_old_link_is_refused_and_the_address_erased(town: Town, link: str) -> None:
    town.commons.clock.pass_by(days=7, seconds=1)
    assert town.get(link).status_code == 410
    assert town.post(link).status_code == 410
    town.turn()
    assert confirmed(town) == []


@pytest.mark.parametrize("forged", ["x", "A" * 43, "%00", "é", "../confirm", "0" * 5000])
@pytest.mark.parametrize("what", ["confirm", "unsubscribe"])
def test_forged_links_are_refused(town: Town, link: str, what: str, forged: str) -> None:
    for answer in (town.get(f"/contacts/{what}/{forged}"), town.post(f"/contacts/{what}/{forged}")):
        assert answer.status_code in (404, 405, 410)
    assert confirmed(town) == [False]


def test_a_secret_opens_nothing_but_what_it_is_for(town: Town, link: str) -> None:
    secret = link.rpartition("/")[2]
    assert town.post(f"/contacts/unsubscribe/{secret}").status_code == 410
    with town.commons.hub.engine.begin() as db:
        moderator = keys.make(db, "moderator", town.commons.clock(), subject="1")
    assert town.post(f"/contacts/confirm/{moderator}").status_code == 410
    assert confirmed(town) == [False]


def test_another_site_may_not_send_the_button(town: Town, link: str) -> None:
    answer = town.client.post(link, headers={"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert confirmed(town) == [False]


def test_unconfirmed_gets_the_confirmation_and_nothing_else(town: Town, link: str) -> None:
    town.commons.put("gier", LOST, status=404)
    town.live(days=6)
    assert [subject for _, subject in town.letters()] == ["Confirmez votre adresse pour FabLab du Gier"]


def leave_link(town: Town) -> str:
    town.commons.put("gier", LOST, status=404)
    town.live(hours=6)
    return link_in(town.box.text())


def test_unsubscribed_never_gets_a_mail(town: Town, link: str) -> None:
    town.post(link)
    leave = leave_link(town)
    assert "Ne plus me prévenir" in town.get(leave).text
    assert town.post(leave).headers["Location"] == "/sources/gier?ok=left"
    before = len(town.box.taken)
    town.live(days=25, step=24)
    assert len(town.box.taken) == before
    assert "C'est déjà fait" in town.get(leave).text


def test_one_press_in_the_mail_program(town: Town, link: str) -> None:
    """RFC 8058: a POST from the mail provider's own server, without cookie, origin or a redirect in the answer."""
    town.post(link)
    leave_link(town)
    address = str(town.box.taken[-1]["List-Unsubscribe"]).strip("<>").removeprefix("https://commons.example")
    answer = town.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    before = len(town.box.taken)
    town.live(days=8, step=24)
    assert len(town.box.taken) == before


def test_what_waits_goes_with_who_lets_go(town: Town, link: str, box: Mailbox) -> None:
    town.post(link)
    leave = leave_link(town)
    box.refusing = "450 later"
    town.live(days=7)
    town.post(leave)
    box.refusing = ""
    before = len(box.taken)
    town.live(days=1)
    assert len(box.taken) == before


def test_addresses_of_who_let_go_are_erased(town: Town, link: str) -> None:
    town.post(link)
    town.post(leave_link(town))
    town.live(days=31, step=48)
    assert confirmed(town) == []


def test_nobody_is_bombed(town: Town) -> None:
    """However many sources and times an address is written down for, it is asked so often a day and no more."""
    town.commons.register_all({name: lab() for name in ("un", "deux", "trois", "quatre", "cinq")})
    for _ in range(3):
        for slug in ("un", "deux", "trois", "quatre", "cinq"):
            town.add(slug, "victim@home.example")
            town.add(slug, "VICTIM@home.example")
        town.commons.hub.post()
    assert len(town.box.taken) == 3
    town.commons.clock.pass_by(days=1, seconds=1)
    town.commons.hub.post()
    assert len(town.box.taken) == 3


def test_number_of_confirmations_is_a_setting(make_town: Callable[..., Town]) -> None:
    town = make_town(confirm_most=1, confirm_within=timedelta(days=1))
    town.commons.register_all({"un": lab(), "deux": lab()})
    for slug in ("un", "deux"):
        town.add(slug, "victim@home.example")
    town.commons.hub.post()
    assert len(town.box.taken) == 1


def test_asked_again_by_the_lab_one_confirms_again(town: Town, link: str) -> None:
    town.post(link)
    town.post(leave_link(town))
    town.add("gier", "bureau@gier.example")
    before = len(town.box.taken)
    town.live(days=1)
    assert [subject for _, subject in town.letters()[before:]] == ["Confirmez votre adresse pour FabLab du Gier"]


def test_form_asks_for_an_address_and_says_what_is_wrong(town: Town) -> None:
    town.commons.register("gier", lab())
    town.turn()
    assert town.get("/sources/gier/contact").status_code == 200
    wrong = town.post("/sources/gier/contact", email="bureau@gier")
    assert (wrong.status_code, 'value="bureau@gier"' in wrong.text) == (400, True)
    assert town.post("/sources/gier/contact", email="a@b.example", website="spam").status_code == 400
    sent = town.post("/sources/gier/contact", email=" bureau@gier.example ")
    assert sent.headers["Location"] == "/sources/gier?ok=written"
    assert "Un message vient de vous être envoyé" in town.get(sent.headers["Location"]).text
    town.commons.hub.post()
    assert town.box.to == [["bureau@gier.example"]]


def test_without_a_mail_server_nothing_is_offered_or_written(make_town: Callable[..., Town]) -> None:
    town = make_town(smtp_host="")
    town.commons.register("gier", lab())
    town.turn()
    assert "Ce site n'envoie pas de courriel" in town.get("/sources/gier").text
    assert town.get("/sources/gier/contact").status_code == 404
    town.add("gier", "bureau@gier.example")
    town.live(days=1)
    assert town.box.taken == []
