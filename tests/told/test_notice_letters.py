"""E-mails about notices: to who answers for the hub, and to who left an address, with the decision."""

from collections.abc import Callable

import pytest
from telling_kit import HUB, Town

from harvester import notices
from harvester.desk.notice_letters import NoticeLetters
from harvester.desk.tables import mails

Make = Callable[..., Town]
FILLED = {
    "page": "/labs/gier", "reason": "danger", "explanation": "Dangereux !", "name": "Aïcha", "faith": "yes",
    "email": "aicha@home.example", "website": "",
}  # fmt: skip


def decide(town: Town, grounds: str) -> None:
    hub, conf = town.commons.hub, town.commons.settings
    letters = NoticeLetters(conf, conf.publisher_email)
    notices.decide(hub.engine, 1, "remove", grounds, "modo", town.commons.clock(), letters.decided)
    hub.post()


def test_new_notice_and_its_decision(make_town: Make) -> None:
    town = make_town(publisher_email="bonjour@network.example")
    receipt = town.post("/signaler", **FILLED).headers["Location"]
    town.commons.hub.post()
    assert town.box.to == [["bonjour@network.example"]]
    assert town.box.subjects == ["Signalement 1 à traiter"]
    assert f"Page : {HUB}/labs/gier" in town.box.text()
    assert "consigne dangereuse" in town.box.text()
    assert "Dangereux !" not in town.box.text()  # it is erased with the notice; e-mails are not
    decide(town, "La consigne était fausse.\nElle est retirée.")
    assert town.box.to[-1] == ["aicha@home.example"]
    assert town.box.subjects[-1] == "Votre signalement 1 : contenu retiré"
    assert "La consigne était fausse.\r\nElle est retirée." in town.box.text()
    assert f"{HUB}{receipt}" in town.box.text()


def test_in_english_where_it_was_told_in_english(make_town: Make) -> None:
    town = make_town(publisher_email="bonjour@network.example")
    town.post("/signaler?lang=en", **FILLED)
    decide(town, "It was wrong.")
    assert town.box.subjects[-1] == "Your notice 1: content removed"


@pytest.mark.parametrize("limits", [{"smtp_host": "", "publisher_email": "a@b.example"}, {"publisher_email": ""}])
def test_nobody_to_tell(make_town: Make, limits: dict[str, str]) -> None:
    town = make_town(**limits)
    town.post("/signaler", **{**FILLED, "email": ""})
    decide(town, "Faux.")
    assert town.commons.table(mails) == []
