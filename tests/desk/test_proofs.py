"""Who may speak of a prefix: who shows its token there; by file, list or name; neither for ever nor against another."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from dns.resolver import Resolver
from support.clock import Clock
from support.desk import Browser, Desk
from support.labs import base_of, lab, machine, text
from support.names import Names
from werkzeug.test import TestResponse

from harvester import registry
from harvester.authority import owns
from harvester.desk import grants, keys, proofs, reviews, tokens
from harvester.desk.dns import texts
from harvester.desk.moderation import By
from harvester.desk.proofs import Proof
from harvester.desk.undo import undo
from harvester.errors import ModerationError


def test_how_long_name_servers_are_asked_is_a_setting(make_desk: Callable[..., Desk]) -> None:
    """One that never answers holds nobody up."""
    asked = make_desk(dns_time=timedelta(seconds=0.2)).commons.hub.texts
    assert isinstance(asked, partial)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        started = time.monotonic()
        assert texts("lab.example", resolver, asked.keywords["seconds"]) == ()
        assert 0.1 < time.monotonic() - started < 3


@pytest.fixture
def names() -> Iterator[Names]:
    with Names() as found:
        yield found


@pytest.fixture
def hub(make_desk: Callable[..., Desk], names: Names) -> Desk:
    """A hub whose two labs are registered under addresses on the web of the test."""
    desk = make_desk()
    desk.commons.hub.texts = names.texts
    for slug in ("un", "deux"):
        desk.commons.register(slug, lab())
    desk.round()
    return desk


def origin(desk: Desk) -> str:
    return desk.commons.web.url("/", "lab.example")


def claimed(desk: Desk, prefix: str, slug: str = "un") -> tuple[Browser, str, str]:
    """Somebody asks for a prefix; out: their browser, the address of their claim, the token."""
    browser = desk.browser()
    answer = browser.post(f"/register/{slug}", {"prefix": prefix})
    assert answer.status_code == 303, answer.text
    place = answer.headers["Location"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    found = re.search(r"fabcommons-[\w-]{32}", browser.get(place).text)
    assert found
    return browser, place, found[0]


def look(desk: Desk, browser: Browser, place: str) -> TestResponse:
    assert browser.post(place, {"want": "look"}).status_code == 303
    desk.round()
    return browser.get(place)


def speaking(iri: str) -> dict[str, Any]:
    return lab(machines={"#machine-0": machine("Une"), iri: machine("À l'adresse du site")})


WAYS: dict[str, Callable[[Desk, Names, str], object]] = {
    "file": lambda desk, _names, token: desk.commons.web.put("/", f'<meta name="fabcommons" content="{token}">'),
    "well-known": lambda desk, _names, token: desk.commons.web.put("/.well-known/fabcommons", f"# labs\n{token}\n"),
    "dns": lambda _desk, names, token: names.records.update({"_fabcommons.lab.example": [f"fabcommons={token}"]}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_prefix_is_proved_then_the_file_may_speak_of_it(hub: Desk, names: Names, way: str) -> None:
    thing = f"{origin(hub)}machines/laser"
    hub.commons.put("un", speaking(thing))
    hub.commons.clock.pass_by(hours=7)
    hub.round()
    assert hub.commons.source("un").verdict == "REJECTED", "D4: it is not the lab's own"
    browser, place, token = claimed(hub, origin(hub))
    assert "Le jeton n'a pas été trouvé" in look(hub, browser, place).text
    assert hub.commons.source("un").verdict == "REJECTED"
    WAYS[way](hub, names, token)
    assert "C'est prouvé" in look(hub, browser, place).text
    source = hub.commons.source("un")
    assert (source.verdict, thing in source.entities) == ("LOADED", True)
    (proof,) = proofs.of_source(hub.commons.hub.engine, source.id)
    assert (proof.prefix, proof.method, proof.proved_at) == (origin(hub), way, hub.commons.clock())
    assert hub.acts(origin(hub))[0].act == "proved"


ELSEWHERE: dict[str, Callable[[Desk, str], object]] = {
    "on another origin": lambda desk, token: (
        desk.commons.web.put("/", b"", status=302, headers={"Location": desk.commons.web.url("/evil", "evil.example")})
        and desk.commons.web.put("/evil", f'<meta name="fabcommons" content="{token}">')
    ),
    "in the text of a page": lambda desk, token: desk.commons.web.put("/", f"<body><p>{token}</p></body>"),
    "of another request": lambda desk, token: desk.commons.web.put("/", f'<meta name="fabcommons" content="{token}x">'),
    "below the prefix": lambda desk, token: desk.commons.web.put("/x", f'<meta name="fabcommons" content="{token}">'),
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_token_shown_elsewhere_proves_nothing(hub: Desk, where: str) -> None:
    browser, place, token = claimed(hub, origin(hub))
    ELSEWHERE[where](hub, token)
    assert "Le jeton n'a pas été trouvé" in look(hub, browser, place).text


def test_the_token_of_one_is_nothing_for_another(hub: Desk) -> None:
    """Tokens are public: who copies one proves nothing, for their own is another."""
    _, _, token = claimed(hub, origin(hub))
    hub.commons.web.put("/", f'<meta name="fabcommons" content="{token}">')
    thief, place, _ = claimed(hub, origin(hub), "deux")
    assert "Le jeton n'a pas été trouvé" in look(hub, thief, place).text


def proved(hub: Desk, prefix: str, slug: str, path: str) -> tuple[Browser, str]:
    """A source proves a prefix by a file at a path."""
    browser, place, token = claimed(hub, prefix, slug)
    hub.commons.web.put(path, json.dumps({"controlToken": token}))
    look(hub, browser, place)
    return browser, place


def test_a_lost_token_warns_then_lapses_then_the_file_is_judged_anew(hub: Desk) -> None:
    clock: Clock = hub.commons.clock
    thing = f"{origin(hub)}machines/laser"
    hub.commons.put("un", speaking(thing))
    browser, place = proved(hub, origin(hub), "un", "/")
    clock.pass_by(days=8)
    hub.round()
    assert thing in hub.commons.source("un").entities
    kept = hub.commons.web.script("/")
    hub.commons.web.put("/", b"gone", status=404)
    clock.pass_by(days=8)
    hub.round()
    assert "le jeton n'est plus trouvé" in browser.get("/register/un").text
    assert thing in hub.commons.source("un").entities, "for now"
    hub.commons.web.put("/", kept)
    clock.pass_by(days=8)
    hub.round()
    assert "plus trouvé" not in browser.get("/register/un").text
    hub.commons.web.put("/", b"gone", status=404)
    for _ in range(6):
        clock.pass_by(days=8)
        hub.commons.put("deux", lab(note=str(clock())))
        hub.round()
    assert "La preuve est tombée" in browser.get(place).text
    assert hub.acts(origin(hub))[0].act == "lapsed"
    assert proofs.prefixes(hub.commons.hub.engine) == {}
    assert hub.commons.source("un").verdict == "REJECTED"


def test_proof_every_and_proof_lapses_are_settings(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(proof_every=timedelta(days=1), proof_lapses=timedelta(days=2))
    desk.commons.register("un", lab())
    desk.round()
    proved(desk, origin(desk), "un", "/")
    desk.commons.web.put("/", b"gone", status=404)
    for left in (1, 1, 1, 0):
        desk.commons.clock.pass_by(hours=25)
        desk.round()
        if left == 0:
            assert proofs.prefixes(desk.commons.hub.engine) == {}


def test_what_another_holds_is_a_moderators_to_grant(hub: Desk) -> None:
    engine, clock = hub.commons.hub.engine, hub.commons.clock
    proved(hub, origin(hub), "un", "/")
    below = f"{origin(hub)}deux/"
    browser, place = proved(hub, below, "deux", "/deux/")
    assert "un modérateur doit trancher" in browser.get(place).text
    assert list(proofs.prefixes(engine)) == [hub.commons.source("un").id]
    (review,) = [each for each in reviews.waiting(engine) if each.kind == "proof"]
    assert (review.source, review.other) == (hub.commons.source("deux").id, hub.commons.source("un").id)
    number = int(review.why["proof"])
    with engine.begin() as db:
        act = grants.grant(db, By("Aïcha", clock(), "c'est leur coin"), number)
    assert proofs.prefixes(engine) == {hub.commons.source("deux").id: (below,)}
    with engine.begin() as db, pytest.raises(ModerationError):
        grants.grant(db, By("Aïcha", clock()), number)
    with engine.begin() as db:
        undo(db, By("Aïcha", clock()), act)
    assert list(proofs.prefixes(engine)) == [hub.commons.source("un").id]
    assert [each.kind for each in reviews.waiting(engine) if each.kind == "proof"] == ["proof"]


def test_a_denied_prefix_stays_with_who_holds_it(hub: Desk) -> None:
    proved(hub, origin(hub), "un", "/")
    browser, place = proved(hub, f"{origin(hub)}deux/", "deux", "/deux/")
    moderator = hub.moderator()
    (review,) = [each for each in reviews.waiting(hub.commons.hub.engine) if each.kind == "proof"]
    sent = moderator.post("/moderation/reviews", {"act": "deny", "slug": "deux", "proof": review.why["proof"]})
    assert sent.status_code == 303
    assert "trancher" not in browser.get(place).text
    assert list(proofs.prefixes(hub.commons.hub.engine)) == [hub.commons.source("un").id]
    (act,) = [each for each in hub.acts() if each.act == "deny"]
    assert moderator.post("/moderation/acts", {"act": "undo", "number": act.id}).status_code == 303
    assert "trancher" in browser.get(place).text
    assert [each.id for each in reviews.waiting(hub.commons.hub.engine) if each.kind == "proof"] == [review.id]
    assert moderator.post("/moderation/acts", {"act": "undo", "number": act.id}).status_code == 409
    assert hub.acts()[0].undoes == act.id


def test_a_whole_origin_leaves_out_what_is_of_others(hub: Desk) -> None:
    """A lab registers under an origin that another has proved: its own things stay its own."""
    proved(hub, origin(hub), "un", "/")
    url = hub.commons.web.put("/trois.jsonld", text(lab())).replace("127.0.0.1", "lab.example")
    with hub.commons.hub.engine.begin() as db:
        registry.add_all(db, [(url, "trois", None)], hub.commons.clock())
    held = proofs.prefixes(hub.commons.hub.engine)[hub.commons.source("un").id]
    assert held == (origin(hub), f"!{url}")
    assert not owns(base_of("un"), f"{url}#lab", held)


def test_the_base_of_another_is_not_proved_without_a_moderator(hub: Desk) -> None:
    url = hub.commons.web.url("/", "un.example")
    browser, place = proved(hub, url, "deux", "/")
    assert "C'est prouvé" in browser.get(place).text, "«un» has another base"
    base = hub.commons.source("un").base
    with hub.commons.hub.engine.connect() as db:
        proof = Proof(0, 2, f"{base}#", "", hub.commons.clock(), "", None, None, None, None, None, None, None)
        assert proofs.in_the_way(db, proof) == [hub.commons.source("un").id]


def test_a_page_that_breaks_the_look_ends_no_round(hub: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours at one token leaves the others, and the rest of the round, alone; it is not tried for ever."""
    browser, place, token = claimed(hub, origin(hub))
    hub.commons.web.put("/", f'<meta name="fabcommons" content="{token}">')
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "in_file", lambda *_: 1 / 0)
        look(hub, browser, place)
        assert proofs.due(hub.commons.hub.engine.connect(), hub.commons.clock(), 9) == []
    assert "C'est prouvé" not in browser.get(place).text
    assert proofs.prefixes(hub.commons.hub.engine) == {}
    look(hub, browser, place)
    assert proofs.prefixes(hub.commons.hub.engine)


# --- what a proof opens --------------------------------------------------------------------------------------------


@pytest.fixture
def own(make_desk: Callable[..., Desk]) -> Desk:
    """A hub with a lab whose base is its address."""
    desk = make_desk(registration_policy="accept")
    url = desk.commons.web.put("/fablab.jsonld", text(lab()))
    desk.browser().post("/register", {"url": url})
    desk.round()
    return desk


def test_who_proves_the_file_gets_an_edit_link(own: Desk) -> None:
    base = own.commons.web.url("/fablab.jsonld")
    slug = own.acts()[0].subject
    browser, place, token = claimed(own, f"{base}#", slug)
    assert browser.post(place, {"want": "edit"}).status_code == 403
    own.commons.web.put("/fablab.jsonld", text(lab(jetonDeControle=token)))
    assert "Obtenir un lien de modification" in look(own, browser, place).text
    answer = browser.post(place, {"want": "edit"})
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r"/edit/([\w-]+)", answer.text)
    assert found
    with own.commons.hub.engine.connect() as db:
        key = keys.find(db, found[1], "edit", own.commons.clock())
    assert key
    assert key.source == own.commons.source(slug).id
    assert own.acts(slug)[0].act == "edit-link"


def test_who_proves_the_file_moves_it(own: Desk) -> None:
    web, slug = own.commons.web, own.acts()[0].subject
    base = web.url("/fablab.jsonld")
    browser, place, token = claimed(own, f"{base}#", slug)
    web.put("/fablab.jsonld", text(lab(jetonDeControle=token)))
    look(own, browser, place)
    for wrong in ("javascript:alert(1)", "http://10.0.0.7/x", web.url("/nowhere"), ""):
        assert browser.post(place, {"want": "move", "url": wrong}).status_code == 422
    there = web.put("/nouveau.jsonld", text(lab(nom="Après le déménagement")))
    assert browser.post(place, {"want": "move", "url": there}).status_code == 303
    own.round()
    source = own.commons.source(slug)
    assert (source.url, source.base) == (there, base)
    assert own.acts(slug)[0].who == f"lab:{slug}"
    assert "Après le déménagement" in browser.get(f"/labs/{slug}").text


def test_a_proof_of_another_place_opens_nothing(own: Desk) -> None:
    slug = own.acts()[0].subject
    browser, place = proved(own, own.commons.web.url("/ailleurs/"), slug, "/ailleurs/")
    assert "C'est prouvé" in browser.get(place).text
    assert "Obtenir un lien" not in browser.get(place).text
    for want in ("edit", "move", ""):
        assert browser.post(place, {"want": want, "url": own.commons.web.url("/fablab.jsonld")}).status_code == 403


def test_claims_are_secrets_that_end(own: Desk) -> None:
    slug = own.acts()[0].subject
    base = own.commons.web.url("/fablab.jsonld")
    browser, place, _ = claimed(own, f"{base}#", slug)
    for forged in (
        f"/register/{slug}/claim/x",
        place[:-1],
        f"{place}x",
        f"/register/nulle-part/claim/{place.rpartition('/')[2]}",
    ):
        assert browser.get(forged).status_code == 404
        assert browser.post(forged, {"want": "edit"}).status_code == 404
    assert browser.get(place).headers["Cache-Control"] == "no-store"
    own.commons.clock.pass_by(days=91)
    assert browser.get(place).status_code == 404


def test_requests_are_kept_up_to_the_limit(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(claims_waiting=2, claim_kept=timedelta(days=1))
    desk.commons.register("un", lab())
    places = [claimed(desk, f"https://lab{n}.example/")[1] for n in range(3)]
    assert [desk.browser().get(place).status_code for place in places] == [404, 200, 200]
    desk.commons.clock.pass_by(days=2)
    assert desk.browser().get(places[2]).status_code == 404


@pytest.mark.parametrize(
    "prefix", ["", "x", "https://w3id.org/fabcommons/", "http://127.0.0.1:8000/", "\x00/", "https://[/"]
)
def test_what_cannot_be_proved_comes_back_with_a_sentence(own: Desk, prefix: str) -> None:
    slug = own.acts()[0].subject
    answer = own.browser().post(f"/register/{slug}", {"prefix": prefix})
    assert answer.status_code == 400
    assert 'href="#field-prefix"' in answer.text
