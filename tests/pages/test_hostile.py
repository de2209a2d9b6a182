"""A lab that writes attacks into every field: they are printed as text, and nothing else."""

import json
import re

import pytest
from flask import Flask
from pages_kit import LONG_WORD, Answering, Outline, lone, valid
from pyoxigraph import Literal, NamedNode
from qr_kit import without_codes

from server.pages import filters, links
from server.pages.rows import clean

#: Letters, digits and the marks that a fragment may hold, as the sample's machine has them.
MACHINE = "/machines/hostile/l'(1)/é%3Fx=%252e"
THINGS = ("/guides/hostile/g", "/events/hostile/e", "/things/hostile/t")
UPKEEP = (
    "/guides", "/guides?lab=hostile", "/maintenance", "/labs/hostile/maintenance", "/labs/hostile/labels",
)  # fmt: skip
PAGES = (
    "/", *UPKEEP, "/labs", "/labs/hostile", MACHINE, "/machines", "/machines?type=autre", "/network",
    "/coverage", "/coverage?type=autre", "/sources/hostile", *THINGS,
)  # fmt: skip
EVIL = {"iframe", "img", "svg", "marquee", "object", "embed", "form", "meta http-equiv", "i", "u", "s", "em"}

#: Charts and forms of our own, which no lab can write.
OURS = re.compile('<(?:svg|form|img) class="(?:chart|key|bar|asking|finder|pick|labelling|doing|badge)[ "]')
#: Scripts of our own: files of ours, and what they need to know.
OUR_SCRIPT = re.compile(r' (src="/assets/[^"]+" (defer|type="module")|type="application/json" id="map-settings")')


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_a_lab_writes_becomes_markup(site: Answering, path: str, lang: str) -> None:
    answer = site.get(path, lang)
    assert answer.status_code == 200
    valid(answer.text)
    outline = Outline(OURS.sub("<ours", without_codes(answer.text)))
    assert not EVIL & set(outline.tags)
    scripts = [each for each in re.findall(r"<script([^>]*)>", answer.text) if not OUR_SCRIPT.fullmatch(each)]
    assert scripts in ([], [' type="application/ld+json"'])
    assert "49" not in re.findall(r"pris.{0,12}", answer.text)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", re.sub(r'"[^"]*"', '""', answer.text))


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_only_to_the_web_and_where_they_say(site: Answering, path: str) -> None:
    for link in Outline(site.get(path).text).links:
        assert re.match(r"https?://|mailto:[\w.+-]+@[\w.-]+$|tel:\+?\d+$|geo:[\d.-]+,[\d.-]+$|/|[?#]", link), link
        assert "evil.example" not in link
        assert "\u202e" not in link


def test_calendar_holds_text_alone(site: Answering) -> None:
    """A task without a date is in no calendar; names of labs cannot begin a line of their own."""
    answer = site.get("/labs/hostile/maintenance.ics")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    names = [line.partition(":")[0].partition(";")[0] for line in answer.text.replace("\r\n ", "").splitlines()]
    ours = {"BEGIN", "END", "PRODID", "VERSION", "METHOD", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"}
    assert set(names) <= ours


def test_hostile_name_is_shown_as_it_was_written(site: Answering) -> None:
    page = site.get("/labs/hostile").text
    assert "&lt;script&gt;alert(&#39;nom&#39;)&lt;/script&gt;" in page
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert "&lt;script&gt;" in title[1]


def test_embedded_data_cannot_end_their_script(site: Answering) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.get("/labs/hostile").text, re.DOTALL)
    assert found
    assert json.loads(found[1])["address"]["streetAddress"] == "</script><script>alert(2)</script>"


def test_direction_marks_stay_within_their_text(site: Answering) -> None:
    page = site.get("/labs/hostile").text
    for mark in ("\u202e", "\u2066"):
        for before in page.split(mark)[:-1]:
            inside = max(before.rfind("<bdi"), before.rfind('dir="auto"'))
            assert inside > max(before.rfind("</bdi>"), before.rfind("</p>"))
    head = page[: page.index("</head>")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", re.sub(r"<script.*?</script>", "", head, flags=re.DOTALL))


def test_control_characters_are_gone(site: Answering) -> None:
    page = site.get("/labs/hostile").text
    assert "cloche" in page
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page)


def test_long_words_are_cut_in_lists_and_kept_on_their_page(site: Answering) -> None:
    assert LONG_WORD not in site.get("/machines").text
    assert LONG_WORD not in site.get("/labs/hostile").text
    assert LONG_WORD in site.get(MACHINE).text


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://gier.example/", True), ("http://gier.example:8080/a?b#c", True),
        ("javascript:alert(1)", False), ("JaVaScRiPt:alert(1)", False), (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False), ("data:text/html,<script>", False), ("vbscript:x", False),
        ("file:///etc/passwd", False), ("ftp://gier.example/", False), ("//evil.example/", False), ("https:", False),
        ("https://", False), ("/labs", False), ("https://[::1", False), ("https://gier.example/a b", False),
        ("https://gier.example/\u202egnp.exe", False), ("http:\\\\evil.example", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(address: str, allowed: bool) -> None:
    assert bool(links.web(address)) is allowed
    with Flask("x").test_request_context("/"):
        assert ("<a " in filters.outside((Literal(address),))) is allowed


def test_iri_with_a_script_scheme_is_printed_as_text() -> None:
    with Flask("x").test_request_context("/"):
        assert filters.outside((NamedNode("javascript:alert(1)"),)) == "<bdi>javascript:alert(1)</bdi>"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("contact@gier.example", "mailto:contact@gier.example"),
        ("a@b", ""),
        ("a@b.example?bcc=x@y.example", ""),
        ('"x"@y.example', ""),
    ],
)
def test_mail_links(address: str, link: str) -> None:
    assert links.mail(address) == link


@pytest.mark.parametrize(
    ("number", "link"), [("+33 4 65 71 00 17", "tel:+33465710017"), ("javascript:1", ""), ('+33"><b>', "")]
)
def test_phone_links(number: str, link: str) -> None:
    assert links.phone(number) == link


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x00b\x07", "a b "), ("a\nb", "a\nb"), ("\ufffe\U0001fffff", "  f"), ("é 🙂", "é 🙂")]
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize("path", ["/labs/hostile", MACHINE, *THINGS])
def test_data_hold_what_was_written_and_are_never_read_as_a_page(site: Answering, path: str) -> None:
    for name in ("ttl", "jsonld", "nq"):
        answer = site.get(f"{path}.{name}", Accept="text/html")
        assert answer.mimetype != "text/html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<" in json.dumps(json.loads(site.get(f"{path}.jsonld").text))


@pytest.mark.parametrize("path", ["/labs/hostile", MACHINE, *THINGS])
def test_headers_hold_one_line_of_ascii(site: Answering, path: str) -> None:
    for name in ("Link", "Content-Type", "ETag"):
        value = site.get(f"{path}.ttl").headers[name]
        assert value.isascii()
        assert value.isprintable()


def test_control_characters_cannot_be_xml(site: Answering) -> None:
    answer = site.get("/labs/hostile.rdf", Accept="*/*")
    assert (answer.status_code, answer.mimetype) == (406, "application/problem+json")
    assert "text/turtle (.ttl)" in json.loads(answer.data)["detail"]
    assert site.get("/guides/hostile/g.rdf").status_code == 200


@pytest.mark.parametrize("path", ["/labs/hostile", *THINGS])
def test_facts_are_told_as_text(site: Answering, path: str) -> None:
    page = site.get(path).text
    facts = page[page.index('class="facts"') :]
    assert "<script" not in facts
    assert not EVIL & set(Outline(facts).tags)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "Nulle/Part", "../etc/passwd", "m" * 10_000, "\x00", "europe"]
)
def test_a_time_zone_that_does_not_exist_is_the_network_s(site: Answering, name: str) -> None:
    assert lone(site.small).zone_of(name) == site.small.settings.zone
