"""A field without nodes below it: its texts, and the kind of input that can hold them. Pure."""

from typing import Any

import ontology
from harvester.pointers import step
from harvester.several import held
from server.publish import texts, tree
from server.publish.leaf import Around, Leaf, Tongue
from server.publish.model import LANGUAGES, Field
from server.publish.options import options


def plain(around: Around, each: Field, place: tuple[str, str], value: Any) -> Leaf:
    """A field without nodes below."""
    values = held(value)
    if each.by_language and _speaks(value):
        return Leaf(each, *place, "tongues", tongues=_tongues(around, each, place, value))
    if any(isinstance(one, dict | list) for one in values):
        return Leaf(each, *place, "kept", (texts.shown(each, value),))
    shown = tuple(texts.shown(each, one, around.lang) for one in values)
    if each.kind == "code":
        many = each.many or len(values) > 1
        return Leaf(each, *place, "choices" if many else "choice", shown, options(each.scheme, around.lang, shown))
    if each.many or len(values) > 1:
        return Leaf(each, *place, "several", shown)
    return Leaf(each, *place, _widget(each, shown[0] if shown else ""), shown or ("",))


def _speaks(value: Any) -> bool:
    """Whether it is a text, or one text a language."""
    plain = isinstance(value, dict) and not any(name.startswith("@") for name in value)
    return value is None or isinstance(value, str) or (plain and all(isinstance(text, str) for text in value.values()))


def _tongues(around: Around, each: Field, place: tuple[str, str], value: Any) -> tuple[Tongue, ...]:
    """The language that is there comes first; of several the reader's, of none the file's."""
    name, at = place
    own = plain_language(around, each, at)
    said = {lang: texts.clean(text) for lang, text in value.items()} if isinstance(value, dict) else {}
    if isinstance(value, str):
        said = {own: texts.clean(value)}
    there = [lang for lang, text in said.items() if text] or [around.keys]
    first = around.lang if around.lang in there else there[0]
    order = [first, *(lang for lang in dict.fromkeys((*LANGUAGES, *said)) if lang != first)]
    if isinstance(value, dict):
        return tuple(Tongue(lang, step(name, lang), step(at, lang), said.get(lang, "")) for lang in order)
    named = {lang: name if lang == own else f"{name}@{lang}" for lang in order}
    return tuple(Tongue(lang, named[lang], at, said.get(lang, "")) for lang in order)


def plain_language(around: Around, each: Field, at: str) -> str:
    """The language of a text that names none: of its key as written, else of the file."""
    written = ontology.keys().get(tree.meant(tree.split(at)[1]))
    return (written.lang if written and each.iri == written.iri else each.lang) or around.tongue


def _widget(each: Field, text: str) -> str:
    """A kind of input that can hold the text as it is: browsers empty a date that is none."""
    if "\n" in text or each.long:
        return "area"
    if each.kind == "boolean":
        return "yes"
    widget = {"date": "date", "time": "time", "dateTime": "moment", "link": "link"}.get(each.kind, "line")
    return widget if not text or widget in ("line", "link") or _FITS[widget](text) else "line"


def _is_date(text: str) -> bool:
    return len(text) == 10 and texts.is_moment(text)


def _is_time(text: str) -> bool:
    return len(text) == 5 and texts.is_moment(f"2000-01-01T{text}")


def _is_moment(text: str) -> bool:
    return len(text) == 16 and texts.is_moment(text)


_FITS = {"date": _is_date, "time": _is_time, "moment": _is_moment}
