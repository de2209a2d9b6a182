"""Who registers but may not come in as they are: refused, banned, under another's prefix, likely another's lab."""

from collections.abc import Callable
from typing import Any

import pytest
from support.desk import Desk
from support.labs import lab, text

from harvester.desk import moderation, proofs, reviews
from harvester.desk.moderation import By
from harvester.desk.undo import undo

BROKEN = lab(nom="", machines={"#m": {"typeMachine": "zeppelin"}})


def put(desk: Desk, path: str = "/fablab.jsonld", document: dict[str, Any] | None = None) -> str:
    """A lab puts its file online; out: the address."""
    return desk.commons.web.put(path, text(document or lab()))


def slug_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).rpartition("/")[2]


def send(desk: Desk, url: str, **more: str) -> Any:
    return desk.browser().post("/register", {"url": url, **more})


def test_a_refused_lab_reads_why_mends_and_asks_again(desk: Desk) -> None:
    url = put(desk)
    slug = slug_of(send(desk, url))
    moderator = desk.moderator()
    assert moderator.post("/moderation/reviews", {"act": "refuse", "slug": slug}).status_code == 409, "without a reason"
    reason = {"act": "refuse", "slug": slug, "reason": "Le nom est celui d'un autre lab."}
    assert moderator.post("/moderation/reviews", reason).status_code == 303
    assert "Le nom est celui d&#39;un autre lab." in desk.browser().get(f"/register/{slug}").text
    put(desk, document=BROKEN)
    assert send(desk, url).status_code == 422
    put(desk, document=lab(nom="Un autre nom"))
    assert slug_of(send(desk, url, note="C'est changé.")) == slug
    assert desk.commons.source(slug).status == "pending"
    assert "C&#39;est changé." in moderator.get("/moderation/reviews").text


def test_who_is_banned_stays_out_by_whatever_way(desk: Desk) -> None:
    url = put(desk)
    slug = slug_of(send(desk, url))
    with desk.commons.hub.engine.begin() as db:
        number = moderation.ban(db, By("Aïcha", desk.commons.clock(), "publicité"), slug, "host")
    other = put(desk, "/autre.jsonld", lab(nom="Autre"))
    front = desk.commons.web.put("/front", b"", status=302, headers={"Location": other})
    front = front.replace("127.0.0.1", "localhost")
    for way in (url, other, front):
        assert send(desk, way).status_code == 403
    with desk.commons.hub.engine.begin() as db:
        undo(db, By("Aïcha", desk.commons.clock()), number)
    assert desk.commons.source(slug).status == "pending"
    assert send(desk, other).status_code == 303


def test_under_the_prefix_of_another_a_moderator_decides(make_desk: Callable[..., Desk]) -> None:
    """Whatever the policy: the lab that proved the place may not have been asked."""
    desk = make_desk(registration_policy="accept")
    desk.commons.register("un", lab(nom="La Bobine"))
    desk.round()
    origin = desk.commons.web.url("/")
    engine, now = desk.commons.hub.engine, desk.commons.clock()
    with engine.begin() as db:
        proofs.ask(db, desk.commons.source("un").id, origin, 1, now, 20)
        proof = proofs.one(db, 1)
        assert proof
        proofs.grant(db, proof, "file", now)
    url = put(desk, "/autre.jsonld", lab(nom="Autre lab", position={"lat": 47.0, "lon": 2.4}))
    slug = slug_of(send(desk, url))
    desk.round()
    assert desk.commons.source(slug).status == "pending"
    assert desk.browser().get(f"/labs/{slug}").status_code == 404
    (review,) = reviews.waiting(engine)
    assert (review.kind, review.other, review.why["prefix"]) == ("registration", desk.commons.source("un").id, origin)
    assert "a prouvé" in desk.moderator().get("/moderation/reviews").text


def test_a_twin_is_a_question_whatever_the_policy(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(registration_policy="accept")
    desk.commons.register("un", lab(nom="La Bobine", siret="12345678900012"))
    desk.round()
    slug = slug_of(send(desk, put(desk, document=lab(nom="La Bobine", siret="12345678900012"))))
    assert desk.commons.source(slug).status == "pending"
    assert {each.kind for each in reviews.waiting(desk.commons.hub.engine)} == {"registration", "duplicate"}


@pytest.mark.parametrize("path", ["/", "/labs/gier", "/graph/gier", "/exports/labs.csv"])
def test_pages_of_the_hub_are_no_labs(desk: Desk, path: str) -> None:
    """They hold what labs say: whoever registered one would speak in their place."""
    for address in (f"{desk.base}{path}", f"{desk.base.upper()}{path}"):
        answer = send(desk, address)
        assert (answer.status_code, "page de ce site" in answer.text) == (400, True)
        assert desk.browser().client.post("/api/v1/register", json={"url": address}).status_code == 400
    assert desk.acts() == []
