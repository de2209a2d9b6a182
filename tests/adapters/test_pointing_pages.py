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
NAMED = '<a href="/fablab.json">ici</a>'
#: The addresses of the file.
FILES = ("/fiche.jsonld", "/fablab.json", "/FabLab-2.json?x=1", "/fetch.php?media=lab:fablab.json&t=1")

#: A page and its headers → whether it leads to the file beside it.
PAGES: Mapping[str, tuple[str, Mapping[str, str], bool]] = {
    "a link in the head": (f'<!doctype html><link {TYPED} href="fiche.jsonld">', {}, True),
    "a header of a page": ("<!doctype html><title>x</title>", {"Link": HEADER}, True),
    "a header of a text": ("Bonjour", {"Link": HEADER, "Content-Type": "text/plain"}, True),
    "a link of another type": ('<!doctype html><link rel="alternate" type="text/html" href="fiche.jsonld">', {}, False),
    "a link in a comment": (f'<!doctype html><!-- <link {TYPED} href="fiche.jsonld"> -->', {}, False),
    "a link in the text to a file of that name": ('<!doctype html><p><a href="FabLab-2.json?x=1">ici</a>', {}, True),
    "the same link twice": (f"<!doctype html>{NAMED}<p>{NAMED}", {}, True),
    "two such files": (f'<!doctype html>{NAMED}<a href="/fablab.csv">x</a>', {}, False),
    "a file of another name": ('<!doctype html><a href="fiche.jsonld">ici</a>', {}, False),
    "a file of that name elsewhere": ('<!doctype html><a href="http://127.0.0.2/fablab.json">ici</a>', {}, False),
    "such a link in a script": (f"<!doctype html><script>var x = '{NAMED}'</script>", {}, False),
    "such a link in a comment": (f"<!doctype html><!-- {NAMED} -->", {}, False),
    "a link of a wiki": ('<!doctype html><a href="/fetch.php?media=lab:fablab.json&amp;t=1">ici</a>', {}, True),
    "a link to nothing": ('<!doctype html><a href="http://[">x</a><a>y</a><a href>z</a>', {}, False),
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
    for file in FILES:
        web.put(file, text(lab(machines=1)))
    run = CliRunner().invoke(cli, ["check", web.url("/lab"), "--json", "--data", str(tmp_path / "none")])
    told, gathered = json.loads(run.output)["outcome"], commons.round()["lab"].outcome
    assert (told == "LOADED", gathered == Outcome.LOADED) == (leads, leads), (told, gathered)
