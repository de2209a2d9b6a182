"""What a proof is, by itself: which prefix holds, what may be proved, where a file, a list, a name show a token."""

import json
import time

import pytest

from harvester.authority import owns
from harvester.desk import proofs, tokens

BASE = "https://a.example/fablab.jsonld"


@pytest.mark.parametrize(
    ("iri", "proved", "owned"),
    [
        (BASE, (), True),
        (f"{BASE}#x", (), True),
        (f"{BASE}2#x", (), False),
        ("https://lab.example/ab", ("https://lab.example/a/",), False),
        ("https://lab.example/a/b", ("https://lab.example/a/",), True),
        ("https://lab.example/a", ("https://lab.example/a/",), False),
        ("https://lab.example/ab", ("https://lab.example/a",), False),
        ("https://lab.example/a#b", ("https://lab.example/a",), True),
        ("https://lab.example.evil.example/", ("https://lab.example/",), False),
        ("https://lab.example/b#x", ("https://lab.example/", "!https://lab.example/b"), False),
        ("https://lab.example/b", ("https://lab.example/", "!https://lab.example/b"), False),
        ("https://lab.example/bc", ("https://lab.example/", "!https://lab.example/b"), True),
        (
            "https://lab.example/b/c/d",
            ("https://lab.example/", "!https://lab.example/b/", "https://lab.example/b/c/"),
            True,
        ),
        (
            "https://lab.example/b/x",
            ("https://lab.example/", "!https://lab.example/b/", "https://lab.example/b/c/"),
            False,
        ),
        ("https://lab.example/x", ("!https://lab.example/",), False),
        ("https://lab.example/b#x", ("https://lab.example/b#", "!https://lab.example/b"), False),
    ],
)
def test_the_longest_prefix_wins(iri: str, proved: tuple[str, ...], owned: bool) -> None:
    assert owns(BASE, iri, proved) is owned


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [
        ("https://Lab.example:443/", "https://lab.example/"),
        (" https://lab.example/a/../b/ ", "https://lab.example/b/"),
        ("https://lab.example/fablab.jsonld#", "https://lab.example/fablab.jsonld#"),
        ("https://lab.example/fablab.jsonld", "form"),
        ("https://lab.example/?x=/", "form"),
        ("ftp://lab.example/", "form"),
        ("https://user:word@lab.example/", "form"),
        ("javascript:alert(1)/", "form"),
        ("/", "form"),
        ("", "form"),
        ("https://lab.example/" + "m" * 2000 + "/", "form"),
        ("https://w3id.org/fabcommons/", "reserved"),
        ("https://w3id.org/", "reserved"),
        ("https://w3id.org/fabcommons/model/x/", "reserved"),
        ("https://commons.example/", "reserved"),
        ("https://commons.example/hosted/gier.jsonld#", "reserved"),
    ],
)
def test_what_may_be_proved(typed: str, prefix: str) -> None:
    if prefix in ("form", "reserved"):
        with pytest.raises(ValueError, match=prefix):
            proofs.prefix_of(typed, "https://commons.example")
    else:
        assert proofs.prefix_of(typed, "https://commons.example") == prefix


TOKEN = "fabcommons-abc"


@pytest.mark.parametrize(
    ("content", "there"),
    [
        (json.dumps({"jetonDeControle": TOKEN}), True),
        (json.dumps({"controlToken": ["x", TOKEN]}), True),
        (json.dumps({"@graph": [{"controlToken": TOKEN}]}), True),
        (json.dumps({"note": TOKEN}), False),
        (json.dumps({"machines": {"#a": {"controlToken": TOKEN}}}), False),
        (json.dumps([TOKEN]), False),
        (f'<html><head><meta name="fabcommons" content="{TOKEN}"></head><body></body></html>', True),
        (f'<body><p>hi</p><script type="application/ld+json">{{"jetonDeControle": "{TOKEN}"}}</script></body>', True),
        (f'<body><script>{{"jetonDeControle": "{TOKEN}"}}</script></body>', False),
        (f'<body><pre>{{"jetonDeControle": "{TOKEN}"}}</pre></body>', False),
        (f'<script type="application/ld+json">{{"jetonDeControle": "{TOKEN}"}} x</script>', False),
        (f"<META CONTENT=' {TOKEN} ' NAME=FabCommons>", True),
        (f'<head></head><body><p>hi</p><meta name="fabcommons" content="{TOKEN}"></body>', False),
        (f"<body>{TOKEN}</body>", False),
        (f'<meta name="other" content="{TOKEN}">', False),
        (f'<!-- <meta name="fabcommons" content="{TOKEN}"> -->', False),
        (TOKEN, False),
        ("", False),
        ("[" * 100_000, False),
        ("<meta name=fabcommons>", False),
        ("\x00<meta", False),
        ("<![" * 10, False),
        (f'<![<meta name="fabcommons" content="{TOKEN}">', True),
        (f'<html><title><meta name="fabcommons" content="{TOKEN}"></title>', False),
        (f'<script><meta name="fabcommons" content="{TOKEN}"></script>', False),
        (f'<custom-tag><meta name="fabcommons" content="{TOKEN}">', False),
        (f'<link>{" " * 300_000}<meta name="fabcommons" content="{TOKEN}">', False),
    ],
)
def test_where_a_file_shows_it(content: str, there: bool) -> None:
    assert tokens.in_file(content.encode(), TOKEN) is there


@pytest.mark.parametrize("piece", ["<", "<a", "<!", "<![", "<!--", "</", "<?", "&", "<meta ", "<meta a='", "<title>"])
def test_any_page_is_looked_at_soon(piece: str) -> None:
    """Whoever asks for a proof chooses the page; the round waits for it."""
    began = time.process_time()
    assert not tokens.in_file((piece * 400_000).encode(), TOKEN)
    assert time.process_time() - began < 5


def test_where_a_list_and_a_name_show_it() -> None:
    assert tokens.in_list(f"other\r\n {TOKEN} \n".encode(), TOKEN)
    assert not tokens.in_list(f"x{TOKEN}\n{TOKEN}x".encode(), TOKEN)
    assert tokens.in_texts(["v=spf1", f"fabcommons={TOKEN}"], TOKEN)
    assert not tokens.in_texts([f"v=spf1 {TOKEN}"], TOKEN)
