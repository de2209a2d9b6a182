"""Pages that point to a lab file, in their head or in a header, are followed to it: by the check and at a harvest."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.clock import Clock
from support.commons import Commons
from support.labs import lab, text
from support.web import Web

from harvester.report import Outcome
from server.cli import cli

HTML = "text/html; charset=utf-8"
TYPED = 'rel="alternate" type="application/ld+json"'
HEADER = '<fiche.jsonld>; rel="alternate"; type="application/ld+json"'

#: A page and its headers → whether it leads to the file beside it.
PAGES: Mapping[str, tuple[str, Mapping[str, str], bool]] = {
    "a link in the head": (f'<!doctype html><link {TYPED} href="fiche.jsonld">', {}, True),
    "a header of a page": ("<!doctype html><title>x</title>", {"Link": HEADER}, True),
    "a header of a text": ("Bonjour", {"Link": HEADER, "Content-Type": "text/plain"}, True),
    "a link of another type": ('<!doctype html><link rel="alternate" type="text/html" href="fiche.jsonld">', {}, False),
    "a link in a comment": (f'<!doctype html><!-- <link {TYPED} href="fiche.jsonld"> -->', {}, False),
    "a link to itself": (f'<!doctype html><link {TYPED} href="lab">', {}, False),
}


@pytest.fixture
def commons(tmp_path: Path, web: Web) -> Iterator[Commons]:
    hub = Commons(tmp_path, web, Clock())
    yield hub
    hub.close()


def test_how_far_a_link_is_looked_for_is_a_setting(web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both ends agree: what the fetch does not follow, the check names."""
    monkeypatch.setenv("FABCOMMONS_ALLOW_LOOPBACK", "true")
    page = f"<!doctype html>\r\n<title>x</title>\r\n<link {TYPED} href='fiche.jsonld'>"
    web.put("/lab", page, headers={"Content-Type": HTML})
    web.put("/fiche.jsonld", text(lab(machines=1)))
    for head, outcome, rules in ((len(page) - 2, "LOADED", set()), (len(page) - 3, "REJECTED", {"H1"})):
        monkeypatch.setenv("FABCOMMONS_PAGE_HEAD", str(head))
        run = CliRunner().invoke(cli, ["check", web.url("/lab"), "--json", "--data", str(tmp_path / "none")])
        told = json.loads(run.output)
        assert (told["outcome"], {r["code"] for r in told["results"] if r["code"][0] == "H"}) == (outcome, rules)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_followed_to_the_file_it_points_to(
    commons: Commons, web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("FABCOMMONS_ALLOW_LOOPBACK", "true")
    page, headers, leads = PAGES[name]
    commons.register("lab", page.encode())
    commons.put("lab", page.encode(), headers={"Content-Type": HTML, **headers})
    web.put("/fiche.jsonld", text(lab(machines=1)))
    run = CliRunner().invoke(cli, ["check", web.url("/lab"), "--json", "--data", str(tmp_path / "none")])
    told, gathered = json.loads(run.output)["outcome"], commons.round()["lab"].outcome
    assert (told == "LOADED", gathered == Outcome.LOADED) == (leads, leads), (told, gathered)
