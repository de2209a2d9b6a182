"""The example queries: one file a competency question, its titles and descriptions in the comments that open it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_FIELD = re.compile(r"# (title|description) (fr|en): (.+)")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that answers a question: `id` is the file's name, `text` the whole file, the rest by language."""

    id: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)
    text: str


@cache
def examples() -> tuple[Example, ...]:
    """Every example, by id."""
    folder = files("server.queries").joinpath("examples")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return tuple(_read(e.name.removesuffix(".rq"), e.read_text("utf-8")) for e in sorted(found, key=lambda e: e.name))


@cache
def welcome() -> Example:
    """The query that waits for who comes for the first time."""
    return _read("welcome", files("server.queries").joinpath("welcome.rq").read_text("utf-8"))


def _read(name: str, text: str) -> Example:
    heads: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    for kind, language, words in _fields(text):
        heads[kind][language] = words
    return Example(name, heads["title"], heads["description"], text)


def _fields(text: str) -> Iterator[tuple[str, str, str]]:
    """(title or description, language, words) of each field; a line that begins with `#   ` continues the one above."""
    head = re.match(r"(?:#.*\n)*", text)
    for line in re.sub(r"\n#   ", " ", head[0] if head else "").splitlines():
        if match := _FIELD.fullmatch(line):
            yield match[1], match[2], match[3]
