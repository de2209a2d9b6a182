"""The command `sentences`: every sentence that the hub says to people, to be read from end to end."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from babel.messages.pofile import read_po

import shapes
from harvester.desk import letters, wording
from server.cli import show_check
from server.pages.language import CATALOGUES, LANGUAGES

_LETTERS = Path(wording.__file__).parent / "letters"


@click.command()
@click.option("--lang", type=click.Choice([*LANGUAGES, "both"]), default="both", help="Language of the sentences.")
@click.option("--of", "parts", type=click.Choice(["rules", "letters", "pages"]), multiple=True, help="Else all.")
@click.option("--json", "as_json", is_flag=True, help="The rules, as one JSON array.")
def sentences(lang: str, parts: Sequence[str], as_json: bool) -> None:
    """Print every sentence: of the checks (what is wrong, what to type instead), of the e-mails, of the pages."""
    langs = tuple(LANGUAGES) if lang == "both" else (lang,)
    if as_json:
        rows = [show_check.as_row(rule, langs) for rule in shapes.rules().values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for part in parts or _PARTS:
        for block in _PARTS[part](langs):
            click.echo(block)


def _rules(langs: Sequence[str]) -> Iterator[str]:
    for rule in shapes.rules().values():
        yield show_check.sentence(rule, langs)


def _letters(langs: Sequence[str]) -> Iterator[str]:
    """E-mails as they are written, with the places where names and dates go."""
    for path in sorted(_LETTERS.glob("*.txt")):
        name, _, lang = path.stem.partition(".")
        if lang in langs:
            yield _block(f"letter {name}", {lang: path.read_text(encoding="utf-8")})
    for name, texts in letters.LETTERS.items():
        yield _block(f"letter {name}", {lang: "\n".join(texts[lang]) for lang in langs})


def _pages(langs: Sequence[str]) -> Iterator[str]:
    """What pages say; a sentence about a number stands in both its forms."""
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    for message in catalogue:
        if message.id:
            texts = {"fr": _forms(message.id), "en": _forms(message.string)}
            yield _block("page", {lang: texts[lang] for lang in langs})


def _forms(text: Any) -> str:
    return text if isinstance(text, str) else "\n".join(text)


def _block(name: str, texts: Mapping[str, str]) -> str:
    lines = [f"  {lang}  {line}".rstrip() for lang, text in texts.items() for line in text.strip().split("\n")]
    return "\n".join([name, *lines, ""])


_PARTS: Mapping[str, Callable[[Sequence[str]], Iterator[str]]] = {
    "rules": _rules,
    "letters": _letters,
    "pages": _pages,
}
COMMANDS = (sentences,)
