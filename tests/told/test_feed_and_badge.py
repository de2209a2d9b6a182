"""The feed and the badge: what others' programs and sites read; whatever a lab is called, they are well formed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import feedparser
import pytest
from support.labs import lab, machine
from telling_kit import HUB, Town

from server.pages.telling.feed import ATOM

LOST = b"nothing here"
HOSTILE = [
    'Lab <script>alert(1)</script> & "Co" \'x\'', "Lab\x00\x0b\x1f\ufffe\uffff\x85", "]]><!-- --><?xml?>",
    "\u202egier", "&#0;&lt;", "é" * 3000,
]  # fmt: skip


def opened(town: Town, name: str = "FabLab du Gier") -> None:
    town.commons.register("gier", lab(nom=name))
    town.turn()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_well_formed_whatever_the_name(town: Town, name: str, lang: str) -> None:
    opened(town, name)
    town.commons.put("gier", lab(nom=name, machines={"#<x>": machine(name, typeMachine=name)}))
    town.live(hours=6)
    for path in ("/sources/gier.atom", "/sources/gier/badge.svg"):
        answer = town.client.get(f"{path}?lang={lang}")
        assert answer.status_code == 200, path
        Xml.fromstring(answer.data)
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", answer.data)
        assert b"<script" not in answer.data
    assert town.get("/sources/gier").status_code == 200


def test_feed_has_what_the_rfc_wants(town: Town) -> None:
    opened(town)
    town.commons.put("gier", LOST, status=404)
    town.live(days=4)
    answer = town.client.get("/sources/gier.atom?lang=fr")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = Xml.fromstring(answer.data)
    names = [child.tag.removeprefix(f"{{{ATOM}}}") for child in root]
    assert names[:6] == ["id", "title", "updated", "link", "link", "author"]
    found: Any = feedparser.parse(answer.data)
    assert not found.bozo
    assert found.feed.title == "FabLab du Gier\u00a0: ce qui arrive à sa fiche"
    assert found.feed.updated == found.entries[0].updated
    assert [each.id for each in found.entries] == [f"{HUB}/sources/gier#event-{n}" for n in (3, 2, 1)]
    assert [each.title.partition(":")[2].strip() for each in found.entries] == [
        "la fiche vieillit", "fichier illisible", "première publication",
    ]  # fmt: skip
    assert "Le serveur a répondu 404 au lieu de donner le fichier." in found.entries[1].content[0].value


def test_entries_never_change_and_lead_to_the_page(town: Town) -> None:
    opened(town)
    before: Any = feedparser.parse(town.client.get("/sources/gier.atom?lang=fr").data)
    town.commons.put("gier", LOST, status=404)
    town.live(days=20, step=24)
    after: Any = feedparser.parse(town.client.get("/sources/gier.atom?lang=fr").data)
    oldest = after.entries[-1]
    assert (oldest.id, oldest.updated, oldest.title) == (
        before.entries[0].id, before.entries[0].updated, before.entries[0].title,
    )  # fmt: skip
    page = town.get("/sources/gier").text
    for entry in after.entries:
        assert f'id="{entry.link.partition("#")[2]}"' in page


def test_feed_is_asked_for_news_only(town: Town) -> None:
    opened(town)
    first = town.client.get("/sources/gier.atom?lang=fr")
    tag = first.headers["ETag"]
    town.commons.clock.pass_by(hours=20)  # the page would be another by now
    assert town.client.get("/sources/gier.atom?lang=fr", headers={"If-None-Match": tag}).status_code == 304
    town.commons.put("gier", LOST, status=404)
    town.turn()
    changed = town.client.get("/sources/gier.atom?lang=fr", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["Access-Control-Allow-Origin"] == "*"


def test_length_of_the_feed_is_a_setting(make_town: Callable[..., Town]) -> None:
    town = make_town(feed_entries=2)
    opened(town)
    for number in range(4):
        town.commons.put("gier", lab(nom=f"Lab {number}"))
        town.live(hours=6)
    found: Any = feedparser.parse(town.client.get("/sources/gier.atom").data)
    assert [each.tags[0].term for each in found.entries] == ["changed", "changed"]


@pytest.mark.parametrize("path", ["/sources/nulle-part.atom", "/sources/nulle-part/badge.svg"])
def test_unknown_source(town: Town, path: str) -> None:
    assert town.client.get(path).status_code == 404


def test_badge_may_be_shown_anywhere_and_loads_nothing(make_town: Callable[..., Town]) -> None:
    town = make_town(badge_kept=timedelta(minutes=2))
    opened(town)
    answer = town.client.get("/sources/gier/badge.svg?lang=en")
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=120"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert "style" not in answer.text
    root = Xml.fromstring(answer.data)
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == root.get("aria-label") == "The lab's record on fabcommons: up to date · 26 November 2026"
    again = town.client.get("/sources/gier/badge.svg?lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("lang", "words"), [("fr", "en attente"), ("en", "pending")])
def test_badge_of_what_never_answered(town: Town, lang: str, words: str) -> None:
    town.commons.register("gier", LOST)
    assert words in town.client.get(f"/sources/gier/badge.svg?lang={lang}").text
