"""Who was sent away does not come back by another spelling, path, port, name below or redirect."""

import pytest
from support.commons import Commons
from support.labs import lab

from harvester.desk import moderation
from harvester.desk.bans import Bans, _file
from harvester.desk.moderation import By

HOST = Bans(hosts=frozenset({"evil.example", "xn--mchant-bva.example"}))
FILE = Bans(files=frozenset({_file("https://shared.example/~evil/fablab.jsonld"), _file("https://q.example/?lab=1")}))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/fablab.jsonld",
        "http://evil.example/",
        "https://EVIL.example/x",
        "https://evil.example:8443/",
        "https://evil.example./x",
        "https://www.evil.example/",
        "https://a.b.evil.example/x",
        "  https://Evil.Example/x ",
        "https://méchant.example/x",
        "https://xn--mchant-bva.example/",
        "https://evil.example/?a=b#c",
        "HTTPS://evil.example/",
    ],
)
def test_a_banned_host_has_many_spellings(url: str) -> None:
    assert HOST.stop(url)


@pytest.mark.parametrize(
    "url",
    ["https://good.example/", "https://notevil.example/", "https://evil.example.org/", "javascript:x", "", "evil"],
)
def test_others_are_free(url: str) -> None:
    assert not HOST.stop(url)


@pytest.mark.parametrize(
    ("url", "stops"),
    [
        ("https://shared.example/~evil/fablab.jsonld", True),
        ("http://shared.example:80/~EVIL/fablab.jsonld", True),
        ("https://shared.example/%7Eevil/./fablab.jsonld", True),
        ("https://shared.example/~evil/fablab.jsonld/x", True),
        ("https://shared.example/~evil/fablab.jsonld?x=1", True),
        ("https://shared.example/~good/fablab.jsonld", False),
        ("https://shared.example/~evil/fablab.jsonld2", False),
        ("https://q.example/?lab=1", True),
        ("https://q.example/?lab=2", False),
        ("https://q.example/", False),
    ],
)
def test_a_banned_file_leaves_its_neighbours_alone(url: str, stops: bool) -> None:
    assert FILE.stop(url) is stops


def test_a_source_that_leads_to_a_banned_host_brings_nothing(commons: Commons) -> None:
    commons.register("mal", lab())
    commons.register("bien", lab())
    commons.round()
    with commons.hub.engine.begin() as db:
        moderation.ban(db, By("Aïcha", commons.clock(), "spam"), "mal", "host")
    there = commons.web.url("/mal", "mal.example")
    commons.put("bien", b"", status=302, headers={"Location": there})
    decision = commons.harvest("bien")["bien"]
    assert (decision.outcome, decision.findings[0].rule, decision.findings[0].value) == (
        "FAILED",
        "T-banned",
        "mal.example",
    )
    assert commons.graph("bien"), "the last good graph stays"
