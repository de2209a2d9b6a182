"""Texts as volunteers type them: codes by label, times without seconds, oui and non. Pure; says what it forgave."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

import ontology
from harvester.names import XSD
from harvester.words import codes, fold, folded_codes, slug

_HH_MM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_TRUE, _FALSE = frozenset({"oui", "vrai", "yes", "true"}), frozenset({"non", "faux", "no", "false"})
_UNSAFE = frozenset(' <>"{}|\\^`')


class Read(NamedTuple):
    """A value ready for JSON-LD; `meant` names what a forgiven text was taken for, empty when nothing was forgiven."""

    value: Any
    meant: str = ""


def read_text(key: ontology.Key, text: str, zone: ZoneInfo) -> Read:
    """What a text under this key says. In: the key, the text, the lab's time zone."""
    reader = _READERS.get(key.kind)
    return reader(key, text, zone) if reader else Read(text)


def short_name(text: str) -> Read:
    """The name of a maker or model, as an address can hold it: `Exemple 3D` → `exemple-3d`."""
    if text.startswith("#"):
        return Read({"@id": text})
    if "://" in text or not _UNSAFE & set(text):
        return Read(text)
    name = "/".join(slug(part) for part in text.split("/"))
    return Read(name, name)


def _code(key: ontology.Key, text: str, _zone: ZoneInfo) -> Read:
    """A code of the list; an unknown one is kept as an address, so that V8 can say it."""
    if key.scheme not in ontology.schemes() or "://" in text or text in codes(key.scheme):
        return Read(text)
    meant = folded_codes(key.scheme).get(fold(text))
    if meant is not None:
        return Read(meant, meant)
    odd = _UNSAFE & set(text) or not text.isascii() or text.startswith("_:")
    return Read(quote(text, safe="") if odd else text)


def _time(_key: ontology.Key, text: str, _zone: ZoneInfo) -> Read:
    return Read(f"{text}:00" if _HH_MM.fullmatch(text) else text)


def _date_time(_key: ontology.Key, text: str, zone: ZoneInfo) -> Read:
    """A day stays a day; a local time gets the lab's offset; an impossible date stays as written, for V15."""
    if _DAY.fullmatch(text):
        return Read({"@value": text, "@type": f"{XSD}date"})
    if not _DATE_TIME.fullmatch(text):
        return Read(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return Read(text)
    return Read((moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat())


def _boolean(_key: ontology.Key, text: str, _zone: ZoneInfo) -> Read:
    word = fold(text)
    return Read(word in _TRUE, str(word in _TRUE).lower()) if word in _TRUE | _FALSE else Read(text)


_READERS: Mapping[str, Callable[[ontology.Key, str, ZoneInfo], Read]] = {
    "code": _code,
    "time": _time,
    "dateTime": _date_time,
    "boolean": _boolean,
}
