"""The English catalogue says everything the French pages say, with the same places for values."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import server.api
import server.exports
import server.pages
from server.pages.language import CATALOGUES, French, spaced

SPEAKING = [Path(package.__file__ or "").parent for package in (server.pages, server.exports, server.api)]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_said": None}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def said() -> Iterator[str | tuple[str, ...]]:
    """Every sentence of the templates and of the code."""
    for folder in SPEAKING:
        methods = [("**.py", "python"), ("**.html", "jinja2")]
        for _, _, message, *_ in extract_from_dir(folder, methods, keywords=KEYWORDS):
            yield message


def test_every_sentence_has_its_english(english: Catalog) -> None:
    missing = {message for message in said() if message not in english or not english[message].string}
    assert not missing


def test_no_english_without_its_french(english: Catalog) -> None:
    known = {message[0] if isinstance(message, tuple) else message for message in said()}
    assert not {m.id for m in english if m.id and (m.id[0] if isinstance(m.id, tuple) else m.id) not in known}


def test_values_have_the_same_places(english: Catalog) -> None:
    for message in filter(lambda message: message.id, english):
        for one, other in zip(forms(message.id), forms(message.string), strict=True):
            assert places(one) == places(other), one


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize(("count", "words"), [(0, "0 lab"), (1, "1 lab"), (2, "2 labs")])
def test_french_plural(count: int, words: str) -> None:
    assert French().ungettext("%(num)d lab", "%(num)d labs", count) % {"num": count} == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Pour : x", "Pour\u00a0: x"),
        ("« a »", "«\u00a0a\u00a0»"),
        ("Où ?", "Où\u00a0?"),
        ("a: b", "a: b"),
        ("%(km)s km à vol d'oiseau", "%(km)s\u00a0km à vol d'oiseau"),
        ("%(num)d min de marche", "%(num)d\u00a0min de marche"),
        ("%(num)d machines", "%(num)d machines"),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_french_spaces(text: str, shown: str) -> None:
    assert spaced(text) == shown
