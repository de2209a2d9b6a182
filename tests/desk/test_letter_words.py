"""What e-mails say: how many in words, where in a file as people count, and that decisions on the web are told, too."""

from collections.abc import Callable

import pytest
from support.desk import Desk

from harvester.decide import as_row
from harvester.desk.letters import reported
from harvester.desk.sentences import sentences
from harvester.desk.tables import mails
from harvester.report import Finding

NOTICE = {
    "page": "/labs/gier", "reason": "danger", "explanation": "Dangereux !", "name": "Aïcha", "faith": "yes",
    "email": "aicha@home.example", "website": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "count", "subject", "words"),
    [
        ("fr", 1, "1 signalement sur", "1 signalement attend une réponse."),
        ("fr", 3, "3 signalements sur", "3 signalements attendent une réponse."),
        ("en", 1, "1 report on", "1 report waits for an answer."),
        ("en", 3, "3 reports on", "3 reports wait for an answer."),
    ],
)
def test_how_many_faults_in_words(lang: str, count: int, subject: str, words: str) -> None:
    said = reported(lang, "gier", "https://commons.example/desk/gier", count)
    assert said[0].startswith(subject)
    assert words in said[1]


def test_a_place_is_told_as_people_count() -> None:
    found = Finding("V15-time", value="21h", pointer="/horaires/0/ferme")
    cell = Finding("V15-time", value="21h", pointer="/horaires/0/ferme", params={"place": "Horaires, D2"})
    assert [each.place["fr"] for each in sentences([as_row(found), as_row(cell)])] == [
        "horaires › n° 1 › ferme",
        "Horaires, D2",
    ]
    assert sentences([as_row(found)])[0].place["en"] == "horaires › no. 1 › ferme"


def test_a_decision_on_the_web_is_told_to_who_reported(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(smtp_host="mail.example")
    assert desk.browser().post("/signaler", NOTICE).status_code == 303
    moderator = desk.moderator()
    answer = moderator.post("/moderation/notices", {"act": "remove", "number": "1", "reason": "Faux."})
    assert "C'est décidé" in moderator.follow(answer).text
    assert [(each.kind, each.to) for each in desk.commons.table(mails)] == [("decision", "aicha@home.example")]
