"""How texts and links get into templates. Whatever a lab wrote is escaped and isolated here, and nowhere else."""

import re
from collections.abc import Callable, Mapping

from flask_babel import gettext  # type: ignore[import-untyped]
from markupsafe import Markup
from pyoxigraph import Literal

from server.pages import labels, links
from server.pages.figures import day, number
from server.pages.language import chosen as lang
from server.pages.language import spaced
from server.pages.rows import Values, best, clean, first

_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COUNTED = re.compile("[0-9]{1,6}")
_SHORT = 120
_NUMBERS = ("integer", "decimal", "double", "float")


def plain(value: Values | str) -> str:
    """The text a reader wants, on one line and without direction marks: for titles and attributes."""
    text = value if isinstance(value, str) else _text(best(value, lang())) or first(value)
    return " ".join(_DIRECTION.sub("", clean(text)).split())


def said(value: Values | str) -> Markup:
    """The text a reader wants, isolated from the text around it, marked when it is in another language."""
    literal = None if isinstance(value, str) else best(value, lang())
    text = value if isinstance(value, str) else _text(literal) or first(value)
    return _isolated(clean(text), literal) if text else Markup("")


def brief(value: Values | str) -> Markup:
    """The same, cut where a list would burst."""
    text = plain(value)
    literal = None if isinstance(value, str) else best(value, lang())
    cut = f"{text[:_SHORT]}…" if len(text) > _SHORT else text
    return _isolated(cut, literal) if cut else Markup("")


def paragraphs(value: Values) -> Markup:
    """A longer text, a paragraph for each block of lines."""
    literal = best(value, lang())
    blocks = re.split(r"\n\s*\n", clean(_text(literal)).strip())
    return Markup("").join(Markup('<p dir="auto"{}>{}</p>').format(_tongue(literal), b) for b in blocks if b)


def _isolated(text: str, literal: Literal | None = None) -> Markup:
    return Markup("<bdi") + _tongue(literal) + Markup(">") + text + Markup("</bdi>")


def _text(literal: Literal | None) -> str:
    return literal.value if literal else ""


def _tongue(literal: Literal | None) -> Markup:
    tag = (literal.language or "") if literal else ""
    return Markup(' lang="{}"').format(tag) if tag and tag.partition("-")[0].lower() != lang() else Markup("")


def concepts(values: Values) -> list[str]:
    """Labels of concepts of our lists, in alphabetical order; shortened IRIs for others."""
    return sorted((clean(labels.label(first((value,)), lang())) for value in values), key=str.casefold)


def label(values: Values | str) -> Markup:
    """Labels of concepts, separated by commas."""
    names = [clean(labels.label(values, lang()))] if isinstance(values, str) else concepts(values)
    return Markup(", ").join(_isolated(name) for name in names)


def short(value: Values | str) -> Markup:
    """A thing of which only the IRI is known, in words."""
    text = value if isinstance(value, str) else first(value)
    return _isolated(clean(links.short(text)))


def named(name: Values, iri: str | Values) -> Markup:
    """A thing by its name, or by its shortened IRI where nobody gives it one."""
    return said(name) if name else short(iri)


def outside(address: str | Values, text: str = "") -> Markup:
    """A link to a page of the web, shown by the site it leads to; anything else is printed as plain text."""
    found = address if isinstance(address, str) else first(address)
    target = links.web(found)
    if not target:
        return said(found)
    shown = text or links.host(target)
    return Markup('<a href="{}" rel="nofollow noopener ugc"><bdi>{}</bdi></a>').format(target, shown)


def web(address: str) -> str:
    """An address fit for a link, or nothing."""
    return links.web(address)


def written(value: Values) -> Markup:
    """A value as it was written: a day in words, a number with the marks of the language, a text as it is."""
    literal = value[0] if value else None
    kind = literal.datatype.value.rpartition("#")[2] if isinstance(literal, Literal) else ""
    if kind == "date":
        return _isolated(day(value))
    return _isolated(number(value)) if kind in _NUMBERS else said(value)


def mail(address: Values) -> Markup:
    """A link to write to an address, if it is one."""
    return _through(links.mail, first(address))


def phone(number: Values) -> Markup:
    """A link to call a number, if it is one."""
    return _through(links.phone, first(number))


def _through(make: Callable[[str], str], text: str) -> Markup:
    target = make(text)
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(target, text) if target else said(text)


def ours(texts: Mapping[str, str]) -> str:
    """A sentence of our own rules, in the reader's language, spaced as French wants it."""
    text = texts.get(lang()) or texts.get("fr", "")
    return clean(spaced(text) if lang() == "fr" else text)


def step(text: str) -> str:
    """A step of the way to a place in a file; places in a list are counted as people do."""
    return str(gettext("n° %(number)d", number=int(text) + 1)) if _COUNTED.fullmatch(text) else text


def licence(value: Values) -> Markup:
    """A licence by its short code, its whole name behind it."""
    found = labels.code(first(value))
    if not found:
        return label(value)
    return Markup('<abbr title="{}">{}</abbr>').format(labels.label(first(value), lang()), found)


def code(value: Values | str) -> str:
    """The French code of a concept, safe for class names."""
    return labels.code(value if isinstance(value, str) else first(value))
