"""A lab comes in: checked, known, refused with sentences, pending or accepted; by the page and by the API alike."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from support.desk import Desk
from support.labs import lab, text

from harvester.desk import contacts, moderation, proofs, reviews
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


def test_an_address_waits_then_is_let_in_and_shown(desk: Desk) -> None:
    url = put(desk)
    slug = slug_of(send(desk, url, note="Nous ouvrons en mars.", email="zoe@lab.example"))
    state = desk.browser().get(f"/register/{slug}")
    assert state.headers["Cache-Control"] == "no-store"
    assert desk.commons.source(slug).status == "pending"
    desk.round()
    assert desk.browser().get(f"/labs/{slug}").status_code == 404
    moderator = desk.moderator()
    queue = moderator.get("/moderation/reviews").text
    assert "Nous ouvrons en mars." in queue
    assert "zoe@" not in queue, "nobody needs the address to decide"
    assert moderator.post("/moderation/reviews", {"act": "accept", "slug": slug}).status_code == 303
    desk.round()
    assert desk.browser().get(f"/labs/{slug}").status_code == 200
    assert [act.act for act in desk.acts(slug)] == ["accept", "register"]
    assert [each.confirmed_at for each in contacts.of_source(desk.commons.hub.engine, desk.commons.source(slug).id)] == [
        None
    ]


POLICIES: list[tuple[dict[str, Any], str | None]] = [
    ({"registration_policy": "accept"}, "accepted"),
    ({"registration_policy": "review"}, "pending"),
    ({"registration_policy": "review", "registration_trusted": ("7.0.0.1", "lab.example")}, "pending"),
    ({"registration_policy": "review", "registration_trusted": ("lab.example", "127.0.0.1")}, "accepted"),
    ({"registration_policy": "review", "registration_trusted": ("0.0.1",)}, "accepted"),
    ({"registration_policy": "closed", "registration_trusted": ("127.0.0.1",)}, None),
]


@pytest.mark.parametrize(("limits", "status"), POLICIES)
def test_what_becomes_of_a_lab_is_a_setting(
    make_desk: Callable[..., Desk], limits: dict[str, Any], status: str | None
) -> None:
    desk = make_desk(**limits)
    answer = send(desk, put(desk))
    if status is None:
        assert answer.status_code == 403
        assert desk.acts() == []
    else:
        assert desk.commons.source(slug_of(answer)).status == status


def test_a_file_that_cannot_be_published_is_told_why_and_kept_in_the_form(desk: Desk) -> None:
    url = put(desk, document=BROKEN)
    answer = send(desk, url, note="Bonjour")
    assert answer.status_code == 422
    assert url in answer.text
    assert "Bonjour" in answer.text
    assert desk.acts() == []
    told = desk.browser().client.post("/api/v1/register", json={"url": url})
    assert told.status_code == 422
    assert {each["severity"] for each in told.json["results"]} >= {"Violation"}  # type: ignore[index]


def test_the_api_does_as_the_page(desk: Desk) -> None:
    url = put(desk)
    client = desk.browser().client
    made = client.post("/api/v1/register", json={"url": url})
    assert made.status_code == 201
    assert (made.json["status"], made.json["known"]) == ("pending", False)  # type: ignore[index]
    again = client.post("/api/v1/register", json={"url": f"{url}#lab"})
    assert again.status_code == 200
    assert (again.json["slug"], again.json["known"]) == (made.json["slug"], True)  # type: ignore[index]
    assert len(desk.acts()) == 1


WRONG: dict[str, tuple[Any, int]] = {
    "nothing": ({}, 400),
    "a list": ([1], 400),
    "a number": ({"url": 0}, 400),
    "a script": ({"url": "javascript:alert(1)"}, 400),
    "a file of ours": ({"url": "file:///etc/passwd"}, 400),
    "with a password": ({"url": "https://zoe:secret@lab.example/"}, 400),
    "half an address": ({"url": "https://["}, 400),
    "signs of control": ({"url": "\x00\x1b[2J"}, 400),
    "an email that is none": ({"url": "https://lab.example/", "email": "zoe"}, 400),
    "a trap for robots": ({"url": "https://lab.example/", "website": "x"}, 400),
    "an address inside": ({"url": "http://10.0.0.7/fablab.jsonld"}, 422),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_registers_nothing(desk: Desk, name: str) -> None:
    sent, status = WRONG[name]
    api = desk.browser().client.post("/api/v1/register", json=sent)
    assert api.status_code == status
    if isinstance(sent, dict) and sent.get("url"):
        page = desk.browser().post("/register", sent)
        assert page.status_code == status
        assert 'role="alert"' in page.text
    assert desk.acts() == []


def test_a_form_of_another_site_is_refused(desk: Desk) -> None:
    url = put(desk)
    for sender in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.browser().post("/register", {"url": url}, sender).status_code == 403
    assert desk.acts() == []


def test_what_is_too_long_comes_back(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(registration_length=40)
    answer = send(desk, "https://lab.example/" + "m" * 40, note="n" * 41)
    assert answer.status_code == 400
    assert {"#field-url", "#field-note"} <= set(re.findall(r'href="(#field-\w+)"', answer.text))
    assert send(desk, "m" * 100_000).status_code == 413


def test_rate_and_burst_are_settings(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(registration_rate=1, registration_burst=2)
    told = [send(desk, f"https://lab.example/{n}").status_code for n in range(3)]
    assert told == [422, 422, 429]
    desk.commons.clock.pass_by(hours=1)
    assert send(desk, "https://lab.example/4").status_code == 422


def test_a_full_queue_says_so(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(registrations_waiting=1)
    slug_of(send(desk, put(desk)))
    answer = send(desk, put(desk, "/deux.jsonld", lab(nom="Autre lab", position={"lat": 47.0, "lon": 2.4})))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


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
