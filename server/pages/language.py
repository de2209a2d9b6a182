"""In which language a page is written: French, or English where asked for. Templates hold the French sentences.

The English ones stand in `translations/en/LC_MESSAGES/messages.po`, read as text: nothing has to be compiled.
"""

import re
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, request
from flask_babel import Babel, Domain  # type: ignore[import-untyped]

LANGUAGES = ("fr", "en")
CATALOGUES = Path(__file__).parent / "translations"

_BEFORE = re.compile(r" (?=[:;!?»%€])")
_AFTER = re.compile(r"(?<=«) ")
_UNIT = re.compile(r"(?<=\)[sd]) (?=(?:mm|km|m|kg|h|min|W)\b)")  # behind the place of a number


def chosen() -> str:
    """The language of this request: `?lang=` if it names one of ours, else what the browser prefers, else French."""
    if "page_lang" not in g:
        asked = request.args.get("lang", "")
        g.page_lang = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "fr")
    return str(g.page_lang)


def install(app: Flask) -> None:
    """Make `gettext` and `ngettext` speak the language of the request, in templates and in code."""
    _Catalogues(app, default_locale="fr", locale_selector=chosen)


class _Catalogues(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> "_Messages":
        return _messages()


class _Messages(Domain):  # type: ignore[misc]
    def get_translations(self) -> NullTranslations:
        return _english() if chosen() == "en" else _french()


@cache
def _messages() -> _Messages:
    return _Messages()


@cache
def _french() -> "French":
    return French()


@cache
def _english() -> Translations:
    with (CATALOGUES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


class French(NullTranslations):
    """The sentences as the templates have them, with the plural and the spaces of French typography."""

    def ugettext(self, message: str) -> str:
        """The sentence."""
        return spaced(message)

    def ungettext(self, one: str, many: str, count: int) -> str:
        """In French, nought and one and a half are singular."""
        return spaced(one if abs(count) < 2 else many)


@lru_cache(maxsize=2048)
def spaced(text: str) -> str:
    """No line may begin with a colon, a closing guillemet or the unit of the number before it."""
    return _UNIT.sub("\u00a0", _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text)))
